from __future__ import annotations

from datetime import date

import pytest
from fastapi.testclient import TestClient

DAY = "2026-11-24"
Body = dict[str, object]


def test_ask_answers_with_citations(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "How long is annual leave a year?", "as_of": DAY}).json()
    assert (answer["status"], answer["text"]) == ("answered", "Annual leave is 25 days a year. [1]")
    (citation,) = answer["claims"][0]["citations"]
    assert (citation["document_id"], citation["quote"]) == ("leave.md", "Annual leave is 25 days a year.")


def test_an_answer_has_every_field_of_its_contract(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "How long is annual leave a year?"}).json()
    assert set(answer) == {
        "id", "question", "status", "reason", "text", "claims", "withheld", "closest", "policies", "notices",
        "against", "inferred", "corrected", "writer", "route",
        "timings_ms", "trace_id",
    }  # fmt: skip
    assert answer["id"] == answer["trace_id"] != ""


def test_an_abstention_is_an_answer_and_no_error(client: TestClient) -> None:
    found = client.post("/v1/ask", json={"question": "Who won the football championship in Madrid?"})
    assert (found.status_code, found.json()["status"], found.json()["claims"]) == (200, "abstained", [])


def test_an_abstention_names_what_came_near_and_nothing_that_may_not_be_read(client: TestClient) -> None:
    def closest(**fields: object) -> set[str]:
        body = {"question": "Who won the football championship for the board?", "as_of": DAY, **fields}
        answer = client.post("/v1/ask", json=body).json()
        assert answer["status"] == "abstained"
        return {looked["document_id"] for looked in answer["closest"]}

    assert closest() == {"leave.md", "travel.md"}
    assert "board.md" in closest(groups=["board"])


def test_a_follow_up_is_answered_with_its_history(client: TestClient) -> None:
    history = [{"role": "user", "content": "How long is annual leave a year?"}]
    answer = client.post("/v1/ask", json={"question": "And now?", "history": history, "as_of": DAY}).json()
    assert answer["claims"][0]["citations"][0]["document_id"] == "leave.md"


def test_search_gives_hits_best_first(client: TestClient) -> None:
    hits = client.post("/v1/search", json={"question": "annual leave", "limit": 2, "as_of": DAY}).json()["hits"]
    assert [(hit["rank"], hit["document_id"]) for hit in hits] == [(1, "leave.md"), (2, "travel.md")]


@pytest.mark.parametrize("stage", ["dense", "bm25", "hybrid", "reranked"])
def test_search_shows_every_stage(client: TestClient, stage: str) -> None:
    hits = client.post("/v1/search", json={"question": "annual leave", "stage": stage}).json()["hits"]
    assert hits[0]["document_id"] == "leave.md"


def test_search_answers_for_another_day(client: TestClient) -> None:
    def found(day: str) -> set[str]:
        body = {"question": "annual leave", "as_of": day}
        return {hit["document_id"] for hit in client.post("/v1/search", json=body).json()["hits"]}

    assert "old.md" in found("2025-06-01")
    assert "old.md" not in found(DAY)


def test_a_filter_may_be_one_value_or_several(client: TestClient) -> None:
    one = {"question": "annual leave", "filters": {"department": "finance"}}
    two = {"question": "annual leave", "filters": {"department": ["finance", "people"]}}
    assert [hit["document_id"] for hit in client.post("/v1/search", json=one).json()["hits"]] == ["travel.md"]
    assert len(client.post("/v1/search", json=two).json()["hits"]) == 2


def test_verify_judges_each_claim(client: TestClient) -> None:
    body = {
        "context": ["The nightly limit is EUR 140."],
        "response": "The nightly limit is EUR 140 [1]. The nightly limit is EUR 180 [1]. So it is [2].",
    }
    checked = client.post("/v1/verify", json=body).json()
    assert [claim["reason"] for claim in checked["claims"]] == [
        "supported",
        "number_not_in_evidence",
        "no_such_citation",
    ]
    assert checked["supported"] is False
    assert checked["claims"][0]["evidence"] == {
        "index": 0, "start": 0, "end": 29, "quote": "The nightly limit is EUR 140.",
    }  # fmt: skip


def test_a_hidden_document_is_like_one_that_does_not_exist(client: TestClient) -> None:
    hidden = client.post("/v1/search", json={"question": "the board's bonus", "as_of": DAY}).json()["hits"]
    listed = client.get("/v1/documents", params={"as_of": DAY}).text
    assert "board.md" not in {hit["document_id"] for hit in hidden}
    assert "board" not in listed.lower()


def test_a_filter_that_only_hidden_documents_carry_is_as_unknown_as_any(client: TestClient) -> None:
    def refusal(key: str) -> tuple[int, str]:
        found = client.post("/v1/search", json={"question": "bonus", "filters": {key: "high"}, "as_of": DAY})
        return found.status_code, found.text.replace(key, "KEY")

    assert refusal("secrecy") == refusal("nonesuch")


