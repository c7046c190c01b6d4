"""`ragstone sync`."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer

from ingest.history import SyncRun
from ingest.outcome import Outcome, OutcomeKind, SyncReport
from ingest.sources.place import Listing, listed, listed_whole
from ingest.sources.source import Source
from ingest.sync import Progress, Sync
from ragstone.cli.failures import EXPECTED, ExitCode, UsageError
from ragstone.cli.terms import IndexTerms
from ragstone.ingestion import build_sync, named_places
from ragstone.settings import Tree
from ragstone.sync_metrics import write_metrics


@dataclass(frozen=True, slots=True)
class Manner:
    """How to sync and how to tell of it.

    Attributes:
        metrics: A file for Prometheus' node exporter.
        engine: Where it parses and embeds; None leaves it to the settings.
    """

    as_json: bool = False
    dry_run: bool = False
    retry: bool = False
    metrics: Path | None = None
    engine: str | None = None

    @property
    def flags(self) -> Tree:
        """The settings that it stands for."""
        return {"ingest": {"engine": self.engine}} if self.engine is not None else {}


def run(terms: IndexTerms, places: Sequence[str], manner: Manner, *, rebuild: bool) -> ExitCode:
    """Sync what paths, addresses or files of places name; 1 when something could not be read."""
    settings = terms.load(manner.flags).settings
    found = named_places(places, settings)
    # An index that begins with nothing must not lack a place.
    listing = listed_whole(found) if rebuild else listed(found)
    return run_once(build_sync(settings, rebuild=rebuild), listing, manner)


def run_once(job: Sync, found: Listing, manner: Manner) -> ExitCode:
    """Sync what was `found` with `job`, and print what came of it; 1 when something could not be read."""
    sources, roots = found.sources, found.roots
    if manner.dry_run:
        report = job.plan(sources, roots=roots)
    else:
        with _progress(len(sources), quiet=manner.as_json) as progress:
            report = job.run(sources, roots=roots, progress=progress, retry=manner.retry)
        if manner.metrics is not None:
            write_metrics(SyncRun.of(report, roots, datetime.now(UTC)), manner.metrics)
    _print(report, sources, as_json=manner.as_json)
    return ExitCode.DONE if report.complete else ExitCode.FAILURES


def run_watching(
    terms: IndexTerms, places: Sequence[str], manner: Manner, *, minutes: float, rebuild: bool
) -> ExitCode:
    """Sync `places` again and again until this process is told to stop; what goes wrong is told, and tried again.

    Raises:
        UsageError: It was to be a dry run, or to start from nothing each time.
    """
    if manner.dry_run or rebuild:
        raise UsageError("got --watch with --dry-run or --rebuild, expected it alone; leave one of them out")
    settings = terms.load(manner.flags).settings
    job = build_sync(settings, rebuild=False)
    with _until_stopped():
        while True:
            try:
                run_once(job, listed(named_places(places, settings)), manner)
            except EXPECTED as error:
                typer.echo(f"ragstone: {error}", err=True)
            time.sleep(minutes * 60)
    return ExitCode.DONE


@contextmanager
def _until_stopped() -> Iterator[None]:
    """SIGTERM and Ctrl-C end it quietly; a sync that is under way is broken off, and resumed by the next."""

    def stop(number: int, frame: object) -> None:
        raise _Stopped

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    except _Stopped:
        typer.echo("stopped", err=True)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Stopped(BaseException):
    """Somebody wants this process to end; nothing on the way may take it for an error of its own."""


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
    for place, count in report.elsewhere.items():
        typer.echo(
            f"the index also has {count} documents from '{place}', which was not listed now; if that is no more, take "
            f"them out with `ragstone documents --forget '{place}'`", err=True,
        )  # fmt: skip
    counts = ", ".join(f"{number} {kind}" for kind, number in report.counts.items() if number)
    verb = "would be" if report.dry_run else "done"
    typer.echo(f"{verb}: {counts or 'nothing'} of {len(sources)} documents in {report.seconds:.1f} s")


def _row(report: SyncReport) -> dict[str, object]:
    return {
        "complete": report.complete,
        "dry_run": report.dry_run,
        "revision": report.revision,
        "seconds": round(report.seconds, 3),
        "stages": {name: round(value, 3) for name, value in report.stages.items()},
        "embedded": report.embedded,
        "elsewhere": dict(report.elsewhere),
        "counts": report.counts,
        "documents": [
            {
                "id": outcome.document_id, "outcome": outcome.kind.value, "reason": outcome.reason,
                "warnings": list(outcome.warnings), "chunks": outcome.chunks,
            }
            for outcome in report.outcomes
        ],
    }  # fmt: skip
