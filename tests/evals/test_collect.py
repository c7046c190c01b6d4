from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from evals.cli.app import main
from evals.collect import Collector
from evals.errors import EvalError
from evals.lint import lint
from evals.suite import EvalQuestion, load_suite
from ragstone.audit.log import AuditLog
from ragstone.audit.record import Opinion, Record
from tests.evals.suites import write_suite
from tests.ragstone.audit.records import BEGIN, answer_record, feedback, search_record

LEAVE = "How long is annual leave?"


def test_a_complaint_becomes_an_edge_case_without_gold() -> None:
    records: list[Record] = [
        answer_record(0),
        feedback(0, Opinion.WRONG_ANSWER, "it is 27"),
        answer_record(1, question="?"),
    ]
    (case,) = Collector().collect(records)
    assert (case.question, case.slice, case.tags) == (LEAVE, "edge", ("draft", "wrong_answer"))
    assert (case.gold_documents, case.reference_answer, case.note) == ((), "", "wrong_answer: it is 27")


def test_what_is_said_of_one_sentence_keeps_its_words() -> None:
    said = [feedback(0, Opinion.WRONG_CITATION, "page 2", claim=0), feedback(0, Opinion.NOT_HELPFUL)]
    (case,) = Collector().collect([answer_record(0), *said])
    assert case.note == "wrong_citation of 'It is 25 days.': page 2; not_helpful"


def test_what_helped_becomes_a_core_case_with_what_was_shown_as_gold() -> None:
    (case,) = Collector().collect([answer_record(0), feedback(0, Opinion.HELPFUL)])
    assert (case.slice, case.gold_documents, case.reference_answer) == ("core", ("leave.md",), "It is 25 days.")


def test_a_complaint_weighs_more_than_praise() -> None:
    said = [feedback(0, Opinion.HELPFUL), feedback(0, Opinion.WRONG_CITATION)]
    (case,) = Collector().collect([answer_record(0), *said])
    assert (case.slice, case.tags) == ("edge", ("draft", "wrong_citation"))


def test_what_is_asked_often_becomes_a_core_case_and_wording_does_not_count() -> None:
    asked = [answer_record(0), answer_record(1, question="how long is ANNUAL leave"), answer_record(2)]
    assert Collector(least=4).collect(asked) == []
    (case,) = Collector(least=3).collect(asked)
    assert (case.slice, case.tags, case.id) == ("core", ("draft", "asked 3 times"), "log:trace2")


def test_what_was_not_answered_becomes_an_edge_case() -> None:
    asked = [
        answer_record(0, status="abstained", reason="nothing_found"),
        answer_record(1, question="Who?", status="trimmed"),
    ]
    assert [case.slice for case in Collector().collect(asked)] == ["edge", "edge"]


def test_people_of_other_groups_ask_another_question() -> None:
    asked = [answer_record(n).model_copy(update={"groups": groups}) for n, groups in enumerate([(), ("hr",), ("hr",)])]
    (case,) = Collector(least=2).collect(asked)
    assert case.groups == ["hr"]


def test_a_search_is_no_case() -> None:
    assert Collector(least=1).collect([search_record(0)]) == []


def test_what_a_suite_asks_already_is_left_out() -> None:
    known = EvalQuestion(id="a", question="How long is annual leave")
    assert Collector(least=1).collect([answer_record(0)], [known]) == []


def test_complaints_come_first_and_then_what_is_asked_most() -> None:
    often = [answer_record(n, question="Often?") for n in range(5)]
    seldom = [answer_record(10 + n, question="Seldom?") for n in range(3)]
    bad: list[Record] = [answer_record(20, question="Bad?"), feedback(20, Opinion.NOT_HELPFUL)]
    found = Collector(most=2).collect([*seldom, *often, *bad])
    assert [case.question for case in found] == ["Bad?", "Often?"]


def test_a_question_about_another_day_keeps_it() -> None:
    then = answer_record(0).model_copy(update={"as_of": date(2024, 5, 1)})
    assert [case.as_of for case in Collector(least=1).collect([then])] == [date(2024, 5, 1)]
    assert [case.as_of for case in Collector(least=1).collect([answer_record(0)])] == [None]


def test_feedback_on_an_answer_that_is_out_of_the_period_is_passed_over() -> None:
    assert Collector().collect([feedback(7, Opinion.WRONG_ANSWER)]) == []


def test_a_log_without_words_says_what_to_set() -> None:
    with pytest.raises(EvalError, match="got a log of 1 answers without a question"):
        Collector().collect([answer_record(0, question=None)])


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["evals", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_the_command_writes_a_file_that_a_suite_can_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = AuditLog(tmp_path / "audit")
    for number in range(3):
        log.append(answer_record(number))
    log.append(answer_record(3, question="Who pays?", status="abstained", reason="nothing_found"))
    folder = write_suite(tmp_path / "suite")
    out = str(folder / "collected.jsonl")
    assert _run(monkeypatch, "collect", out, "--log", str(log.folder), "--suite", str(folder)) == 0
    suite = load_suite(folder)
    assert [case.question for case in suite.questions if "draft" in case.tags] == [LEAVE, "Who pays?"]
    assert sum(one.kind == "draft" for one in lint(suite)) == 2
    assert _run(monkeypatch, "collect", out, "--log", str(log.folder), "--suite", str(folder)) == 2


def test_the_command_looks_at_the_days_that_are_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = AuditLog(tmp_path / "audit")
    log.append(answer_record(0, status="abstained"))
    out, later = tmp_path / "out.jsonl", (BEGIN + timedelta(days=1)).date().isoformat()
    assert _run(monkeypatch, "collect", str(out), "--log", str(log.folder), "--since", later) == 2
    assert not out.exists()
    assert _run(monkeypatch, "collect", str(out), "--log", str(tmp_path / "nowhere")) == 2
