"""`POST /v1/ask` as server-sent events."""

from __future__ import annotations

import gc
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from fastapi.testclient import TestClient

from answer.policy.policies import Policies
from answer.streaming import Shown
from answer.writers.extractive import ExtractiveWriter
from api.app import create_app
from models.errors import LanguageModelError
from ragstone.assistant import Assistant
from ragstone.audit.audit import Audit
from ragstone.audit.log import AuditLog
from ragstone.audit.record import AnswerRecord
from retrieval.hit import Evidence
from retrieval.question import Question
from tests.conftest import TODAY
from tests.page_parts import Script, served
from tests.tiny_parts import WordReranker

Found = TypeVar("Found")
DAY = "2026-11-24"
LEAVE = "How long is annual leave a year?"
Events = list[tuple[str, dict[str, Any]]]


def stream(client: TestClient, question: str = LEAVE, **fields: object) -> Events:
    body = {"question": question, "as_of": DAY, **fields}
    found = client.post("/v1/ask", json=body, headers={"Accept": "text/event-stream"})
    assert found.headers["content-type"].startswith("text/event-stream")
    return list(parsed(found.text))


def parsed(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        yield name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_evidence_then_claims_then_the_whole_answer(client: TestClient) -> None:
    events = stream(client)
    assert [name for name, _ in events] == ["evidence", "claim", "done"]
    (_, evidence), (_, claim), (_, done) = events
    assert evidence["hits"][0]["document_id"] == "leave.md"
    assert claim["lead"] + claim["text"] == done["text"] == "Annual leave is 25 days a year. [1]"
    plain = client.post("/v1/ask", json={"question": LEAVE, "as_of": DAY}).json()
    same = set(plain) - {"id", "trace_id", "timings_ms"}
    assert {name: done[name] for name in same} == {name: plain[name] for name in same}


def test_the_days_of_a_document_go_out_with_the_claim(client: TestClient) -> None:
    (_, claim), (_, done) = stream(client, "What may hotels cost at most a night?")[1:]
    assert claim["citations"][0]["effective"] == "2026-01-01"
    assert done["claims"][0]["citations"] == claim["citations"]


def test_an_abstention_sends_no_claim(client: TestClient) -> None:
    events = stream(client, "Who won the football championship in Madrid?")
    assert [name for name, _ in events] == ["evidence", "done"]
    assert events[-1][1]["status"] == "abstained"


def test_what_fails_before_the_first_event_has_its_own_status(client: TestClient) -> None:
    body = {"question": LEAVE, "filters": {"nonsense": "x"}}
    found = client.post("/v1/ask", json=body, headers={"Accept": "text/event-stream"})
    assert (found.status_code, found.json()["code"]) == (422, "unknown_filter")


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_an_object_without_a_language_model_is_refused_streamed_or_not(client: TestClient, accept: str) -> None:
    body = {"question": LEAVE, "response_schema": {"type": "object"}}
    found = client.post("/v1/ask", json=body, headers={"Accept": accept})
    assert (found.status_code, found.json()["code"]) == (422, "question")


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions"])
def test_a_stream_that_nobody_foresaw_to_fail_ends_with_an_error(small_assistant: Assistant, path: str) -> None:
    answering = replace(small_assistant.answering, writer=Crashes())
    messages = [{"role": "user", "content": LEAVE}]
    bodies = {"/v1/ask": {"question": LEAVE}}
    body = bodies.get(path, {"model": "ragstone", "messages": messages, "stream": True})
    with TestClient(create_app(lambda: replace(small_assistant, answering=answering))) as opened:
        found = opened.post(path, json=body, headers={"Accept": "text/event-stream"})
    assert found.status_code == 200
    assert "an unforeseen ZeroDivisionError; read the server's log" in found.text
    assert "secret words" not in found.text


class Crashes(ExtractiveWriter):
    """A writer with a fault."""

    def __init__(self) -> None:
        super().__init__(WordReranker())

    def write(self, question: str, evidence: Evidence) -> Iterator[str]:
        raise ZeroDivisionError("secret words")


@pytest.fixture
def audited(small_assistant: Assistant, tmp_path: Path) -> Assistant:
    return replace(small_assistant, audit=Audit(AuditLog(tmp_path / "audit"), {}))


def test_a_stream_is_kept_in_the_audit_log(audited: Assistant) -> None:
    with TestClient(create_app(lambda: audited)) as client:
        (_, done) = stream(client)[-1]
    assert audited.audit is not None
    (record,) = audited.audit.log.records()
    assert isinstance(record, AnswerRecord)
    assert (record.trace_id, record.shown[0].text) == (done["trace_id"], done["text"])


def test_who_stops_listening_is_kept_with_what_went_out(audited: Assistant) -> None:
    events = audited.stream(Question(LEAVE, as_of=TODAY))
    next(events)
    assert isinstance(next(events), Shown)
    events.close()
    assert audited.audit is not None
    (record,) = audited.audit.log.records()
    assert isinstance(record, AnswerRecord)
    assert (record.reason, record.shown[0].text) == ("stopped_listening", "Annual leave is 25 days a year. [1]")


def test_who_leaves_after_the_evidence_is_kept_as_well(audited: Assistant) -> None:
    events = audited.stream(Question(LEAVE, as_of=TODAY))
    next(events)
    events.close()
    assert audited.audit is not None
    (record,) = audited.audit.log.records()
    assert isinstance(record, AnswerRecord)
    assert (record.reason, record.shown) == ("stopped_listening", ())


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat/completions"])
def test_what_went_out_to_who_hangs_up_is_kept_and_their_turn_ends(audited: Assistant, path: str) -> None:
    ends, log = threading.Event(), audited.audit.log if audited.audit else None
    assert log is not None
    # More than can be written before the hanging up is noticed.
    more = ["Annual leave is 25 days a year. "] * 200
    writer = Script({"": ["Annual leave is 25 days a year. ", "Annual leave ", ends, "is 25 days. ", *more]})
    waiting = replace(audited, answering=replace(audited.answering, writer=writer))
    app = create_app(lambda: waiting)
    messages = [{"role": "user", "content": LEAVE}]
    body = {"question": LEAVE} if path == "/v1/ask" else {"model": "ragstone", "messages": messages, "stream": True}
    gc.disable()  # what is closed when memory is wanted is closed too late
    try:
        with served(app) as server, httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
            with client.stream("POST", path, json=body, headers={"Accept": "text/event-stream"}) as found:
                assert any("25 days a year" in line and "hits" not in line for line in found.iter_lines())
            ends.set()
            kept = _soon(lambda: list(log.records()))
            assert _soon(lambda: app.state.admission.working == 0)
    finally:
        gc.enable()
    (record,) = (one for one in kept if isinstance(one, AnswerRecord))
    assert (record.reason, record.shown[0].text) == ("stopped_listening", "Annual leave is 25 days a year. [1]")


def test_what_went_out_before_the_server_was_stopped_is_kept(audited: Assistant) -> None:
    ends, log = threading.Event(), audited.audit.log if audited.audit else None
    assert log is not None
    # More than can be written before the hanging up is noticed.
    more = ["Annual leave is 25 days a year. "] * 200
    writer = Script({"": ["Annual leave is 25 days a year. ", "Annual leave ", ends, "is 25 days. ", *more]})
    app = create_app(lambda: replace(audited, answering=replace(audited.answering, writer=writer)))
    with served(app) as server, httpx.Client(base_url=server.url, trust_env=False, timeout=30) as client:
        body, headers = {"question": LEAVE}, {"Accept": "text/event-stream"}
        with client.stream("POST", "/v1/ask", json=body, headers=headers) as found:
            assert any("25 days a year" in line and "hits" not in line for line in found.iter_lines())
            threading.Timer(2, ends.set).start()  # the server waits for a second
            server.stop()
        kept = _soon(lambda: list(log.records()))
    assert [record.reason for record in kept if isinstance(record, AnswerRecord)] == ["stopped_listening"]


def _soon(look: Callable[[], Found]) -> Found:
    until = time.monotonic() + 5
    while not (found := look()) and time.monotonic() < until:
        time.sleep(0.02)
    return found


def test_what_fails_before_anything_was_said_is_no_answer_and_not_kept(audited: Assistant) -> None:
    class Failing:
        name = "failing"

        def write(self, question: str, evidence: Evidence) -> Iterator[str]:
            raise LanguageModelError("got nothing")

    failing = replace(audited, answering=replace(audited.answering, writer=Failing()))  # type: ignore[arg-type]
    events = failing.stream(Question(LEAVE, as_of=TODAY))
    with pytest.raises(LanguageModelError):
        list(events)
    assert audited.audit is not None
    assert list(audited.audit.log.records()) == []


def test_nothing_goes_out_when_the_log_cannot_be_written(audited: Assistant) -> None:
    assert audited.audit is not None
    audited.audit.log.folder.write_text("a file in the way")
    with TestClient(create_app(lambda: audited)) as client:
        found = client.post("/v1/ask", json={"question": LEAVE}, headers={"Accept": "text/event-stream"})
    assert (found.status_code, found.json()["code"]) == (503, "audit")


@pytest.mark.parametrize(
    ("rules", "names", "status"),
    [
        ("{name: r, when: {cites: {department: [people]}}, refuse: No.}", ["evidence", "done"], "refused"),
        ("{name: r, when: {cites: {department: [moon]}}, refuse: No.}", ["evidence", "claim", "done"], "answered"),
        ("{name: r, when: {cites: {department: [people]}}, disclaim: Hm.}", ["evidence", "claim", "done"], "answered"),
        ("{name: r, when: {words: [leave]}, refuse: No.}", ["evidence", "done"], "refused"),
    ],
)
def test_what_a_policy_refuses_never_goes_out(
    small_assistant: Assistant, tmp_path: Path, rules: str, names: list[str], status: str
) -> None:
    (tmp_path / "p.yaml").write_text(f"rules: [{rules}]")
    assistant = replace(small_assistant, policies=Policies.load(tmp_path / "p.yaml"))
    with TestClient(create_app(lambda: assistant)) as client:
        events = stream(client)
    assert [name for name, _ in events] == names
    assert events[-1][1]["status"] == status
    assert ("25 days" in str(events)) is (status == "answered")
