"""`ragstone plan`."""

from __future__ import annotations

import json
import math
import os
from dataclasses import asdict, replace

import typer

from ingest.errors import StoreError
from ragstone.cli.failures import ExitCode, UsageError
from ragstone.cli.terms import IndexTerms
from ragstone.plan import Hardware, Load, plan
from ragstone.settings import Settings
from ragstone.wiring import build_history, build_index, read_manifest

# Measured: docs/scale.md.
_USUAL = Load(0, chunks_per_document=15.0, chunks_per_core_second=50.0)
_ENOUGH = 500  # chunks of a sync, so that its start counts little


def run(terms: IndexTerms, documents: int, hardware: Hardware, *, copies: int, as_json: bool) -> ExitCode:
    """Print what `documents` need.

    Raises:
        UsageError: A figure is not above nought, or none.
    """
    figures = (documents, hardware.cores, hardware.memory_gb, copies)
    if not all(0 < figure < math.inf for figure in figures) or not 0 <= hardware.price < math.inf:
        raise UsageError("got a figure that is not above nought, expected one for documents, cores, memory and copies")
    measured, origin = _measured(terms.load().settings)
    load = replace(measured, documents=documents, copies=copies)
    found = plan(load, hardware)
    if as_json:
        typer.echo(json.dumps({"load": asdict(load), "hardware": asdict(hardware), **asdict(found)}, indent=2))
        return ExitCode.DONE
    typer.echo(f"{documents:,} documents at {load.chunks_per_document:.1f} chunks ({origin}): {found.chunks:,} chunks")
    typer.echo(
        f"to index once, {hardware.cores} cores at {load.chunks_per_core_second:.0f} chunks a second each: "
        f"{found.hours:,.1f} hours"
    )
    typer.echo(f"disk of the servers, {copies} of each chunk: {found.disk_gb:,.1f} GB")
    for one in found.serving:
        cost = f", {one.price_a_month:,.0f} a month" if hardware.price else ""
        typer.echo(
            f"memory with quantisation {one.quantisation}: {one.memory_gb:,.1f} GB, "
            f"{one.machines:,} machines of {hardware.memory_gb:g} GB{cost}"
        )
    return ExitCode.DONE


def _measured(settings: Settings) -> tuple[Load, str]:
    """What one document and one core come to, from the index in force and its largest sync, if any."""
    runs = [run for run in build_history(settings).runs() if run.embedded >= _ENOUGH and run.seconds]
    largest = max(runs, key=lambda run: run.embedded, default=None)
    rate = largest.embedded / largest.seconds / (os.cpu_count() or 1) if largest else _USUAL.chunks_per_core_second
    usual = replace(_USUAL, chunks_per_core_second=rate)
    try:
        index = build_index(settings)
        dimension = read_manifest(settings).dimension
    except StoreError:
        return usual, "as is usual"
    edition = index.edition()
    index.close()
    if not edition.documents:
        return replace(usual, dimension=dimension), "as is usual"
    return replace(
        usual, chunks_per_document=edition.chunks / edition.documents, dimension=dimension
    ), "as in the index"
