"""A small corpus that can be synced in a moment."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.index.bm25 import Bm25Encoder
from ingest.index.directory import IndexDirectory
from ingest.index.edge import EdgeIndex, EdgeWriter
from ingest.index.manifest import Manifest
from ingest.outcome import SyncReport
from ingest.sources.places import discover
from ingest.splitter import Splitter
from ingest.staging import Staging
from ingest.sync import Progress, Sync
from models.protocols import Embedder

MakeSync = Callable[..., Sync]


@pytest.fixture
def index_path(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three documents."""
    path = tmp_path / "docs"
    path.mkdir()
    (path / "leave.md").write_text("# Leave\n\nAnnual leave is 25 days.\n")
    (path / "travel.txt").write_text("Hotels cost at most 140 euros a night.\n")
    (path / "prices.csv").write_text("item,price\ngauge,120\nlogger,340\n")
    return path


@pytest.fixture
def make_sync(index_path: Path, embedder: Embedder) -> MakeSync:
    def make(*, rebuild: bool = False, max_bytes: int = 1_000_000) -> Sync:
        splitter = Splitter(embedder.count_tokens)
        manifest = Manifest(embedder.name, embedder.dimension, splitter.version)
        directory = IndexDirectory(index_path)
        writer = EdgeWriter(directory, manifest, Bm25Encoder(), fresh=rebuild)
        return Sync(writer, Staging(directory.staging), splitter, embedder, max_bytes)

    return make


@pytest.fixture
def sync(make_sync: MakeSync) -> Callable[..., SyncReport]:
    def run(path: Path, progress: Progress | None = None) -> SyncReport:
        return make_sync().run(discover(path), roots=[str(path.resolve())], progress=progress)

    return run


@pytest.fixture
def open_index(index_path: Path) -> Callable[[], EdgeIndex]:
    return lambda: EdgeIndex(IndexDirectory(index_path), Bm25Encoder())
