"""`ragstone sync`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from ingest.outcome import Outcome, OutcomeKind, SyncReport
from ingest.sources.places import discover
from ingest.sources.source import Source
from ingest.sync import Progress, Sync
from ragstone.cli.failures import ExitCode
from ragstone.cli.terms import IndexTerms
from ragstone.wiring import build_sync


def run(terms: IndexTerms, paths: Sequence[Path], *, as_json: bool, dry_run: bool, rebuild: bool) -> ExitCode:
    """Sync `paths`; 1 when something could not be read."""
    job = build_sync(terms.load().settings, rebuild=rebuild)
    return run_once(job, paths, as_json=as_json, dry_run=dry_run)


def run_once(job: Sync, paths: Sequence[Path], *, as_json: bool, dry_run: bool) -> ExitCode:
    """Sync `paths` with `job`, and print what came of it; 1 when something could not be read."""
    sources = [source for path in paths for source in discover(path)]
    roots = [str(path.resolve()) for path in paths]
    if dry_run:
        report = job.plan(sources, roots=roots)
    else:
        with _progress(len(sources), quiet=as_json) as progress:
            report = job.run(sources, roots=roots, progress=progress)
    _print(report, sources, as_json=as_json)
    return ExitCode.DONE if report.complete else ExitCode.FAILURES


@contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[Progress | None]:
    """A bar on a terminal, a line for each change otherwise, nothing beside JSON."""
    if quiet:
        yield None
        return
    if not sys.stderr.isatty():
        yield lambda outcome, done, _: _line(outcome, done, total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("syncing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}"),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("sync", total=total, name="")
        yield lambda outcome, done, _: bar.update(task, completed=done, name=outcome.document_id)


def _line(outcome: Outcome, done: int, total: int) -> None:
    if outcome.kind is not OutcomeKind.UNCHANGED:
        typer.echo(f"[{done}/{total}] {outcome.kind.value} {outcome.document_id}", err=True)


def _print(report: SyncReport, sources: Sequence[Source], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(_row(report), ensure_ascii=False, indent=2))
        return
    for outcome in report.outcomes:
        for sentence in (*([outcome.reason] if outcome.reason else []), *outcome.warnings):
            typer.echo(f"{outcome.document_id}: {sentence}", err=True)
    counts = ", ".join(f"{number} {kind}" for kind, number in report.counts.items() if number)
    verb = "would be" if report.dry_run else "done"
    typer.echo(f"{verb}: {counts or 'nothing'} of {len(sources)} documents in {report.seconds:.1f} s")


def _row(report: SyncReport) -> dict[str, object]:
    return {
        "complete": report.complete,
        "dry_run": report.dry_run,
        "revision": report.revision,
        "seconds": round(report.seconds, 3),
        "counts": report.counts,
        "documents": [
            {
                "id": outcome.document_id, "outcome": outcome.kind.value, "reason": outcome.reason,
                "warnings": list(outcome.warnings), "chunks": outcome.chunks,
            }
            for outcome in report.outcomes
        ],
    }  # fmt: skip
