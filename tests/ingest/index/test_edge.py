"""What is special about the index on disk: generations, the writer's lock, disks that refuse."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.errors import IndexHeldError, IndexMismatchError, IndexWriteError
from ingest.index.bm25 import Bm25Encoder
from ingest.index.directory import IndexDirectory
from ingest.index.edge import EdgeIndex, EdgeWriter
from ingest.index.manifest import Manifest

MANIFEST = Manifest("tiny", 4, "words-1")


def writer(path: Path) -> EdgeWriter:
    return EdgeWriter(IndexDirectory(path), MANIFEST, Bm25Encoder(), fresh=False)


def publish(path: Path) -> str:
    with writer(path) as open_writer:
        open_writer.remove("nothing")
        return open_writer.publish()


def test_a_second_writer_is_told_who_holds_the_index(tmp_path: Path) -> None:
    with (
        writer(tmp_path),
        pytest.raises(IndexHeldError, match=f"being written by process {os.getpid()}"),
        writer(tmp_path),
    ):
        pass


def test_the_lock_ends_with_its_process(tmp_path: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from ingest.index.directory import IndexDirectory\n"
        "with IndexDirectory(Path(sys.argv[1])).writing(): os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False)
    assert publish(tmp_path) == "000001"


def test_the_last_generation_is_kept_and_older_ones_go(tmp_path: Path) -> None:
    for _ in range(4):
        publish(tmp_path)
    assert sorted(path.name for path in (tmp_path / "generations").iterdir()) == ["000003", "000004"]


def test_publishing_without_a_change_keeps_the_generation(tmp_path: Path) -> None:
    publish(tmp_path)
    with writer(tmp_path) as open_writer:
        assert open_writer.publish() == "000001"


def test_many_processes_read_at_once(tmp_path: Path) -> None:
    publish(tmp_path)
    first = EdgeIndex(IndexDirectory(tmp_path), Bm25Encoder())
    second = EdgeIndex(IndexDirectory(tmp_path), Bm25Encoder())
    assert first.revision == second.revision == "000001"


def test_a_broken_shard_is_said_to_be_broken(tmp_path: Path) -> None:
    publish(tmp_path)
    for path in (tmp_path / "generations" / "000001" / "shard").rglob("*"):
        if path.is_file():
            path.write_bytes(b"broken")
    with pytest.raises(IndexMismatchError, match="cannot be opened .*--rebuild"):
        EdgeIndex(IndexDirectory(tmp_path), Bm25Encoder())


def test_a_broken_manifest_is_said_to_be_broken(tmp_path: Path) -> None:
    publish(tmp_path)
    (tmp_path / "generations" / "000001" / "manifest.json").write_text("{}")
    with pytest.raises(IndexMismatchError, match="unreadable"):
        IndexDirectory(tmp_path).manifest()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(IndexWriteError, match="cannot be written"), writer(tmp_path / "file" / "index"):
        pass
