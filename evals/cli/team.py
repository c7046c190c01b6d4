"""Commands for who keeps the assistant: `advise`, `calibrate`, `drift`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from evals.advise import advice, load_team
from evals.cli.places import records_since, write_report
from evals.drift.drift import NewCases, Watch
from evals.drift.lines import DEFAULT, load_lines
from evals.drift.report import markdown, page
from evals.errors import EvalError
from evals.judge import agreements
from evals.judged import load_judged
from evals.report import agreement_table
from evals.run_folder import RunFolder
from ragstone.clock import today
from ragstone.settings import load_settings
from ragstone.wiring import build_checker, build_embedder, build_index, build_manifest

_LINES = "evals/drift/lines.yaml"


def advise_command(team: Annotated[Path, typer.Argument(help="YAML of what the team knows of itself")]) -> None:
    """Say whether to fine-tune at all, with the break-even and what it assumes."""
    for sentence in advice(load_team(team)):
        typer.echo(f"- {sentence}")


def calibrate_command(
    ratings: Annotated[Path, typer.Argument(help="JSONL of contexts with answers that people rated")],
) -> None:
    """Hold the verifier against people's ratings of answers, beside counting words and beside other people."""
    judged, without = load_judged(ratings)
    if without:
        typer.echo(f"{without} rows have no context and are left out", err=True)
    typer.echo(agreement_table(agreements(judged, build_checker(load_settings().settings))))


def drift_command(
    since: Annotated[
        datetime, typer.Option("--since", formats=["%Y-%m-%d"], help="First day; before it is the reference")
    ],
    log: Annotated[Path, typer.Option("--log", help="Folder of the audit log")],
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index, for the corpus")] = None,
    group: Annotated[list[str] | None, typer.Option("--group", help="Whose documents count; repeatable")] = None,
    runs: Annotated[list[Path] | None, typer.Option("--run", help="Folder of a run; repeatable")] = None,
    lines: Annotated[Path, typer.Option("--lines", help="What deserves a look", show_default=_LINES)] = DEFAULT,
    report: Annotated[Path | None, typer.Option("--report", help="A .html or .md file")] = None,
) -> None:
    """Say month by month what changed, and which of it crossed its line; ends with 1 if something did."""
    if report is not None and report.suffix not in {".html", ".md"}:
        raise EvalError(f"got '--report {report}', expected a name that ends in .html or .md; change it")
    settings = load_settings(flags={"index": {"path": index}} if index else {}).settings
    embedder = build_embedder(settings.models)
    documents = build_index(settings, build_manifest(settings, embedder)) if index is not None else None
    watch = Watch(load_lines(lines), embedder, documents, tuple(group or ()))
    found = watch.drift(records_since(log, None), since=since.date(), today=today())
    found = replace(found, new_cases=list(_new_cases(runs or [])))
    if report is not None:
        write_report(report, page(found) if report.suffix == ".html" else markdown(found))
    typer.echo(markdown(found))
    raise typer.Exit(1 if found.crossed else 0)


def _new_cases(paths: Sequence[Path]) -> Iterator[NewCases]:
    """Of each run after the first, by the day on which it started."""
    folders = sorted((RunFolder(path) for path in paths), key=lambda folder: folder.manifest().started)
    known: set[str] = set()
    for number, folder in enumerate(folders):
        rows = folder.scores()
        scores = [row.metrics["score"] for row in rows if row.id not in known and "score" in row.metrics]
        if number:
            day = folder.manifest().started.astimezone(UTC).date()
            yield NewCases(folder.path.name, day, len(scores), sum(scores) / len(scores) if scores else None)
        known |= {row.id for row in rows}
