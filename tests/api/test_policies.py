"""Policies over a real index: before the search, after the draft, and in what is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from answer.answer import AnswerStatus
from answer.policy.policies import Policies
from api.app import create_app
from ragstone.assistant import Assistant
from ragstone.audit.audit import Audit
from ragstone.audit.log import AuditLog
from ragstone.audit.record import AnswerRecord
from retrieval.glossary import Entry, Glossary
from retrieval.hit import Evidence, Stage
from retrieval.question import Question
from retrieval.retriever import Reading, Retriever

DAY = "2026-11-24"
LEAVE = "How long is annual leave a year?"
Ask = Callable[..., dict[str, object]]


@pytest.fixture
def ask(small_assistant: Assistant, tmp_path: Path) -> Ask:
    """`ask(rules, question, **fields)`: the answer of an assistant with these rules."""

    def of(rules: str, question: str, **fields: object) -> dict[str, object]:
        (tmp_path / "policies.yaml").write_text(rules)
        policies = Policies.load(tmp_path / "policies.yaml")
        audit = Audit(AuditLog(tmp_path / "audit"), {})
        assistant = replace(small_assistant, policies=policies, audit=audit)
        with TestClient(create_app(lambda: assistant)) as client:
            found = client.post("/v1/ask", json={"question": question, "as_of": DAY, **fields})
            body: dict[str, object] = {**found.json(), "code": found.status_code}
            return body

    return of


@dataclass(frozen=True, slots=True)
class Unsearched(Retriever):
    """Fails when it is asked."""

    def find(self, reading: Reading, question: Question, *, stage: Stage, top_k: int) -> Evidence:
        raise AssertionError("searched")


def test_what_a_policy_refuses_is_not_searched_for(small_assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("rules: [{name: r, when: {words: [leave]}, refuse: Not here.}]")
    retriever = small_assistant.retriever
    unsearched = Unsearched(retriever.search_step, retriever.rerank_step, retriever.top_k)
    assistant = replace(small_assistant, policies=Policies.load(tmp_path / "p.yaml"), retriever=unsearched)
    with TestClient(create_app(lambda: assistant)) as client:
        answer = client.post("/v1/ask", json={"question": LEAVE, "as_of": DAY}).json()
    assert (answer["status"], answer["reason"], answer["text"], answer["claims"]) == (
        "refused",
        "policy",
        "Not here.",
        [],
    )
    assert answer["policies"] == [{"rule": "r", "action": "refuse", "queue": ""}]


PAY = "rules: [{name: r, when: {words: [bonus]}, refuse: Ask HR.}]"
MISSPELT = {"question": "What is the boards bonsu?", "groups": ["board"], "as_of": DAY}


def test_a_slip_that_is_mended_is_refused_as_if_it_were_none(ask: Ask) -> None:
    answer = ask(PAY, "What is the board's bonsu?", groups=["board"])
    assert (answer["status"], answer["text"], answer["claims"]) == ("refused", "Ask HR.", [])
    assert answer["corrected"] == [{"said": "bonsu", "searched": "bonus"}]


def test_a_slip_is_refused_even_where_it_is_not_mended(ask: Ask) -> None:
    answer = ask(PAY, "What is the board's bonsu?", groups=["board"], infer=False)
    assert (answer["status"], answer["corrected"]) == ("refused", [])


def test_a_stream_refuses_it_too_and_shows_nothing_that_was_found(small_assistant: Assistant, tmp_path: Path) -> None:
    assistant = with_policies(small_assistant, tmp_path, PAY)
    with TestClient(create_app(lambda: assistant)) as client:
        said = client.post("/v1/ask", json=MISSPELT, headers={"accept": "text/event-stream"}).text
    assert 'event: evidence\ndata: {"hits":[],' in said
    assert '"status":"refused"' in said
    assert "90,000" not in said


def test_what_a_glossary_puts_beside_a_word_counts(small_assistant: Assistant, tmp_path: Path) -> None:
    glossary = Glossary((Entry(say="bonus", people_say=("thirteenth",)),))
    assistant = with_policies(small_assistant, tmp_path, PAY)
    assistant = replace(assistant, retriever=replace(assistant.retriever, glossary=glossary))
    asked = Question("What is the thirteenth of the board?", as_of=date.fromisoformat(DAY), groups=("board",))
    assert assistant.ask(asked).status is AnswerStatus.REFUSED


def test_an_earlier_answer_is_searched_but_is_no_word_of_the_asker(ask: Ask) -> None:
    history = [{"role": "user", "content": "What is paid?"}, {"role": "assistant", "content": "A bonus is paid."}]
    assert ask(PAY, LEAVE, history=history)["status"] == "answered"


@pytest.mark.parametrize("asked", [MISSPELT, {**MISSPELT, "question": "What is the board's bonus?"}])
@pytest.mark.parametrize("stage", [*Stage])
def test_what_is_refused_cannot_be_searched_for(
    small_assistant: Assistant, tmp_path: Path, asked: dict[str, object], stage: Stage
) -> None:
    assistant = with_policies(small_assistant, tmp_path, PAY)
    with TestClient(create_app(lambda: assistant)) as client:
        found = client.post("/v1/search", json={**asked, "stage": stage.value})
    applied = [{"rule": "r", "action": "refuse", "queue": ""}]
    assert (found.status_code, found.json()) == (200, {"hits": [], "policies": applied})


def test_a_search_stays_within_what_a_policy_requires(small_assistant: Assistant, tmp_path: Path) -> None:
    rules = "rules: [{name: r, when: {words: [leave]}, require: {filters: {department: [finance]}}}]"
    assistant = with_policies(small_assistant, tmp_path, rules)
    with TestClient(create_app(lambda: assistant)) as client:
        found = client.post("/v1/search", json={"question": LEAVE, "as_of": DAY}).json()
    assert [hit["document_id"] for hit in found["hits"]] == ["travel.md"]
    assert [one["rule"] for one in found["policies"]] == ["r"]


def with_policies(assistant: Assistant, folder: Path, rules: str) -> Assistant:
    (folder / "policies.yaml").write_text(rules)
    return replace(assistant, policies=Policies.load(folder / "policies.yaml"))


def test_an_escalation_is_kept_with_its_queue(ask: Ask, tmp_path: Path) -> None:
    answer = ask("rules: [{name: r, when: {words: [hurt]}, escalate: {queue: aid, reason: Call.}}]", "I am hurt")
    assert (answer["status"], answer["text"]) == ("escalated", "This goes to aid: Call.")
    (record,) = AuditLog(tmp_path / "audit").records()
    assert isinstance(record, AnswerRecord)
    assert [(one.rule, one.action, one.queue) for one in record.policies] == [("r", "escalate", "aid")]


def test_a_notice_stands_beside_the_answer_and_not_in_it(ask: Ask) -> None:
    answer = ask("rules: [{name: r, when: {cites: {department: [people]}}, disclaim: Ask HR as well.}]", LEAVE)
    assert answer["text"] == "Annual leave is 25 days a year. [1]"
    assert answer["notices"] == ["Ask HR as well."]


def test_what_a_draft_cites_may_call_for_a_refusal(ask: Ask) -> None:
    rules = "rules: [{name: r, when: {cites: {department: [people]}}, refuse: Ask HR.}]"
    assert ask(rules, LEAVE)["status"] == "refused"
    assert ask(rules, "What may hotels cost at most?")["status"] == "answered"


def test_what_is_quoted_against_an_answer_is_cited_as_well(ask: Ask) -> None:
    """On that day two documents disagree; the answer quotes the one without a tag, and a notice the other."""
    rules = "rules: [{name: r, when: {words: [leave], cites: {department: [%s]}}, refuse: Ask HR.}]"
    asked = "How long is annual leave a year, 20 days?"
    shown = ask(rules % "none", asked, as_of="2025-06-01")
    assert [one["document_id"] for one in _citations(shown, "claims")] == ["old.md"]
    assert [one["document_id"] for one in _citations(shown, "against")] == ["leave.md"]
    assert ask(rules % "people", asked, as_of="2025-06-01")["status"] == "refused"


def _citations(answer: dict[str, object], field: str) -> list[dict[str, object]]:
    found = answer[field]
    assert isinstance(found, list)
    return [one for claim in found for one in claim.get("citations", [claim])]


def test_required_documents_narrow_the_search(ask: Ask) -> None:
    rules = "rules: [{name: r, when: {words: [leave]}, require: {filters: {department: [%s]}}}]"
    assert ask(rules % "people", LEAVE)["status"] == "answered"
    assert ask(rules % "finance", LEAVE)["status"] == "abstained"


@pytest.mark.parametrize("tag", ["department: [moon]", "nonsense: [x]"])
def test_required_documents_that_are_not_there_mean_nothing_was_found(ask: Ask, tag: str) -> None:
    answer = ask(f"rules: [{{name: r, when: {{words: [leave]}}, require: {{filters: {{{tag}}}}}}}]", LEAVE)
    assert (answer["code"], answer["status"], answer["reason"]) == (200, "abstained", "nothing_found")


def test_a_filter_of_the_askers_own_that_is_unknown_stays_an_error(ask: Ask) -> None:
    rules = "rules: [{name: r, when: {words: [leave]}, require: {filters: {department: [people]}}}]"
    assert ask(rules, LEAVE, filters={"nonsense": "x"})["code"] == 422


def test_filters_that_exclude_each_other_find_nothing(ask: Ask) -> None:
    rules = "rules: [{name: r, when: {words: [leave]}, require: {filters: {department: [people]}}}]"
    answer = ask(rules, LEAVE, filters={"department": "finance"})
    assert (answer["status"], answer["reason"]) == ("abstained", "nothing_found")


def test_more_support_may_be_required(ask: Ask) -> None:
    rules = "rules: [{name: r, when: {words: [leave]}, require: {support: %s}}]"
    assert ask(rules % "0.9", LEAVE)["status"] == "answered"
    # No words in common are more than all of them.
    assert ask(rules % "1.0", LEAVE)["status"] == "answered"


def test_restricted_documents_stay_restricted_whatever_a_policy_requires(ask: Ask) -> None:
    rules = "rules: [{name: r, when: {words: [bonus]}, require: {filters: {secrecy: [high]}}}]"
    assert ask(rules, "What is the board's bonus?")["status"] == "abstained"
    assert ask(rules, "What is the board's bonus?", groups=["board"])["status"] == "answered"
