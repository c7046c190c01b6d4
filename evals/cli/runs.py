"""Commands on runs: `run`, `compare`, `triage`, `ragas`, `export`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from evals.case import Case
from evals.cli.places import SUITE, day_of, documents_of, write_report
from evals.compare import Comparison, Verdict, compare
from evals.errors import EvalError
from evals.export import ExportForm, exported
from evals.gates import DEFAULT, load_gates
from evals.html import ReportedRun, html_report
from evals.junit import junit_xml
from evals.manifest import Manifest
from evals.ragas_judge import RagasJudge
from evals.ragas_metrics import means_table, opinions_table, ragas_means
from evals.report import comparison_report, summary_table
from evals.run import Run
from evals.run_folder import RunFolder
from evals.suite import load_suite
from evals.triage import Triage
from evals.triage_report import load_labels, triage_report
from evals.variants.file import load_variant
from ragstone.cli.failures import EXPECTED
from ragstone.language import build_language_model
from ragstone.settings import Tree, load_settings
from ragstone.wiring import build_checker, build_embedder

EXIT_CODES = {Verdict.SHIP: 0, Verdict.BLOCK: 1, Verdict.INCONCLUSIVE: 3}
_REPORTS: dict[str, Callable[[Comparison], str]] = {".md": comparison_report, ".xml": junit_xml}
_RULES = "evals/gates.yaml"


def run_command(
    variant: Annotated[str, typer.Option("--variant", help="rag, closed-book, or a YAML file")] = "rag",
    suite: Annotated[Path, typer.Option("--suite", help="Folder of the questions")] = SUITE,
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the run [default: runs/VARIANT]")] = None,
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index")] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Questions asked at once")] = 1,
) -> None:
    """Put a variant through a suite; a run that was stopped goes on."""
    flags: Tree = {"index": {"path": index}} if index else {}
    asked = load_suite(suite)
    answering = load_variant(variant, flags=flags)
    folder = RunFolder(out or Path("runs") / answering.name)
    checker = build_checker(load_settings(flags=flags).settings)
    try:
        found = Run(answering, asked, checker, day_of(asked), jobs).into(folder, _progress)
    except EXPECTED:
        kept = len(folder.predictions())
        typer.echo(f"{kept} of {len(asked.questions)} answers are kept; the same command goes on from there", err=True)
        raise
    typer.echo(summary_table(answering.name, found))
    typer.echo(f"{len(asked.questions)} questions; written to {folder.path}", err=True)


def compare_command(
    baseline: Annotated[Path, typer.Argument(help="Folder of the baseline's run")],
    candidate: Annotated[Path, typer.Argument(help="Folder of the run of what would take its place")],
    gates: Annotated[Path, typer.Option("--gates", help="Rules of the verdict", show_default=_RULES)] = DEFAULT,
    suite: Annotated[Path, typer.Option("--suite", help="Folder of the questions, for a page")] = SUITE,
    reports: Annotated[list[Path] | None, typer.Option("--report", help="A .html, .md or .xml (JUnit) file")] = None,
) -> None:
    """Weigh a candidate against a baseline: ship, block or inconclusive."""
    one, other = RunFolder(baseline), RunFolder(candidate)
    one.manifest().require_comparable(other.manifest())
    before, after = one.scores(), other.scores()
    if not one.manifest().has_comparable_times(other.manifest()):
        typer.echo("times are not compared: the runs are of two machines, or asked more questions at once", err=True)
        before, after = ([row.without("latency_ms") for row in rows] for rows in (before, after))
    comparison = compare(before, after, load_gates(gates))
    for path in reports or []:
        if path.suffix == ".html":
            asked = load_suite(suite)
            one.manifest().require_suite(asked)
            write_report(path, html_report(comparison, _reported(one), _reported(other), asked.questions))
        elif path.suffix in _REPORTS:
            write_report(path, _REPORTS[path.suffix](comparison))
        else:
            raise EvalError(f"got '--report {path}', expected a name that ends in .html, .md or .xml; change it")
    typer.echo(comparison_report(comparison))
    raise typer.Exit(EXIT_CODES[comparison.verdict])


def triage_command(
    folder: Annotated[Path, typer.Argument(help="Folder of a run")],
    suite: Annotated[Path, typer.Option("--suite", help="Folder of its questions")] = SUITE,
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index it was asked about")] = None,
    labels: Annotated[Path | None, typer.Option("--labels", help="JSONL of id and cause, by a person")] = None,
) -> None:
    """Give each failed case of a run one of seven causes, and say what follows from them."""
    manifest, cases = _cases(folder, suite)
    found = Triage(manifest.today, documents_of(index) if index is not None else None).failed(cases)
    known = {} if labels is None else load_labels(labels)
    typer.echo(triage_report(found, known, cases=len(cases)))


def ragas_command(
    folder: Annotated[Path, typer.Argument(help="Folder of a run")],
    suite: Annotated[Path, typer.Option("--suite", help="Folder of its questions")] = SUITE,
    judge: Annotated[bool, typer.Option("--judge", help="Ask the configured language model as well")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Cases judged at once")] = 1,
    most: Annotated[int | None, typer.Option("--most", min=1, help="Judge so many cases at most")] = None,
) -> None:
    """Set ragas' word on a run beside ours; needs the extra `evals`."""
    _, cases = _cases(folder, suite)
    try:
        typer.echo(means_table(ragas_means(cases), cases))
        if judge:
            settings = load_settings().settings
            asked = RagasJudge(build_language_model(settings.llm), build_embedder(settings.models), jobs)
            typer.echo(f"\n{opinions_table(asked.judge(cases[:most], _progress))}")
    except ImportError as error:
        raise EvalError(f"got no ragas ({error.name} is missing), expected it; install `ragstone[evals]`") from error


def export_command(
    folder: Annotated[Path, typer.Argument(help="Folder of a run")],
    out: Annotated[Path, typer.Argument(help="File to write")],
    to: Annotated[ExportForm, typer.Option("--to", help="OpenAI's evals JSONL, or spans as OTLP JSON")],
    suite: Annotated[Path, typer.Option("--suite", help="Folder of its questions")] = SUITE,
) -> None:
    """Write a run in a form that other tools read."""
    write_report(out, exported(to, *_cases(folder, suite)))


def _cases(folder: Path, suite: Path) -> tuple[Manifest, list[Case]]:
    """A whole run with its questions."""
    run_folder, asked = RunFolder(folder), load_suite(suite)
    manifest = run_folder.manifest()
    manifest.require_suite(asked)
    answers = {row.id: row for row in run_folder.predictions()}
    scores = zip(asked.questions, run_folder.scores(), strict=True)
    return manifest, [Case(question, answers[question.id], scored) for question, scored in scores]


def _reported(folder: RunFolder) -> ReportedRun:
    answers, scores = {row.id: row for row in folder.predictions()}, {row.id: row for row in folder.scores()}
    if set(answers) != set(scores):
        raise EvalError(
            f"got {len(answers)} answers for {len(scores)} scores in '{folder.path}', expected one each; run it again"
        )
    return ReportedRun(folder.manifest(), answers, scores)


def _progress(done: int, total: int) -> None:
    if done % 20 == 0 or done == total:
        typer.echo(f"[{done}/{total}]", err=True)
