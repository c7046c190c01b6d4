from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from qdrant_client import QdrantClient

from ingest.backup import back_up, restore
from ingest.errors import BackupError, IndexMismatchError
from ingest.index.bm25 import Bm25Encoder
from ingest.index.directory import IndexDirectory
from ingest.index.edge import EdgeIndex, EdgeWriter
from ingest.index.manifest import Manifest
from ingest.index.server import ServerIndex, ServerWriter
from ingest.outcome import SyncReport
from ingest.splitter import Splitter
from models.protocols import Embedder

Run = Callable[..., SyncReport]


@pytest.fixture
def manifest(embedder: Embedder) -> Manifest:
    return Manifest(embedder.name, embedder.dimension, Splitter(embedder.count_tokens).version)


@pytest.fixture
def backup(folder: Path, sync: Run, index_path: Path, manifest: Manifest, tmp_path: Path) -> Path:
    """Of three documents, one of them for `hr` alone."""
    (folder / "leave.md.meta.yaml").write_text("groups: [hr]\nexpires: 2027-12-31\n")
    sync(folder)
    writer = EdgeWriter(IndexDirectory(index_path), manifest, Bm25Encoder(), fresh=False)
    assert back_up(writer, manifest, tmp_path / "backup.zip") == 3
    return tmp_path / "backup.zip"


def test_what_is_restored_is_what_was_there(
    backup: Path, manifest: Manifest, tmp_path: Path, open_index: Callable[[], EdgeIndex]
) -> None:
    directory = IndexDirectory(tmp_path / "restored")
    count, revision = restore(EdgeWriter(directory, manifest, Bm25Encoder(), fresh=True), manifest, backup)
    restored, before = EdgeIndex(directory, Bm25Encoder()), open_index()
    assert (count, restored.revision) == (3, revision)
    assert restored.library(("hr",)) == before.library(("hr",))
    assert restored.chunks("leave.md", ("hr",)) == before.chunks("leave.md", ("hr",))
    assert restored.chunks("leave.md", ()) == []


def test_a_backup_from_disk_is_restored_onto_a_server(
    backup: Path, manifest: Manifest, open_index: Callable[[], EdgeIndex]
) -> None:
    client = QdrantClient(":memory:")
    restore(ServerWriter(client, "moved", manifest, fresh=True), manifest, backup)
    assert ServerIndex(client, "moved", Bm25Encoder()).library(("hr",)) == open_index().library(("hr",))


def test_a_backup_made_otherwise_is_refused(backup: Path, manifest: Manifest, tmp_path: Path) -> None:
    other = replace(manifest, embedder="other")
    with pytest.raises(IndexMismatchError, match="expected 'other'"):
        restore(EdgeWriter(IndexDirectory(tmp_path / "x"), other, Bm25Encoder(), fresh=True), other, backup)


@pytest.mark.parametrize("harm", ["text", "half", "gap", "flip", "missing", "no head", "count"])
def test_what_is_no_whole_backup_leaves_the_index_as_it_was(
    backup: Path, manifest: Manifest, index_path: Path, open_index: Callable[[], EdgeIndex], harm: str
) -> None:
    before, data = open_index().revision, backup.read_bytes()
    if harm == "text":
        backup.write_text("no backup")
    elif harm == "half":
        backup.write_bytes(data[: len(data) // 2])
    elif harm == "flip":
        middle = len(data) // 2
        backup.write_bytes(
            data[:middle] + bytes(byte ^ 255 for byte in data[middle : middle + 40]) + data[middle + 40 :]
        )
    elif harm == "missing":
        backup.unlink()
    elif harm == "count":
        with zipfile.ZipFile(backup) as whole:
            kept = {name: whole.read(name) for name in whole.namelist()}
        kept["backup.json"] = kept["backup.json"].replace(b'"documents": 3', b'"documents": 0')
        with zipfile.ZipFile(backup, "w") as less:
            for name, content in kept.items():
                less.writestr(name, content)
    else:
        left_out = "backup.json" if harm == "no head" else "documents/00000001.npz"
        with zipfile.ZipFile(backup) as whole:
            kept = {name: whole.read(name) for name in whole.namelist() if name != left_out}
        with zipfile.ZipFile(backup, "w") as less:
            for name, content in kept.items():
                less.writestr(name, content)
    writer = EdgeWriter(IndexDirectory(index_path), manifest, Bm25Encoder(), fresh=True)
    with pytest.raises(BackupError, match="choose another"):
        restore(writer, manifest, backup)
    assert open_index().revision == before
    assert len(open_index().library(("hr",))) == 3


def test_a_backup_that_cannot_be_written_says_so(
    folder: Path, sync: Run, index_path: Path, manifest: Manifest, tmp_path: Path
) -> None:
    sync(folder)
    writer = EdgeWriter(IndexDirectory(index_path), manifest, Bm25Encoder(), fresh=False)
    with pytest.raises(BackupError, match="cannot be written"):
        back_up(writer, manifest, tmp_path / "nowhere" / "backup.zip")
