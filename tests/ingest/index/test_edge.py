"""What is special about the index on disk: generations, the writer's lock, disks that refuse."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from qdrant_edge import Distance, EdgeConfig, EdgeShard, EdgeSparseVectorParams, EdgeVectorParams, Modifier

from ingest.chunk import Chunk, Validity, chunk_id
from ingest.document import Span
from ingest.errors import IndexHeldError, IndexMismatchError, IndexWriteError
from ingest.index import edge
from ingest.index.bm25 import Bm25Encoder
from ingest.index.directory import IndexDirectory
from ingest.index.edge import EdgeIndex, EdgeWriter
from ingest.index.manifest import Manifest
from ingest.index.protocol import Conditions, DocumentRecord, RankQuery, Stored
from ingest.validity import Term

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


def stored(document_id: str, *texts: str) -> Stored:
    of = DocumentRecord(
        document_id, "/docs", "1", document_id, document_id, "text/plain", "en", {}, (), Term(), Validity(), len(texts)
    )  # fmt: skip
    chunks = tuple(
        Chunk(chunk_id(document_id, text, at), document_id, at, text, Span(0, len(text)), document_id, document_id)
        for at, text in enumerate(texts)
    )
    return Stored(of, chunks, np.tile(np.array([0.6, 0.8, 0, 0], dtype=np.float32), (len(texts), 1)))


def texts_of(path: Path) -> dict[str, list[str]]:
    index = EdgeIndex(IndexDirectory(path), Bm25Encoder())
    return {one.document_id: [chunk.text for chunk in index.chunks(one.document_id, ())] for one in index.library(())}


def test_a_shard_is_let_go_of_while_it_is_written_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    load = edge._load

    def noted(path: Path, config: EdgeConfig | None = None) -> EdgeShard:
        opened.append(path)
        return load(path, config)

    monkeypatch.setattr(edge, "_load", noted)
    monkeypatch.setattr(edge, "_SETTLED", 4)
    with writer(tmp_path) as first:
        for number in range(10):
            first.replace(stored(f"{number}", "annual leave", f"of {number} days"))
        first.replace(stored("3", "changed"))
        first.remove("5")
        first.publish()
    assert len(opened) == 5
    found = texts_of(tmp_path)
    assert found["3"] == ["changed"]
    assert found["9"] == ["annual leave", "of 9 days"]
    assert sorted(found) == ["0", "1", "2", "3", "4", "6", "7", "8", "9"]


def test_an_index_that_was_made_with_other_settings_of_the_engine_is_written_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_before = EdgeConfig(
        vectors={"dense": EdgeVectorParams(size=4, distance=Distance.Cosine)},
        sparse_vectors={"bm25": EdgeSparseVectorParams(modifier=Modifier.Idf)},
        wal_enabled=False,
    )
    with monkeypatch.context() as before:
        before.setattr(edge, "_config", lambda dimension: made_before)
        with writer(tmp_path) as first:
            first.replace(stored("old", "annual leave"))
            first.publish()
    with writer(tmp_path) as second:
        second.replace(stored("new", "annual pay"))
        second.publish()
    assert texts_of(tmp_path) == {"new": ["annual pay"], "old": ["annual leave"]}
    query = RankQuery("leave", np.array([0.6, 0.8, 0, 0], dtype=np.float32), Conditions(date(2026, 11, 24)), 10)
    rankings = EdgeIndex(IndexDirectory(tmp_path), Bm25Encoder()).rank(query)
    assert [hit.chunk.document_id for hit in rankings.bm25] == ["old"]
    assert len(rankings.dense) == 2
