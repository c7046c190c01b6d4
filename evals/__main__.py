"""The scale: `python -m evals draft`, `lint`, `run`, `compare`, `triage`, `export`, `advise` and `calibrate`.

Exit codes: 0 done or ship, 1 block or findings, 2 usage, 3 inconclusive, 4 something that it needs is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from evals.advise import advice, load_team
from evals.case import Case
from evals.collect import Collector
from evals.compare import Comparison, Verdict, compare
from evals.documents import Documents
from evals.draft import Drafter, jsonl
from evals.errors import EvalError
from evals.export import ExportForm, exported
from evals.gates import DEFAULT, load_gates
from evals.gold import GoldCheck
from evals.html import ReportedRun, html_report
from evals.judge import agreements
from evals.judged import load_judged
from evals.junit import junit_xml
from evals.lint import lint
from evals.manifest import Manifest
from evals.report import agreement_table, comparison_report, summary_table
from evals.run import Run
from evals.run_folder import RunFolder
from evals.suite import Suite, load_suite
from evals.triage import Triage
from evals.triage_report import load_labels, triage_report
from evals.variants.file import load_variant
from ragstone.audit.log import AuditLog
from ragstone.audit.record import Record
from ragstone.cli.failures import EXPECTED, ExitCode, exit_code
from ragstone.clock import today
from ragstone.settings import Tree, load_settings
from ragstone.wiring import build_checker, build_embedder, build_index, build_language_model, build_manifest

EXIT_CODES = {Verdict.SHIP: 0, Verdict.BLOCK: 1, Verdict.INCONCLUSIVE: 3}
_USAGE, _MISSING = 2, 4
_REPORTS: dict[str, Callable[[Comparison], str]] = {".md": comparison_report, ".xml": junit_xml}
_RULES, _SUITE = "evals/gates.yaml", Path("samples/questions")
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command("run")
def run_command(
    variant: Annotated[str, typer.Option("--variant", help="rag, closed-book, or a YAML file")] = "rag",
    suite: Annotated[Path, typer.Option("--suite", help="Folder of the questions")] = _SUITE,
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
        found = Run(answering, asked, checker, _today(asked), jobs).into(folder, _progress)
    except EXPECTED:
        kept = len(folder.predictions())
        typer.echo(f"{kept} of {len(asked.questions)} answers are kept; the same command goes on from there", err=True)
        raise
    typer.echo(summary_table(answering.name, found))
    typer.echo(f"{len(asked.questions)} questions; written to {folder.path}", err=True)


@app.command("lint")
def lint_command(
    suite: Annotated[Path, typer.Argument(help="Folder of the questions")] = _SUITE,
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index to hold the gold against")] = None,
) -> None:
    """Say what is wrong with a suite: sizes, duplicates, leaked answers, and gold that an index no longer has."""
    asked = load_suite(suite)
    found = lint(asked)
    if index is not None:
        found += GoldCheck(_documents(index), _today(asked)).findings(asked)
    for one in found:
        typer.echo(f"{one.kind}: {one.case}: {one.sentence}")
    typer.echo(f"{len(asked.questions)} cases, {len(found)} findings", err=True)
    raise typer.Exit(1 if found else 0)


@app.command("compare")
def compare_command(
    baseline: Annotated[Path, typer.Argument(help="Folder of the baseline's run")],
    candidate: Annotated[Path, typer.Argument(help="Folder of the run of what would take its place")],
    gates: Annotated[Path, typer.Option("--gates", help="Rules of the verdict", show_default=_RULES)] = DEFAULT,
    suite: Annotated[Path, typer.Option("--suite", help="Folder of the questions, for a page")] = _SUITE,
    reports: Annotated[list[Path] | None, typer.Option("--report", help="A .html, .md or .xml (JUnit) file")] = None,
) -> None:
    """Weigh a candidate against a baseline: ship, block or inconclusive."""
    one, other = RunFolder(baseline), RunFolder(candidate)
    one.manifest().require_comparable(other.manifest())
    comparison = compare(one.scores(), other.scores(), load_gates(gates))
    for path in reports or []:
        if path.suffix == ".html":
            asked = load_suite(suite)
            one.manifest().require_suite(asked)
            _write(path, html_report(comparison, _reported(one), _reported(other), asked.questions))
        elif path.suffix in _REPORTS:
            _write(path, _REPORTS[path.suffix](comparison))
        else:
            raise EvalError(f"got '--report {path}', expected a name that ends in .html, .md or .xml; change it")
    typer.echo(comparison_report(comparison))
    raise typer.Exit(EXIT_CODES[comparison.verdict])


@app.command("triage")
def triage_command(
    folder: Annotated[Path, typer.Argument(help="Folder of a run")],
    suite: Annotated[Path, typer.Option("--suite", help="Folder of its questions")] = _SUITE,
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index it was asked about")] = None,
    labels: Annotated[Path | None, typer.Option("--labels", help="JSONL of id and cause, by a person")] = None,
) -> None:
    """Give each failed case of a run one of seven causes, and say what follows from them."""
    manifest, cases = _cases(folder, suite)
    found = Triage(manifest.today, _documents(index) if index is not None else None).failed(cases)
    known = {} if labels is None else load_labels(labels)
    typer.echo(triage_report(found, known, cases=len(cases)))


@app.command("draft")
def draft_command(
    out: Annotated[Path, typer.Argument(help="File to write, such as drafts.jsonl in a suite")],
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index to draft from")] = None,
    sentences: Annotated[int, typer.Option("--sentences", min=1, help="How many sentences to draft from")] = 20,
    seed: Annotated[int, typer.Option("--seed", help="Another seed chooses other sentences")] = 1,
) -> None:
    """Have the configured language model draft cases from an index; `lint` reminds of each until it is accepted."""
    settings = load_settings(flags={"index": {"path": index}} if index else {}).settings
    drafter = Drafter(_documents(settings.index.path), build_language_model(settings.llm), today())
    drafts, unusable = drafter.draft(sentences, seed=seed)
    if not drafts:
        raise EvalError(
            f"got no usable draft from {unusable} replies, expected three questions in JSON; change the model"
        )
    _write(out, jsonl(drafts))
    typer.echo(f"{len(drafts)} drafts written to {out}; {unusable} replies could not be used", err=True)


@app.command("collect")
def collect_command(
    out: Annotated[Path, typer.Argument(help="File to write, such as collected.jsonl in a suite")],
    log: Annotated[Path, typer.Option("--log", help="Folder of the audit log")],
    suite: Annotated[Path | None, typer.Option("--suite", help="What it asks already is left out")] = None,
    since: Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="First day (UTC)")] = None,
    least: Annotated[int, typer.Option("--least", min=1, help="Asked so often, a question is a case")] = 3,
) -> None:
    """Make cases of what people asked and what they said of the answers; `lint` reminds of each until accepted."""
    known = load_suite(suite).questions if suite is not None else ()
    drafts = Collector(least).collect(_records(log, since), known)
    if not drafts:
        raise EvalError(
            f"got no question in '{log}' that is worth a case, expected complaints or repeats; widen --since"
        )
    _write(out, jsonl(drafts))
    typer.echo(f"{len(drafts)} drafts written to {out}", err=True)


@app.command("export")
def export_command(
    folder: Annotated[Path, typer.Argument(help="Folder of a run")],
    out: Annotated[Path, typer.Argument(help="File to write")],
    to: Annotated[ExportForm, typer.Option("--to", help="OpenAI's evals JSONL, or spans as OTLP JSON")],
    suite: Annotated[Path, typer.Option("--suite", help="Folder of its questions")] = _SUITE,
) -> None:
    """Write a run in a form that other tools read."""
    _write(out, exported(to, *_cases(folder, suite)))


@app.command("advise")
def advise_command(team: Annotated[Path, typer.Argument(help="YAML of what the team knows of itself")]) -> None:
    """Say whether to fine-tune at all, with the break-even and what it assumes."""
    for sentence in advice(load_team(team)):
        typer.echo(f"- {sentence}")


@app.command("calibrate")
def calibrate_command(
    ratings: Annotated[Path, typer.Argument(help="JSONL of contexts with answers that people rated")],
) -> None:
    """Hold the verifier against people's ratings of answers, beside counting words and beside other people."""
    judged = load_judged(ratings)
    typer.echo(agreement_table(agreements(judged, build_checker(load_settings().settings))))


