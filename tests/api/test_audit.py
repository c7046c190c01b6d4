"""What the assistant leaves in the audit log, and what does not go out without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from ragstone.assistant import Assistant
from ragstone.audit.audit import Audit
from ragstone.audit.log import AuditLog
from ragstone.audit.record import AnswerRecord, FeedbackRecord, Opinion, SearchRecord
from retrieval.question import Question

DAY = "2026-11-24"
LEAVE, FOOTBALL = "How long is annual leave a year?", "Who won the football championship in Madrid?"
Open = Callable[[bool], TestClient]


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit")


@pytest.fixture
def audited(small_assistant: Assistant, log: AuditLog) -> Iterator[Open]:
    opened: list[TestClient] = []

    def open_client(keep_text: bool) -> TestClient:
        audit = Audit(log, {"writer": "extractive"}, keep_text)
        client = TestClient(create_app(lambda: replace(small_assistant, audit=audit)))
        opened.append(client.__enter__())
        return client

    yield open_client
    for client in opened:
        client.__exit__(None, None, None)


def ask(client: TestClient, question: str) -> dict[str, object]:
    found: dict[str, object] = client.post("/v1/ask", json={"question": question, "as_of": DAY}).json()
    return found


def test_an_answer_is_kept_with_what_it_rests_on(audited: Open, log: AuditLog, small_assistant: Assistant) -> None:
    answer = ask(audited(True), LEAVE)
    (record,) = log.records()
    assert isinstance(record, AnswerRecord)
    assert (record.trace_id, record.question, record.status) == (answer["trace_id"], LEAVE, "answered")
    assert record.retrieved[0].place[0] == "leave.md"
    assert record.cited_documents == ("leave.md",)
    assert record.shown[0].text == answer["text"]
    assert record.index_revision == small_assistant.index.revision
    assert record.models == {"writer": "extractive/words"}


def test_an_abstention_is_kept_with_its_reason(audited: Open, log: AuditLog) -> None:
    ask(audited(True), FOOTBALL)
    (record,) = log.records()
    assert isinstance(record, AnswerRecord)
    assert (record.status, record.reason, record.shown) == ("abstained", "out_of_scope", ())


def test_without_text_nothing_that_was_written_is_kept(audited: Open, log: AuditLog) -> None:
    client = audited(False)
    answer = ask(client, LEAVE)
    body = {"trace_id": answer["trace_id"], "opinion": "not_helpful", "comment": "secret words"}
    assert client.post("/v1/feedback", json=body).status_code == 201
    kept = "".join(path.read_text() for path in log.folder.glob("*.jsonl"))
    assert "annual leave" not in kept.lower()
    assert "secret" not in kept
    assert "leave.md" in kept


def test_feedback_is_kept_beside_its_answer(audited: Open, log: AuditLog) -> None:
    client = audited(True)
    trace_id = str(ask(client, LEAVE)["trace_id"])
    found = client.post("/v1/feedback", json={"trace_id": trace_id, "opinion": "wrong_citation", "comment": "page 2"})
    assert (found.status_code, found.json()) == (201, {"trace_id": trace_id})
    said = list(log.records())[1]
    assert isinstance(said, FeedbackRecord)
    assert (said.trace_id, said.opinion, said.comment) == (trace_id, Opinion.WRONG_CITATION, "page 2")


def test_feedback_on_one_sentence_says_which(audited: Open, log: AuditLog) -> None:
    client = audited(True)
    said = {"trace_id": str(ask(client, LEAVE)["trace_id"]), "opinion": "wrong_citation"}
    assert client.post("/v1/feedback", json={**said, "claim": 0}).status_code == 201
    assert [client.post("/v1/feedback", json={**said, "claim": claim}).status_code for claim in (1, -1)] == [422, 422]
    assert [record.claim for record in log.records() if isinstance(record, FeedbackRecord)] == [0]
    assert log.verify().records == 2


def test_feedback_on_no_answer_is_refused(audited: Open, log: AuditLog) -> None:
    found = audited(True).post("/v1/feedback", json={"trace_id": "nothing", "opinion": "helpful"})
    assert (found.status_code, found.json()["code"]) == (404, "unknown_trace")
    assert list(log.records()) == []


@pytest.mark.parametrize("body", [{"trace_id": "x", "opinion": "meh"}, {"trace_id": "x"}, {"opinion": "helpful"}])
def test_unusable_feedback_is_refused(audited: Open, body: dict[str, str]) -> None:
    assert audited(True).post("/v1/feedback", json=body).status_code == 422


def test_feedback_without_a_log_says_what_to_set(client: TestClient) -> None:
    found = client.post("/v1/feedback", json={"trace_id": "x", "opinion": "helpful"})
    assert (found.status_code, found.json()["code"]) == (503, "audit")
    assert "audit.path" in found.json()["detail"]


def test_no_answer_goes_out_that_the_log_cannot_hold(audited: Open, log: AuditLog) -> None:
    log.folder.write_text("a file in the way")
    found = audited(True).post("/v1/ask", json={"question": LEAVE, "as_of": DAY})
    assert (found.status_code, found.json()["code"]) == (503, "audit")
    assert "25 days" not in found.text


BONUS = "What is the board's bonus?"


def test_what_a_closed_document_would_answer_is_told_apart_in_the_log_alone(audited: Open, log: AuditLog) -> None:
    client = audited(True)
    closed, nothing = ask(client, BONUS), ask(client, FOOTBALL)
    assert [record.reason for record in log.records() if isinstance(record, AnswerRecord)] == [
        "not_permitted", nothing["reason"],
    ]  # fmt: skip
    assert closed["reason"] in ("nothing_found", "out_of_scope", "insufficient")
    assert "board.md" not in str(closed)
    assert "not_permitted" not in str(closed)


def test_who_may_read_it_gets_it_and_nothing_is_noted(small_assistant: Assistant, log: AuditLog) -> None:
    assistant = replace(small_assistant, audit=Audit(log, {}, True))
    answer = assistant.ask(Question(BONUS, as_of=date.fromisoformat(DAY), groups=("board",)))
    (record,) = log.records()
    assert isinstance(record, AnswerRecord)
    assert (record.reason, answer.status.value) == (answer.reason, "answered")


def test_a_search_is_kept_with_what_it_showed(audited: Open, log: AuditLog, small_assistant: Assistant) -> None:
    client = audited(True)
    asked = {"question": LEAVE, "as_of": DAY, "user": "jo"}
    hits = client.post("/v1/search", json={**asked, "limit": 2}).json()["hits"]
    client.post("/v1/explain", json=asked)
    searched, explained = log.records()
    assert isinstance(searched, SearchRecord)
    assert isinstance(explained, SearchRecord)
    assert [hit.place[0] for hit in searched.retrieved] == [hit["document_id"] for hit in hits]
    assert (searched.question, searched.user, searched.index_revision) == (LEAVE, "jo", small_assistant.index.revision)
    assert explained.retrieved[0].place[0] == "leave.md"


def test_a_search_is_kept_without_its_words(audited: Open, log: AuditLog) -> None:
    audited(False).post("/v1/search", json={"question": LEAVE, "as_of": DAY, "filters": {"department": "people"}})
    assert LEAVE not in "".join(path.read_text() for path in log.folder.glob("*.jsonl"))
    (record,) = log.records()
    assert isinstance(record, SearchRecord)
    assert (record.question, record.filters) == (None, {})
