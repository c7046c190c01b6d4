"""The folder of uploads, whatever happens in the middle."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import CorpusError, LoadError
from ingest.loaders.loaded import RawFile
from ingest.sources.folder import SourceFile
from ingest.sources.places import discover
from ragstone.errors import UnknownDocumentError
from ragstone.uploads.about import About
from ragstone.uploads.folder import Uploads

SECRET, OPEN = About(("hr",)), About(())


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads", 1000)


def put(uploads: Uploads, name: str, text: str, about: About) -> None:
    part = uploads.part()
    part.write(text.encode())
    with uploads.changing():
        uploads.keep(name, part, about)


def seen(uploads: Uploads) -> tuple[bytes, tuple[str, ...] | None] | str:
    """The text of `a.md` and the groups that a sync would give it, or why it would take nothing."""
    source = SourceFile("a.md", uploads.folder / "a.md", uploads.folder)
    try:
        raw = source.read(1000)
    except LoadError as error:
        return str(error)
    assert isinstance(raw.content, RawFile)
    return raw.content.data, raw.told.groups


def test_a_file_is_kept_with_its_sidecar_and_nothing_else(uploads: Uploads) -> None:
    put(uploads, "a.md", "old", SECRET)
    assert seen(uploads) == (b"old", ("hr",))
    assert sorted(path.name for path in uploads.folder.iterdir()) == [".uploads", "a.md", "a.md.meta.yaml"]
    assert [source.id for source in uploads.sources()] == ["a.md"]


def test_a_part_is_no_document_and_goes_when_it_is_not_kept(uploads: Uploads) -> None:
    put(uploads, "a.md", "old", SECRET)
    part = uploads.part()
    part.write(b"half")
    assert [source.id for source in uploads.sources()] == ["a.md"]
    part.discard()
    assert sorted(path.name for path in uploads.folder.iterdir()) == [".uploads", "a.md", "a.md.meta.yaml"]


@pytest.mark.parametrize(("before", "after"), [(SECRET, OPEN), (OPEN, SECRET)])
@pytest.mark.parametrize("step", range(6))
def test_a_kill_at_any_step_never_pairs_a_text_with_the_other_ones_groups(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch, step: int, before: About, after: About
) -> None:
    put(uploads, "a.md", "old", before)
    whole = {(b"old", before.groups), (b"new", after.groups)}
    real: Callable[[Path, Path], Path] = Path.replace
    done = 0

    def replace(self: Path, target: Path) -> Path:
        nonlocal done
        if done == step:
            raise KeyboardInterrupt
        done += 1
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    try:
        put(uploads, "a.md", "new", after)
    except KeyboardInterrupt:
        found = seen(uploads)
        assert found in whole or "being replaced, so upload it again" in str(found)
    else:
        assert seen(uploads) == (b"new", after.groups)
        assert step >= 3


def test_a_sync_that_reads_during_a_change_takes_nothing(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    put(uploads, "a.md", "the old secret", SECRET)
    real = SourceFile.file

    def slowly(self: SourceFile, max_bytes: int) -> object:
        file = real(self, max_bytes)
        monkeypatch.setattr(SourceFile, "file", real)
        put(uploads, "a.md", "open to all", OPEN)
        return file

    monkeypatch.setattr(SourceFile, "file", slowly)
    assert seen(uploads) == "got a sidecar that changed while the file was read; sync again"
    assert seen(uploads) == (b"open to all", ())


def test_a_file_cut_off_from_its_sidecar_is_never_there_first(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a sidecar it would be public."""
    put(uploads, "a.md", "secret", SECRET)
    real = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        real(self, missing_ok)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(KeyboardInterrupt), uploads.changing():
        uploads.remove("a.md")
    assert not (uploads.folder / "a.md").exists()


def test_the_last_one_removed_leaves_nothing_to_sync(uploads: Uploads) -> None:
    put(uploads, "a.md", "old", SECRET)
    with uploads.changing():
        uploads.remove("a.md")
    assert uploads.sources() == []
    with pytest.raises(UnknownDocumentError, match=r"'a\.md', expected one that was uploaded"):
        uploads.remove("a.md")


def test_a_folder_that_went_away_is_not_taken_for_an_empty_one(uploads: Uploads) -> None:
    with pytest.raises(CorpusError, match="no folder of uploads"):
        uploads.sources()
    uploads.folder.mkdir()
    with pytest.raises(CorpusError, match="no folder of uploads"):
        uploads.sources()


@pytest.mark.parametrize("name", ["a.md.meta.yaml", ".uploads", "../keys.json", "", "x\0", "corpus.yaml", "x" * 300])
def test_what_is_no_document_is_not_held(uploads: Uploads, name: str) -> None:
    put(uploads, "a.md", "old", SECRET)
    (uploads.folder.parent / "keys.json").write_text("{}")
    assert uploads.holds("a.md")
    assert not uploads.holds(name)


def test_who_may_open_a_file_says_its_sidecar_and_nobody_where_that_is_broken(uploads: Uploads) -> None:
    put(uploads, "a.md", "old", SECRET)
    put(uploads, "b.md", "old", OPEN)

    def reads(*held: str) -> Callable[[tuple[str, ...]], bool]:
        return lambda groups: not groups or bool(set(groups) & set(held))

    assert uploads.opens("a.md", reads("hr"))
    assert not uploads.opens("a.md", reads("it"))
    assert uploads.opens("b.md", reads())
    (uploads.folder / "b.md.meta.yaml").write_text("groups: *")
    assert not uploads.opens("b.md", reads("hr"))


def test_what_broke_off_long_ago_is_cleared_away(uploads: Uploads) -> None:
    old, new = uploads.part(), uploads.part()
    for part in (old, new):
        part.file.close()
    os.utime(old.path, (0, 0))
    uploads.clean()
    assert (old.path.exists(), new.path.exists()) == (False, True)


def test_a_folder_without_files_is_refused_by_a_sync_as_ever(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="without any document"):
        discover(tmp_path)
