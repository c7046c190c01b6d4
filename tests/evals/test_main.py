"""`python -m evals`."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from evals.cli.app import main
from tests.evals.suites import QUESTIONS, write_run, write_suite
from tests.openai_server import ScriptedServer, Turn


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
    write_suite(Path("suite"), QUESTIONS)

    def command(*arguments: object) -> Finished:
        monkeypatch.setattr(sys, "argv", ["evals", *map(str, arguments)])
        with pytest.raises(SystemExit, match=r"^\d?$") as ended:
            main()
        said = capsys.readouterr()
        return Finished(int(ended.value.code or 0), said.out, said.err)

    return command


def test_a_run_without_documents_asks_the_server_alone(evals: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(["Leave is 25 days.", "NO_ANSWER"]) as server:
        monkeypatch.setenv("RAGSTONE_LLM__BASE_URL", server.base_url)
        finished = evals("run", "--variant", "closed-book", "--suite", "suite", "--out", "run")
    assert (finished.code, "[2/2]" in finished.err) == (0, True)
    assert [request.messages[-1]["content"] for request in server.requests] == ["How long is leave?", "Who won?"]
    found = json.loads(Path("run/summary.json").read_text())
    assert (found["all"]["score"], found["all"]["abstention_recall"]) == (1.0, 1.0)
    manifest = json.loads(Path("run/manifest.json").read_text())
    assert (manifest["variant"], manifest["suite"], manifest["cases"]) == ("closed-book", "made", 2)
    assert "llm.model" in manifest["settings"]


def test_a_suite_may_have_its_own_day(evals: Command) -> None:
    path = Path("suite/suite.yaml")
    path.write_text(path.read_text() + "today: 2020-02-02\n")
    Path("theirs.yaml").write_text("{kind: recorded, name: theirs, answers: theirs.jsonl}")
    Path("theirs.jsonl").write_text('{"id": "a", "text": ""}\n{"id": "b", "text": ""}\n')
    assert evals("run", "--variant", "theirs.yaml", "--suite", "suite").code == 0
    assert json.loads(Path("runs/theirs/manifest.json").read_text())["today"] == "2020-02-02"


def test_a_run_whose_server_dies_goes_on(evals: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.001)
    command = ("run", "--variant", "closed-book", "--suite", "suite", "--out", "run")
    with ScriptedServer(["Leave is 25 days.", Turn(mode="status")]) as server:
        monkeypatch.setenv("RAGSTONE_LLM__BASE_URL", server.base_url)
        died = evals(*command)
    assert (died.code, "1 of 2 answers are kept; the same command goes on" in died.err) == (4, True)
    stopped = evals("compare", "run", "run")
    assert (stopped.code, "stopped at 1 of 2 cases; run it again" in stopped.err) == (2, True)
    with ScriptedServer(["NO_ANSWER"]) as server:
        monkeypatch.setenv("RAGSTONE_LLM__BASE_URL", server.base_url)
        assert evals(*command).code == 0
    assert [request.messages[-1]["content"] for request in server.requests] == ["Who won?"]


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
    text = Path("two/manifest.json").read_text().replace("0" * 64, "1" * 64)
    Path("two/manifest.json").write_text(text)
    finished = evals("compare", "one", "two")
    assert (finished.code, "expected one suite; run both on it" in finished.err) == (2, True)


def test_a_suite_that_is_not_there_ends_with_2(evals: Command) -> None:
    finished = evals("run", "--variant", "closed-book", "--suite", "none")
    assert (finished.code, "evals: the suite's 'none/suite.yaml' cannot be read" in finished.err) == (2, True)


def test_without_an_index_the_baseline_ends_with_4(evals: Command) -> None:
    finished = evals("run", "--suite", "suite", "--index", "none")
    assert (finished.code, finished.out) == (4, "")


def test_a_server_that_is_not_there_ends_with_4(evals: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.001)
    monkeypatch.setenv("RAGSTONE_LLM__BASE_URL", "http://127.0.0.1:9/v1")
    finished = evals("run", "--variant", "closed-book", "--suite", "suite")
    assert (finished.code, "got no connection" in finished.err) == (4, True)


def test_an_unknown_variant_ends_with_2(evals: Command) -> None:
    finished = evals("run", "--variant", "magic", "--suite", "suite")
    assert finished.code == 2
    assert "got variant 'magic', expected rag, closed-book or a readable YAML file" in finished.err


def test_runs_on_different_indexes_end_with_2(evals: Command) -> None:
    one, two = write_run("one", 0.5, index_revision="000001"), write_run("two", 0.5, index_revision="000002")
    finished = evals("compare", one, two)
    assert (finished.code, "got runs on index revisions 000001 and 000002" in finished.err) == (2, True)


def test_answers_recorded_elsewhere_can_be_weighed(evals: Command) -> None:
    Path("theirs.yaml").write_text("{kind: recorded, name: theirs, answers: theirs.jsonl}")
    Path("theirs.jsonl").write_text('{"id": "a", "text": "Leave is 25 days."}\n{"id": "b", "text": ""}\n')
    assert evals("run", "--variant", "theirs.yaml", "--suite", "suite").code == 0
    assert json.loads(Path("runs/theirs/summary.json").read_text())["all"]["score"] == 1.0


def test_lint_lists_what_is_wrong_and_ends_with_1(evals: Command) -> None:
    finished = evals("lint", "suite")
    assert finished.code == 1
    assert "slice missing: preservation: suite.yaml does not have it" in finished.out
    assert "2 cases, 2 findings" in finished.err


def test_lint_of_the_shipped_suite_ends_with_0(evals: Command) -> None:
    finished = evals("lint", Path(__file__).parents[2] / "samples" / "questions")
    assert (finished.code, finished.out) == (0, "")


def test_triage_names_causes_and_what_follows(evals: Command) -> None:
    Path("theirs.yaml").write_text("{kind: recorded, name: theirs, answers: theirs.jsonl}")
    Path("theirs.jsonl").write_text('{"id": "a", "text": "Leave is 99 days."}\n{"id": "b", "text": ""}\n')
    assert evals("run", "--variant", "theirs.yaml", "--suite", "suite").code == 0
    finished = evals("triage", "runs/theirs", "--suite", "suite")
    assert finished.code == 0
    assert finished.out.startswith("1 of 2 cases failed")
    assert "| a | missing facts | no search | it lacks a number of the reference answer" in finished.out
    assert "- retrieval, not fine-tuning: 1 of 1 are lost at 'no search': give it retrieval" in finished.out


def test_a_run_is_written_in_the_forms_of_other_tools(evals: Command) -> None:
    Path("theirs.yaml").write_text("{kind: recorded, name: theirs, answers: theirs.jsonl}")
    Path("theirs.jsonl").write_text(
        '{"id": "a", "text": "Leave is 25 days.", "hits": ["leave.md"], "latency_ms": 2.5}\n{"id": "b", "text": ""}\n'
    )
    assert evals("run", "--variant", "theirs.yaml", "--suite", "suite").code == 0
    assert evals("export", "runs/theirs", "out.jsonl", "--to", "openai", "--suite", "suite").code == 0
    first, second = (json.loads(line) for line in Path("out.jsonl").read_text().splitlines())
    assert first["item"]["input"] == [{"role": "user", "content": "How long is leave?"}]
    assert (first["item"]["ideal"], first["sample"]["output_text"]) == ("Leave is 25 days", "Leave is 25 days.")
    assert (second["item"]["must_abstain"], second["sample"]["status"]) == (True, "abstained")
    assert evals("export", "runs/theirs", "out.json", "--to", "otlp", "--suite", "suite").code == 0
    spans = json.loads(Path("out.json").read_text())["resourceSpans"][0]["scopeSpans"][0]["spans"]
    assert len({span["traceId"] for span in spans}) == 2
    assert [len(spans[0][name]) for name in ("traceId", "spanId")] == [32, 16]
    assert int(spans[0]["endTimeUnixNano"]) - int(spans[0]["startTimeUnixNano"]) == 2_500_000
    attributes = {one["key"]: one["value"] for one in spans[0]["attributes"]}
    assert attributes["input.value"] == {"stringValue": "How long is leave?"}
    assert attributes["retrieval.documents.0.document.id"] == {"stringValue": "leave.md"}
    assert attributes["evals.score"] == {"doubleValue": 1.0}


def test_triage_of_another_suite_ends_with_2(evals: Command) -> None:
    finished = evals("triage", write_run("one", 0.5), "--suite", "suite")
    assert (finished.code, "name the suite of the run with --suite" in finished.err) == (2, True)


def test_compare_writes_a_page_and_junit(evals: Command) -> None:
    for name, text in (("one", "Leave is 20 days."), ("two", "Leave is 25 days.")):
        Path(f"{name}.yaml").write_text(f"{{kind: recorded, name: {name}, answers: {name}.jsonl}}")
        Path(f"{name}.jsonl").write_text(f'{{"id": "a", "text": "{text}"}}\n{{"id": "b", "text": ""}}\n')
        assert evals("run", "--variant", f"{name}.yaml", "--suite", "suite").code == 0
    Path("gates.yaml").write_text("gates: [{name: score, metric: score, worse: down, limit: 0.2}]")
    command = ("compare", "runs/one", "runs/two", "--gates", "gates.yaml", "--suite", "suite")
    finished = evals(*command, "--report", "report.html", "--report", "junit.xml", "--report", "report.md")
    assert finished.code == 0
    assert "Leave is 25 days." in Path("report.html").read_text()
    assert 'failures="0"' in Path("junit.xml").read_text()
    assert Path("report.md").read_text() == finished.out.removesuffix("\n")
    Path("runs/one/predictions.jsonl").unlink()
    bare = evals(*command, "--report", "report.html")
    assert (bare.code, "got 0 answers for 2 scores in 'runs/one'" in bare.err) == (2, True)
    unknown = evals(*command, "--report", "report.pdf")
    assert (unknown.code, "expected a name that ends in .html, .md or .xml" in unknown.err) == (2, True)
    refused = evals(*command, "--report", "none/report.md")
    assert (refused.code, "the report 'none/report.md' cannot be written" in refused.err) == (2, True)
