"""What Prometheus reads."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from answer.writers.llm import LlmWriter
from api.app import create_app
from api.door import Door
from ingest.errors import IndexMissingError
from models.openai_server import OpenAIServer
from ragstone.assistant import Assistant
from ragstone.keys.key import Key, digest
from ragstone.keys.keyring import Keyring
from tests.api.conftest import FILES
from tests.openai_server import ScriptedServer

LEAVE = {"question": "How long is annual leave a year?", "as_of": "2026-11-24"}


def numbers(client: TestClient) -> dict[tuple[str, ...], float]:
    """Name and label values to value."""
    text = client.get("/metrics").text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_answers_are_counted_by_status_and_reason_however_they_go_out(client: TestClient) -> None:
    client.post("/v1/ask", json=LEAVE)
    client.post("/v1/ask", json=LEAVE, headers={"Accept": "text/event-stream"})
    chat = {"model": "ragstone", "messages": [{"role": "user", "content": LEAVE["question"]}]}
    client.post("/v1/chat/completions", json=chat)
    client.post("/v1/chat/completions", json={**chat, "stream": True})
    client.post("/v1/ask", json={"question": "Who won the football championship in Madrid?"})
    found = numbers(client)
    assert found["ragstone_answers_total", "all_claims_supported", "answered"] == 4
    assert (
        sum(value for name, value in found.items() if name[0] == "ragstone_answers_total" and "abstained" in name) == 1
    )
    assert found["ragstone_claims_shown_total", "supported"] == 4
    assert found["ragstone_answer_step_seconds_count", "search"] == 5


def test_requests_are_counted_by_their_path_as_it_is_described(client: TestClient) -> None:
    client.get("/v1/documents/leave.md")
    client.get("/v1/documents/made-up.md")
    client.get("/nothing/" + "x" * 50)
    found = numbers(client)
    assert found["ragstone_http_requests_total", "GET", "/v1/documents/{document_id}", "200"] == 1
    assert found["ragstone_http_requests_total", "GET", "/v1/documents/{document_id}", "404"] == 1
    assert found["ragstone_http_requests_total", "GET", "other", "404"] == 1
    assert found["ragstone_http_request_seconds_count", "/v1/documents/{document_id}"] == 2


def test_a_method_that_somebody_makes_up_is_no_label(client: TestClient) -> None:
    for number in range(3):
        client.request(f"MADEUP{number}", "/v1/ask")
    assert numbers(client)["ragstone_http_requests_total", "other", "/v1/ask", "405"] == 3


def test_nothing_that_anybody_wrote_is_in_them(client: TestClient) -> None:
    client.post("/v1/ask", json={**LEAVE, "groups": ["board"]})
    text = client.get("/metrics").text
    assert [word for word in ("leave.md", "board", "annual") if word in text] == []


def test_claims_that_carry_a_citation_are_counted(client: TestClient) -> None:
    client.post("/v1/ask", json=LEAVE)
    found = numbers(client)
    assert found["ragstone_claims_cited_total",] == found["ragstone_claims_shown_total", "supported"] == 1


def test_the_index_says_how_old_and_how_large_it_is(client: TestClient) -> None:
    found = numbers(client)
    assert (found["ragstone_index_documents",], found["ragstone_index_chunks",]) == (len(FILES), len(FILES))
    assert 0 <= found["ragstone_index_age_seconds",] < 3600


@pytest.mark.parametrize("stream", [False, True])
def test_tokens_are_counted_as_the_language_models_server_counts_them(small_assistant: Assistant, stream: bool) -> None:
    with ScriptedServer(["Annual leave is 25 days a year [1]."]) as server:
        writer = LlmWriter(OpenAIServer(server.base_url, "m"))
        assistant = replace(small_assistant, answering=replace(small_assistant.answering, writer=writer))
        with TestClient(create_app(lambda: assistant)) as client:
            client.post("/v1/ask", json=LEAVE, headers={"Accept": "text/event-stream"} if stream else {})
            found = numbers(client)
    assert found["ragstone_llm_tokens_total", "completion"] == 8
    assert found["ragstone_llm_tokens_total", "prompt"] == 10


def test_whether_it_is_ready_is_a_number(client: TestClient) -> None:
    def missing() -> Assistant:
        raise IndexMissingError("got no index")

    assert numbers(client)["ragstone_ready",] == 1
    with TestClient(create_app(missing)) as waiting:
        found = numbers(waiting)
    assert found["ragstone_ready",] == 0
    assert all(math.isnan(found[f"ragstone_index_{what}",]) for what in ("age_seconds", "documents", "chunks"))


@pytest.mark.parametrize(("secret", "status"), [("", 401), ("nonsense", 401), ("prometheus", 200)])
def test_where_keys_are_configured_it_needs_one(
    small_assistant: Assistant, tmp_path: Path, secret: str, status: int
) -> None:
    keyring = Keyring(tmp_path / "keys.json")
    keyring.add(Key(name="p", sha256=digest("prometheus"), created=datetime(2026, 1, 1, tzinfo=UTC)))
    with TestClient(create_app(lambda: small_assistant, Door(keyring))) as client:
        assert client.get("/metrics", headers={"Authorization": f"Bearer {secret}"}).status_code == status
