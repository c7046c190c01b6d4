"""`ragstone documents`."""

from __future__ import annotations

import json

import typer

from ingest.index.protocol import Conditions
from ingest.sync import forget as forget_source
from ragstone.cli.failures import ExitCode
from ragstone.cli.terms import AskTerms, IndexTerms
from ragstone.settings import Settings
from ragstone.wire import DocumentOut
from ragstone.wiring import build_embedder, build_failures, build_index, build_manifest, build_writer


def run(index: IndexTerms, terms: AskTerms, *, forget: str | None, as_json: bool) -> ExitCode:
    """List documents, or take those of one source out."""
    settings = index.load().settings
    if forget is not None:
        return _forget(settings, forget)
    conditions = Conditions(as_of=terms.day, groups=terms.groups)
    rows = [DocumentOut.of(record) for record in build_index(settings).documents(conditions)]
    if as_json:
        typer.echo(
            json.dumps({"documents": [row.model_dump(mode="json") for row in rows]}, ensure_ascii=False, indent=2)
        )
        return ExitCode.DONE
    for row in rows:
        typer.echo(f"{row.document_id}  {row.title}  ({row.chunks} chunks, {row.language}, from {row.source})")
    typer.echo(f"{len(rows)} documents")
    return ExitCode.DONE


def _forget(settings: Settings, source: str) -> ExitCode:
    manifest = build_manifest(settings, build_embedder(settings.models))
    gone = forget_source(build_writer(settings, manifest, fresh=False), source, build_failures(settings))
    typer.echo(f"{len(gone)} documents from '{source}' taken out")
    return ExitCode.DONE if gone else ExitCode.FAILURES