def _records(log: Path, since: datetime | None) -> Iterator[Record]:
    if not log.is_dir():
        raise EvalError(f"got no audit log at '{log}', expected its folder; name the one that `audit.path` has")
    first = date.min if since is None else since.date()
    return (record for record in AuditLog(log).records() if record.at.astimezone(UTC).date() >= first)


def _today(suite: Suite) -> date:
    return suite.description.today or today()


def _cases(folder: Path, suite: Path) -> tuple[Manifest, list[Case]]:
    """A whole run with its questions."""
    run_folder, asked = RunFolder(folder), load_suite(suite)
    manifest = run_folder.manifest()
    manifest.require_suite(asked)
    answers = {row.id: row for row in run_folder.predictions()}
    scores = zip(asked.questions, run_folder.scores(), strict=True)
    return manifest, [Case(question, answers[question.id], scored) for question, scored in scores]


def _documents(index: Path) -> Documents:
    settings = load_settings(flags={"index": {"path": index}}).settings
    embedder = build_embedder(settings.models)
    return Documents(build_index(settings, build_manifest(settings, embedder)), embedder)


def _reported(folder: RunFolder) -> ReportedRun:
    answers, scores = {row.id: row for row in folder.predictions()}, {row.id: row for row in folder.scores()}
    if set(answers) != set(scores):
        raise EvalError(
            f"got {len(answers)} answers for {len(scores)} scores in '{folder.path}', expected one each; run it again"
        )
    return ReportedRun(folder.manifest(), answers, scores)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvalError(f"the report '{path}' cannot be written ({error.strerror}); choose another path") from error


def _progress(done: int, total: int) -> None:
    if done % 20 == 0 or done == total:
        typer.echo(f"[{done}/{total}]", err=True)


def main() -> None:
    """Run the command line of the scale."""
    try:
        app()
    except EvalError as error:
        sys.exit(_say(error, _USAGE))
    except EXPECTED as error:
        sys.exit(_say(error, _MISSING if exit_code(error) is ExitCode.MISSING else _USAGE))


def _say(error: Exception, code: int) -> int:
    typer.echo(f"evals: {error}", err=True)
    return code


if __name__ == "__main__":
    main()
