"""`ragstone reindex` and `ragstone index`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import typer
from pydantic import TypeAdapter

from ingest.backup import back_up, restore
from ingest.errors import CorpusError, IndexMissingError
from ingest.failures import Failure
from ingest.history import SyncRun
from ingest.index.manifest import Manifest
from ingest.sources.place import listed
from ragstone.cli.failures import ExitCode
from ragstone.cli.sync import Manner, run_once
from ragstone.cli.terms import IndexTerms
from ragstone.ingestion import build_sync, named_places
from ragstone.settings import Settings
from ragstone.wiring import build_embedder, build_failures, build_history, build_index, build_manifest, build_writer

_RUNS = TypeAdapter(list[SyncRun])
_FAILURES = TypeAdapter(list[Failure])


def run_reindex(terms: IndexTerms, places: Sequence[str], *, as_json: bool) -> ExitCode:
    """Make the index anew from all that it is made of; 1 when something could not be read and was taken over."""
    settings = terms.load().settings
    found = named_places(places, settings)
    _require_all(settings, [place.name for place in found])
    return run_once(build_sync(settings, rebuild=True, carried=True), listed(found), Manner(as_json=as_json))


def _require_all(settings: Settings, roots: Sequence[str]) -> None:
    index = build_index(settings)
    missing = sorted({record.source for record in index.library(index.groups())} - set(roots))
    index.close()
    if missing:
        raise CorpusError(
            f"got an index with documents from '{missing[0]}' too, which was not named; "
            "name it as well, or take it out with `ragstone documents --forget SOURCE`"
        )


def run_backup(terms: IndexTerms, file: Path) -> ExitCode:
    """Write the backup."""
    settings = terms.load().settings
    build_index(settings).close()
    manifest = _manifest(settings)
    count = back_up(build_writer(settings, manifest, fresh=False), manifest, file)
    typer.echo(f"{count} documents in '{file}', {file.stat().st_size / 1e6:.1f} MB")
    return ExitCode.DONE


def run_restore(terms: IndexTerms, file: Path) -> ExitCode:
    """Restore it."""
    settings = terms.load().settings
    manifest = _manifest(settings)
    count, revision = restore(build_writer(settings, manifest, fresh=True), manifest, file)
    typer.echo(f"{count} documents from '{file}' are in force, revision {revision}")
    return ExitCode.DONE


def run_rollback(terms: IndexTerms) -> ExitCode:
    """Take the last state back."""
    settings = terms.load().settings
    index = build_index(settings)
    before = index.revision
    index.close()
    revision = build_writer(settings, _manifest(settings), fresh=False).roll_back()
    typer.echo(f"revision {revision} is in force again, in the place of {before}")
    return ExitCode.DONE


def _manifest(settings: Settings) -> Manifest:
    return build_manifest(settings, build_embedder(settings.models))


def run_history(terms: IndexTerms, *, last: int, as_json: bool) -> ExitCode:
    """Print runs, and failures as they stand."""
    settings = terms.load().settings
    runs = build_history(settings).runs()[-last:]
    failures = sorted(build_failures(settings).read().values(), key=lambda failure: failure.document_id)
    if not runs:
        raise IndexMissingError("got no sync so far, expected one; make the index with `ragstone sync FOLDER`")
    if as_json:
        found = {"runs": _RUNS.dump_python(runs, mode="json"), "failures": _FAILURES.dump_python(failures, mode="json")}
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return ExitCode.DONE
    for run in runs:
        counts = ", ".join(f"{number} {kind}" for kind, number in run.counts.items() if number) or "nothing"
        typer.echo(f"{run.at:%Y-%m-%d %H:%M:%S} UTC  revision {run.revision}  {counts}  {run.seconds:.1f} s")
    for failure in failures:
        prospect = f" ({failure.prospect})" if failure.prospect else ""
        typer.echo(f"failed since {failure.first:%Y-%m-%d}: {failure.document_id}: {failure.reason}{prospect}")
    return ExitCode.DONE
