"""How the evidence was found, over HTTP."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from answer.policy.policies import Policies
from api.app import create_app
from ragstone.assistant import Assistant

DAY = "2026-11-24"
LEAVE = {"question": "How long is annual leave a year?", "as_of": DAY}


def test_the_way_holds_both_rankings_and_what_was_searched(client: TestClient) -> None:
    way = client.post("/v1/explain", json={**LEAVE, "filters": {"department": "people"}}).json()
    assert way["searched"] == LEAVE["question"]
    assert (
        [hit["document_id"] for hit in way["reranked"]] == [hit["document_id"] for hit in way["hybrid"]] == ["leave.md"]
    )
    assert (way["filters"], way["as_of"], way["groups"]) == ({"department": ["people"]}, DAY, [])
    assert 0 <= way["sufficiency"] <= 1
    assert way["used"] == 5


def test_a_follow_up_is_searched_as_it_stands_alone(client: TestClient) -> None:
    history = [{"role": "user", "content": LEAVE["question"]}]
    way = client.post("/v1/explain", json={"question": "And now?", "history": history, "as_of": DAY}).json()
    assert way["searched"] == f"And now? ({LEAVE['question']})"


def test_an_unknown_filter_is_refused(client: TestClient) -> None:
    refused = client.post("/v1/explain", json={**LEAVE, "filters": {"nonsense": "x"}})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_filter")


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("{name: r, when: {words: [leave]}, refuse: No.}", []),
        ("{name: r, when: {words: [leave]}, require: {filters: {department: [people]}}}", ["leave.md"]),
        ("{name: r, when: {words: [leave]}, require: {filters: {region: [moon]}}}", []),
    ],
)
def test_what_a_policy_narrows_is_narrowed_here(
    small_assistant: Assistant, tmp_path: Path, rule: str, found: list[str]
) -> None:
    (tmp_path / "p.yaml").write_text(f"rules: [{rule}]")
    ruled = replace(small_assistant, policies=Policies.load(tmp_path / "p.yaml"))
    with TestClient(create_app(lambda: ruled)) as client:
        way = client.post("/v1/explain", json=LEAVE).json()
    assert [hit["document_id"] for hit in way["reranked"]] == found
    assert way["policies"][0]["rule"] == "r"
    assert (way["sufficiency"] is None) is (found == [])
