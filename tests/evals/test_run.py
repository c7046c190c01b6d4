"""A run in its folder: whole, stopped, gone on with, or another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from evals.errors import EvalError
from evals.prediction import Prediction
from evals.run import Run
from evals.run_folder import RunFolder
from evals.suite import EvalQuestion, Suite, load_suite
from tests.evals.suites import QUESTIONS, write_suite
from tests.tiny_parts import WordVerifier
from verify.checker import Checker

TODAY = date(2026, 11, 24)
Counts = list[tuple[int, int]]


@dataclass
class Sayer:
    """Says the same to everybody, and fails when asked too often."""

    text: str = "Leave is 25 days."
    most: int = 99
    name: str = "sayer"
    index_revision: str = "000001"
    settings: Mapping[str, str] = field(default_factory=lambda: {"words": "few"})
    asked: list[tuple[str, date]] = field(default_factory=list)

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        if len(self.asked) >= self.most:
            raise EvalError("got no more words")
        self.asked.append((question.id, today))
        return Prediction(id=question.id, text=self.text)


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return load_suite(write_suite(tmp_path / "suite"))


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder(tmp_path / "run")


def ask(variant: Sayer, suite: Suite, folder: RunFolder, *, today: date = TODAY, jobs: int = 1) -> Counts:
    """What the progress was."""
    seen: Counts = []
    Run(variant, suite, Checker(WordVerifier()), today, jobs).into(folder, lambda *counts: seen.append(counts))
    return seen


@dataclass
class Moving(Sayer):
    """Its index is synced while it is asked."""

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        self.index_revision = "000002"
        return super().predict(question, today)


def test_a_run_over_two_states_of_the_index_is_none(suite: Suite, folder: RunFolder) -> None:
    with pytest.raises(EvalError, match="got index revision 000002 at the end of a run that began on 000001"):
        ask(Moving(), suite, folder)
    assert folder.manifest().finished is None


def test_a_run_keeps_predictions_and_scores_in_the_suites_order(suite: Suite, folder: RunFolder) -> None:
    assert ask(Sayer(), suite, folder) == [(1, 2), (2, 2)]
    assert [row.id for row in folder.predictions()] == ["a", "b"]
    assert [row.metrics["score"] for row in folder.scores()] == [1.0, 0.0]
    manifest = folder.manifest()
    assert manifest.finished is not None
    assert (manifest.suite_sha256, manifest.index_revision) == (suite.sha256, "000001")


def test_several_questions_are_asked_at_once(tmp_path: Path, folder: RunFolder) -> None:
    rows = [{**QUESTIONS[1], "id": str(number)} for number in range(20)]
    many = load_suite(write_suite(tmp_path / "many", rows))
    assert len(ask(Sayer(), many, folder, jobs=4)) == 20
    assert [row.id for row in folder.scores()] == [str(number) for number in range(20)]
    assert folder.manifest().jobs == 4


def test_a_run_that_was_stopped_asks_only_what_is_missing_and_of_the_same_day(suite: Suite, folder: RunFolder) -> None:
    with pytest.raises(EvalError, match="no more words"):
        ask(Sayer(most=1), suite, folder)
    with pytest.raises(EvalError, match="stopped at 1 of 2 cases; run it again"):
        folder.scores()
    variant = Sayer()
    assert ask(variant, suite, folder, today=date(2027, 1, 1)) == [(2, 2)]
    assert variant.asked == [("b", TODAY)]


def test_a_line_that_was_cut_off_is_asked_again(suite: Suite, folder: RunFolder) -> None:
    with pytest.raises(EvalError):
        ask(Sayer(most=1), suite, folder)
    with (folder.path / "predictions.jsonl").open("a") as stream:
        stream.write('{"id": "b", "te')
    variant = Sayer()
    ask(variant, suite, folder)
    assert [id_ for id_, _ in variant.asked] == ["b"]
    assert [row.id for row in folder.predictions()] == ["a", "b"]


def test_a_run_that_is_whole_asks_nothing(suite: Suite, folder: RunFolder) -> None:
    ask(Sayer(), suite, folder)
    variant = Sayer()
    assert ask(variant, suite, folder) == []
    assert variant.asked == []


@pytest.mark.parametrize(
    ("variant", "difference"),
    [
        (Sayer(name="other"), "variant"),
        (Sayer(index_revision="000002"), "index_revision"),
        (Sayer(settings={"words": "many"}), "words"),
        (Sayer(settings={"words": "few", "more": "yes"}), "more"),
    ],
)
def test_another_run_does_not_go_on_with_this_one(
    suite: Suite, folder: RunFolder, variant: Sayer, difference: str
) -> None:
    ask(Sayer(), suite, folder)
    with pytest.raises(EvalError, match=f"got a run with another {difference} in .* choose another --out"):
        ask(variant, suite, folder)
    assert len(folder.scores()) == 2


def test_answers_of_two_states_of_the_code_are_not_mixed(
    suite: Suite, folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(Sayer(), suite, folder)
    monkeypatch.setattr("evals.manifest._commit", lambda: "another")
    with pytest.raises(EvalError, match="got a run with another commit"):
        ask(Sayer(), suite, folder)


def test_a_run_of_another_suite_does_not_go_on_with_this_one(tmp_path: Path, suite: Suite, folder: RunFolder) -> None:
    ask(Sayer(), suite, folder)
    with pytest.raises(EvalError, match="another suite_sha256"):
        ask(Sayer(), load_suite(write_suite(tmp_path / "other", QUESTIONS[:1])), folder)


def test_a_run_cannot_be_saved_where_a_file_is_in_the_way(tmp_path: Path, suite: Suite) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EvalError, match="cannot be written .*choose another --out"):
        ask(Sayer(), suite, RunFolder(tmp_path / "file"))


@pytest.mark.parametrize(("name", "text"), [("manifest.json", "{"), ("scores.jsonl", "{}\n")])
def test_what_was_broken_in_a_run_is_said(suite: Suite, folder: RunFolder, name: str, text: str) -> None:
    ask(Sayer(), suite, folder)
    (folder.path / name).write_text(text)
    with pytest.raises(EvalError, match="got an unusable .*run it again into another --out"):
        folder.scores()


def test_a_folder_without_a_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(EvalError, match="got no run in"):
        RunFolder(tmp_path).scores()
