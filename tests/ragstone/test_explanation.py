"""What `ragstone ask --explain` says of an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from answer.policy.policies import Policies
from ragstone.assistant import Assistant
from ragstone.audit.audit import Audit
from ragstone.audit.log import AuditLog
from ragstone.explanation import Explanation
from retrieval.question import Question
from tests.conftest import TODAY

LEAVE = "How many days of annual leave do I get?"


def test_every_step_is_told_and_agrees_with_the_answer(assistant: Assistant) -> None:
    question = Question(LEAVE, as_of=TODAY, filters={"department": ("people",)})
    found = Explanation.of(assistant, question)
    lines = list(found.lines())
    assert lines[:2] == [f"searched: {LEAVE}", f"as of {TODAY}; groups none; department people"]
    assert found.answer.claims == assistant.ask(question).claims
    assert found.answer.claims
    hits = [line for line in lines if "relevance" in line]
    assert [line[0] for line in hits[:6]] == ["*"] * 5 + [" "]
    assert hits[0].startswith("* 1. people/")
    assert found.trail.sufficiency is not None
    assert found.trail.sufficiency >= found.trail.needed
    assert [line for line in lines if line.startswith("shown, support")] != []
    assert lines[-1] == f"{found.answer.status} ({found.answer.reason})"


def test_an_abstention_shows_what_was_too_weak(assistant: Assistant) -> None:
    found = Explanation.of(assistant, Question("Who won the 1998 football world cup?", as_of=TODAY))
    assert found.trail.sufficiency is not None
    assert found.trail.sufficiency < found.trail.needed
    assert list(found.lines())[-1] == "abstained (out_of_scope)"


def test_what_a_policy_ends_was_not_searched(assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("rules: [{name: r, when: {words: [leave]}, escalate: {queue: q, reason: r}}]")
    ruled = replace(assistant, policies=Policies.load(tmp_path / "p.yaml"))
    lines = list(Explanation.of(ruled, Question(LEAVE, as_of=TODAY)).lines())
    assert lines[2:] == ["policy 'r': escalate to q", "escalated (policy)"]


def test_a_corrected_word_is_told_and_the_question_stays(assistant: Assistant) -> None:
    question = Question("How many days of anual leave do I get?", as_of=TODAY, correct=True)
    found = Explanation.of(assistant, question)
    lines = list(found.lines())
    assert lines[0] == f"searched: {LEAVE}"
    assert "searched 'annual' for 'anual'" in lines
    assert found.trail.question.text == "How many days of anual leave do I get?"
    assert not Explanation.of(assistant, replace(question, correct=False)).answer.corrected


def test_what_is_explained_is_in_the_audit_log_as_well(assistant: Assistant, tmp_path: Path) -> None:
    audited = replace(assistant, audit=Audit(log := AuditLog(tmp_path / "audit"), {}))
    found = Explanation.of(audited, Question(LEAVE, as_of=TODAY))
    assert log.answer(found.answer.trace_id).shown[0].text == found.answer.claims[0].text
