"""Builds throw-away indexes in a temporary folder."""

from __future__ import annotations

from pathlib import Path

from ingest.outcome import SyncReport
from ingest.sources.places import discover
from ragstone.ingestion import build_sync
from ragstone.settings import Settings, Tree, load_settings


def settings_for(index: Path, more: Tree | None = None) -> Settings:
    """The shipped settings over `index`; the environment has no say, so that figures can be repeated."""
    return load_settings(flags={**(more or {}), "index": {"path": index}}, environment={}).settings


def sync_into(index: Path, source: Path, more: Tree | None = None) -> SyncReport:
    """Sync `source` into a new index."""
    job = build_sync(settings_for(index, more), rebuild=True)
    return job.run(discover(source), roots=[str(source.resolve())])