def test_a_hidden_document_id_is_as_absent_as_a_made_up_one(client: TestClient) -> None:
    def found(document_id: str) -> str:
        body = {"question": "bonus", "filters": {"document_id": document_id}, "as_of": DAY}
        return client.post("/v1/search", json=body).text

    assert found("board.md") == found("made-up.md") == '{"hits":[],"policies":[]}'


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/v1/ask", {"question": "leave", "filter": {}}, "`body.filter`"),
        ("/v1/ask", {"question": "leave", "group": ["hr"]}, "`body.group`"),
        ("/v1/search", {"question": "leave", "top_k": 3}, "`body.top_k`"),
        ("/v1/verify", {"context": ["a"], "response": "a", "text": "a"}, "`body.text`"),
        ("/v1/ask", {}, "`body.question`"),
        ("/v1/ask", {"question": 5}, "`body.question`"),
        ("/v1/ask", {"question": "leave", "as_of": "some day"}, "`body.as_of`"),
        ("/v1/search", {"question": "leave", "limit": 0}, "`body.limit`"),
        ("/v1/search", {"question": "leave", "stage": "best"}, "`body.stage`"),
        ("/v1/ask", {"question": " "}, "got an empty question"),
        ("/v1/ask", {"question": "x" * 4001}, "got a question of 4001 characters"),
        ("/v1/search", {"question": "leave", "filters": {"deparment": "people"}}, "'deparment', expected one of"),
        ("/v1/verify", {"context": ["a"]}, "exactly one of `response` and `claim`"),
        ("/v1/verify", {"context": ["a"], "response": "a", "claim": "a"}, "exactly one of `response` and `claim`"),
        ("/v1/verify", {"context": ["a"] * 201, "claim": "a"}, "`body.context`"),
        ("/v1/verify", {"context": ["a"], "response": "a" * 40_001}, "`body.response`"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_words(client: TestClient, path: str, body: Body, words: str) -> None:
    refused = client.post(path, json=body)
    assert refused.status_code == 422
    assert set(refused.json()) == {"type", "title", "status", "detail", "code"}
    assert words in refused.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/ask", r'{"question": "\ud800 leave"}'),
        ("/v1/search", r'{"question": "leave", "groups": ["\ud800"]}'),
        ("/v1/explain", r'{"question": "leave", "history": [{"role": "user", "content": "\ud83d"}]}'),
        ("/v1/ask", r'{"question": "leave", "response_schema": {"type": "object", "properties": {"\ud800": {}}}}'),
        ("/v1/ask", r'{"question": "leave", "\ud800": 1}'),
        ("/v1/verify", r'{"context": ["\ud800"], "claim": "leave"}'),
        ("/v1/verify", r'{"context": ["leave"], "claim": "\ud800"}'),
    ],
)
def test_half_of_a_character_is_refused(client: TestClient, path: str, body: str) -> None:
    found = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert found.status_code == 422
    assert "lone surrogate" in found.json()["detail"] or "unable to parse raw data" in found.json()["detail"]


def test_a_body_that_is_no_json_is_refused_in_the_same_form(client: TestClient) -> None:
    refused = client.post("/v1/ask", content=b"{", headers={"Content-Type": "application/json"})
    assert (refused.status_code, refused.json()["code"]) == (422, "request")


def test_the_code_names_what_went_wrong(client: TestClient) -> None:
    refused = client.post("/v1/search", json={"question": "leave", "filters": {"deparment": "people"}})
    assert refused.json()["code"] == "unknown_filter"
    assert client.post("/v1/ask", json={"question": ""}).json()["code"] == "question"


def test_a_path_or_method_that_is_not_there_has_the_same_form(client: TestClient) -> None:
    for refused, status in ((client.get("/v1/nothing"), 404), (client.get("/v1/ask"), 405)):
        assert refused.status_code == status
        assert set(refused.json()) == {"type", "title", "status", "detail", "code"}


def test_every_request_has_an_example_that_works(client: TestClient) -> None:
    document = client.get("/openapi.json").json()
    for path, name in (
        ("/v1/ask", "AskRequest"),
        ("/v1/search", "SearchRequest"),
        ("/v1/verify", "VerifyRequest"),
        ("/v1/explain", "ExplainRequest"),
    ):
        (example,) = document["components"]["schemas"][name]["examples"]
        assert client.post(path, json=example).status_code == 200


def test_every_path_is_described(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {
        "/v1/ask", "/v1/search", "/v1/explain", "/v1/verify", "/v1/feedback", "/v1/documents",
        "/v1/documents/{document_id}", "/v1/documents/{document_id}/chunks", "/v1/documents/{document_id}/source",
        "/v1/documents/{document_id}/page",
        "/v1/sync", "/v1/jobs", "/v1/jobs/{job_id}", "/v1/me", "/v1/chat/completions", "/v1/models",
        "/v1/models/{model}", "/healthz", "/metrics",
    }  # fmt: skip
    assert all(operation["description"] for methods in paths.values() for operation in methods.values())


def test_without_a_day_today_counts(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.today", lambda: date(2025, 6, 1))
    hits = client.post("/v1/search", json={"question": "annual leave"}).json()["hits"]
    assert "old.md" in {hit["document_id"] for hit in hits}
