"""What the settings say about how documents are brought in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.sources.place import listed
from ingest.sources.source import FailedSource, Source
from ragstone.ingestion import named_places
from ragstone.settings import Tree, load_settings


def sources(folder: Path, ingest: dict[str, object]) -> Sequence[Source]:
    flags: Tree = {"index": {"path": folder / "index"}, "ingest": ingest}
    return listed(named_places([str(folder)], load_settings(flags=flags, environment={}).settings)).sources


def test_a_text_larger_than_the_settings_say_is_read_in_parts_and_one_that_is_too_large_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Annual leave is 25 days.\n\n" * 90_000)
    found = sources(tmp_path, {"whole_text_mb": 2})
    assert [source.id for source in found] == ["notes.txt/notes-0001.txt", "notes.txt/notes-0002.txt"]
    (refused,) = sources(tmp_path, {"whole_text_mb": 2, "max_file_mb": 2.1})
    assert isinstance(refused, FailedSource)
    assert (refused.id, refused.fault[:31]) == ("notes.txt", "got 2 MB, expected at most 2 MB")
    assert [source.id for source in sources(tmp_path, {})] == ["notes.txt"]
