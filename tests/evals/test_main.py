"""`python -m evals`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.errors import EvalError
from evals.run import load_scores, run
from evals.suite import EvalQuestion
from evals.variants import ClosedBook
from models.openai_server import OpenAIServer
from tests.openai_server import ScriptedServer
from tests.tiny_parts import WordVerifier
from verify.checker import Checker

QUESTIONS = [
    {
        "id": "a",
        "question": "How long is leave?",
        "reference_answer": "Leave is 25 days",
        "gold_spans": [{"document_id": "leave.md", "start": 0, "end": 17, "quote": "Leave is 25 days."}],
    },
    {"id": "b", "question": "Who won?", "slice": "edge", "must_abstain": True},
]


@dataclass(frozen=True)
class Finished:
    """What a command left behind."""

    code: int
    out: str
    err: str


Command = Callable[..., Finished]


@pytest.fixture
def evals(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """`evals("compare", …)` in this process, in an empty folder."""
    for variable in [name for name in os.environ if name.startswith("RAGSTONE_")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)
    Path("suite.jsonl").write_text("\n".join(json.dumps(row) for row in QUESTIONS))

    def command(*arguments: object) -> Finished:
        monkeypatch.setattr(sys, "argv", ["evals", *map(str, arguments)])
        with pytest.raises(SystemExit, match=r"^\d?$") as ended:
            main()
        said = capsys.readouterr()
        return Finished(int(ended.value.code or 0), said.out, said.err)

    return command


def write_run(name: str, score: float, *, ids: int = 20, spread: float = 0.0) -> str:
    """A run with a core and a preservation slice; `spread` moves every other case up and the rest down."""
    folder = Path(name)
    folder.mkdir()
    rows = [
        {
            "id": f"{part}{n}", "document": f"{part}{n}", "slice": part, "tags": [], "must_abstain": False,
            "abstained": False, "metrics": {"score": score + (spread if n % 2 else -spread)},
        }
        for part in ("core", "preservation")
        for n in range(ids)
    ]  # fmt: skip
    (folder / "scores.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return name


def test_a_run_without_documents_asks_the_server_alone(evals: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(["Leave is 25 days.", "NO_ANSWER"]) as server:
        monkeypatch.setenv("RAGSTONE_LLM__BASE_URL", server.base_url)
        finished = evals("run", "--variant", "closed-book", "--suite", "suite.jsonl", "--out", "run")
    assert (finished.code, "[2/2]" in finished.err) == (0, True)
    assert [request.messages[-1]["content"] for request in server.requests] == ["How long is leave?", "Who won?"]
    found = json.loads(Path("run/summary.json").read_text())
    assert (found["variant"], found["questions"]) == ("closed-book", 2)
    assert (found["summary"]["all"]["score"], found["summary"]["all"]["abstention_recall"]) == (1.0, 1.0)


def test_a_run_keeps_predictions_and_scores_in_the_suites_order(tmp_path: Path) -> None:
    questions = [EvalQuestion.model_validate(row) for row in QUESTIONS]
    seen: list[tuple[int, int]] = []
    with ScriptedServer(["Leave is 25 days.", "NO_ANSWER"]) as server:
        variant = ClosedBook(OpenAIServer(server.base_url, "scripted"))
        done = run(
            variant, questions, Checker(WordVerifier()),
            today=date(2026, 11, 24), progress=lambda *counts: seen.append(counts),
        )  # fmt: skip
    done.save(tmp_path / "run")
    assert seen == [(1, 2), (2, 2)]
    assert [row.id for row in load_scores(tmp_path / "run")] == ["a", "b"]
    assert [row.status for row in done.predictions] == ["answered", "abstained"]


def test_a_run_cannot_be_saved_where_a_file_is_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with ScriptedServer(["NO_ANSWER"]) as server:
        variant = ClosedBook(OpenAIServer(server.base_url, "scripted"))
        done = run(variant, [], Checker(WordVerifier()), today=date(2026, 11, 24), progress=lambda *_: None)
    with pytest.raises(EvalError, match="cannot be written .*choose another --out"):
        done.save(tmp_path / "file")


@pytest.mark.parametrize(("score", "spread", "code"), [(0.9, 0.0, 0), (0.1, 0.0, 1), (0.55, 0.3, 3)])
def test_compare_ends_with_its_verdict(evals: Command, score: float, spread: float, code: int) -> None:
    finished = evals("compare", write_run("one", 0.5), write_run("two", score, spread=spread))
    assert finished.code == code
    assert finished.out.startswith(f"verdict: { {0: 'ship', 1: 'block', 3: 'inconclusive'}[code] }")


def test_compare_goes_by_the_rules_it_is_given(evals: Command) -> None:
    one, two = write_run("one", 0.5), write_run("two", 0.4)
    Path("gates.yaml").write_text("gates: [{name: score, metric: score, worse: down, limit: 0.2}]")
    assert evals("compare", one, two).code == 1
    assert evals("compare", one, two, "--gates", "gates.yaml").code == 0


def test_rules_that_cannot_be_used_end_with_2(evals: Command) -> None:
    Path("gates.yaml").write_text("gates: [{name: score, metric: magic, worse: down, limit: 0.2}]")
    finished = evals("compare", write_run("one", 0.5), write_run("two", 0.5), "--gates", "gates.yaml")
    assert (finished.code, "got metric 'magic'" in finished.err) == (2, True)


def test_a_run_that_is_not_there_ends_with_2(evals: Command) -> None:
    finished = evals("compare", write_run("one", 0.5), "none")
    assert (finished.code, finished.out) == (2, "")
    assert finished.err.startswith("evals: got no run in 'none'")


def test_runs_of_different_suites_end_with_2(evals: Command) -> None:
    finished = evals("compare", write_run("one", 0.5), write_run("two", 0.5, ids=3))
    assert (finished.code, "expected the same cases in both" in finished.err) == (2, True)


def test_a_suite_that_is_not_there_ends_with_2(evals: Command) -> None:
    finished = evals("run", "--variant", "closed-book", "--suite", "none.jsonl")
    assert (finished.code, "evals: the suite 'none.jsonl' cannot be read" in finished.err) == (2, True)


def test_without_an_index_the_baseline_ends_with_4(evals: Command) -> None:
    finished = evals("run", "--suite", "suite.jsonl", "--index", "none")
    assert (finished.code, finished.out) == (4, "")


def test_a_server_that_is_not_there_ends_with_4(evals: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.001)
    monkeypatch.setenv("RAGSTONE_LLM__BASE_URL", "http://127.0.0.1:9/v1")
    finished = evals("run", "--variant", "closed-book", "--suite", "suite.jsonl")
    assert (finished.code, "got no connection" in finished.err) == (4, True)


def test_an_unknown_variant_ends_with_2(evals: Command) -> None:
    assert evals("run", "--variant", "magic").code == 2
