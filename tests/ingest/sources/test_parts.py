"""A large text is read in parts, each a document of its own under what is said about the text."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.chunk import Chunk
from ingest.index.edge import EdgeIndex
from ingest.loaders.loaded import RawFile
from ingest.outcome import SyncReport
from ingest.sources import parts
from ingest.sources.parts import cut
from ingest.sources.place import Cutting, Terms
from ingest.sources.places import path_place, places_of
from ingest.sources.source import FailedSource, Source
from ingest.tags import groups_in
from ragstone.catalogue import Catalogue, Library, State
from tests.ingest.conftest import MakeSync

CUTTING = Cutting(over=2000, most=100_000)


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "LEAST", 1000)
    monkeypatch.setattr(parts, "MOST", 2000)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    path = tmp_path / "docs"
    path.mkdir()
    return path


def prose(paragraphs: int, seed: int = 1) -> str:
    chance = random.Random(seed)
    return "".join(f"Rule {chance.randrange(10_000)} holds for site {n} at noon.\n\n" for n in range(paragraphs))


def listed(path: Path, cutting: Cutting | None = CUTTING) -> list[Source]:
    return path_place(path, Terms(cutting=cutting)).sources()


def texts(sources: list[Source]) -> list[str]:
    raws = [source.read(100_000).content for source in sources]
    return [raw.data.decode() for raw in raws if isinstance(raw, RawFile)]


@pytest.fixture
def sync(make_sync: MakeSync) -> Callable[[Path], SyncReport]:
    return lambda path: make_sync().run(listed(path), roots=[str(path.resolve())])


def chunks(index: EdgeIndex) -> list[Chunk]:
    return [chunk for record in index.library(("hr",)) for chunk in index.chunks(record.document_id, ("hr",))]


def test_the_parts_of_a_text_are_all_of_it_and_end_with_paragraphs(docs: Path) -> None:
    (docs / "notes.txt").write_text(prose(200))
    found = listed(docs)
    assert [source.id for source in found[:2]] == ["notes.txt/notes-0001.txt", "notes.txt/notes-0002.txt"]
    assert "".join(texts(found)) == prose(200)
    assert all(text.endswith(".\n\n") and len(text) <= 2000 for text in texts(found))


def test_a_small_text_another_format_and_a_place_that_says_nothing_stay_whole(docs: Path) -> None:
    (docs / "a.txt").write_text(prose(10))
    (docs / "b.md").write_text(prose(200))
    assert [source.id for source in listed(docs)] == ["a.txt", "b.md"]
    (docs / "a.txt").write_text(prose(200))
    assert [source.id for source in listed(docs, None)] == ["a.txt", "b.md"]


@given(st.text(st.sampled_from("aé€😀ਅĀ\n\r "), min_size=1), st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]))
def test_no_character_is_lost_or_cut_in_two(said: str, codec: str) -> None:
    text = "\ufeff" + (said * 9000)[:6000]
    data = text.encode(codec)
    spans = list(cut(data))
    assert "".join(data[span.start : span.end].decode(codec) for span in spans) == text
    assert max(span.end - span.start for span in spans) <= 2000


def test_a_text_without_a_blank_in_another_encoding_is_cut_all_the_same() -> None:
    data = b"\xb1" * 5000
    assert b"".join(data[span.start : span.end] for span in cut(data)) == data


def test_a_text_in_two_bytes_a_letter_is_read_in_parts_too(docs: Path) -> None:
    (docs / "log.txt").write_bytes(prose(200).encode("utf-16"))
    raws = [source.read(100_000).content for source in listed(docs)]
    assert "".join(raw.data.decode("utf-16") for raw in raws if isinstance(raw, RawFile)) == prose(200)


def test_what_is_written_into_a_text_changes_few_of_its_parts(docs: Path) -> None:
    (docs / "notes.txt").write_text(prose(600))
    before = {text for text in texts(listed(docs))}
    (docs / "notes.txt").write_text("This paragraph is new.\n\n" + prose(600) + "So is this one.\n")
    after = {text for text in texts(listed(docs))}
    assert len(before) > 10
    assert len(after - before) <= 4


def test_what_is_said_about_a_text_holds_for_its_parts(docs: Path) -> None:
    (docs / "notes.txt").write_text(prose(200))
    (docs / "notes.txt.meta.yaml").write_text(
        "groups: [hr]\nuri: https://corrow.example/notes\nsupersedes: [old.txt]\n"
    )
    raws = [source.read(100_000) for source in listed(docs)]
    assert {groups_in(raw.rules) for raw in raws} == {("hr",)}
    assert {(raw.rules[-1].uri, raw.rules[-1].supersedes) for raw in raws} == {
        ("https://corrow.example/notes", ("old.txt",))
    }
    assert {raw.uri for raw in raws} == {(docs / "notes.txt").as_uri()}


def test_rights_at_the_head_of_a_text_that_nobody_reads_refuse_all_of_it(docs: Path) -> None:
    (docs / "notes.txt").write_text("---\ngroups: [hr]\n---\n\n" + prose(200))
    (found,) = listed(docs)
    assert isinstance(found, FailedSource)
    assert (found.id, found.hides) == ("notes.txt", "notes.txt/")
    assert "got `groups:` below a `---`" in found.fault


def test_a_text_that_is_too_large_is_one_failure_and_keeps_what_it_had(
    docs: Path, sync: Callable[[Path], SyncReport], open_index: Callable[[], EdgeIndex]
) -> None:
    (docs / "notes.txt").write_text(prose(200))
    sync(docs)
    had = chunks(open_index())
    (docs / "notes.txt").write_text(prose(3000))
    report = sync(docs)
    assert [(one.document_id, one.kind, one.reason[:36]) for one in report.outcomes] == [
        ("notes.txt", "failed", "got 0 MB, expected at most 0 MB; spl")
    ]
    assert chunks(open_index()) == had


def test_nothing_of_a_text_is_shown_whose_rights_cannot_be_read(
    docs: Path, sync: Callable[[Path], SyncReport], open_index: Callable[[], EdgeIndex]
) -> None:
    (docs / "notes.txt").write_text(prose(200))
    (docs / "leave.md").write_text("# Leave\n\nAnnual leave is 25 days.\n")
    sync(docs)
    (docs / "notes.txt.meta.yaml").write_text("groups: {hr\n")
    assert sync(docs).counts["failed"] == 1
    assert {chunk.document_id for chunk in chunks(open_index())} == {"leave.md"}


def test_a_sync_follows_the_parts_of_a_text(
    docs: Path, sync: Callable[[Path], SyncReport], open_index: Callable[[], EdgeIndex]
) -> None:
    text = prose(200)
    (docs / "notes.txt").write_text(text)
    (docs / "leave.md").write_text("# Leave\n\nAnnual leave is 25 days.\n")
    count = sync(docs).counts["added"] - 1
    found = [chunk for chunk in chunks(open_index()) if chunk.document_id != "leave.md"]
    by_id = {source.id: said for source, said in zip(listed(docs), texts(listed(docs)), strict=True)}
    assert all(chunk.span.of(by_id[chunk.document_id]) == chunk.text for chunk in found)
    assert found[0].title == "notes 0001"
    (docs / "notes.txt").write_text(text.replace("for site 100 ", "for site zeppelin "))
    counts = sync(docs).counts
    assert (counts["replaced"], counts["unchanged"]) == (1, count)
    (docs / "notes.txt").write_text("Now it is short.\n")
    counts = sync(docs).counts
    assert (counts["added"], counts["removed"]) == (1, count)
    (docs / "notes.txt").unlink()
    sync(docs)
    assert {chunk.document_id for chunk in chunks(open_index())} == {"leave.md"}


def test_a_successor_ends_every_part_of_a_text(
    docs: Path, sync: Callable[[Path], SyncReport], open_index: Callable[[], EdgeIndex]
) -> None:
    (docs / "notes.txt").write_text(prose(200))
    (docs / "new.md").write_text("---\nsupersedes: [notes.txt]\n---\n# New\n\nNothing of it holds.\n")
    sync(docs)
    in_force = {chunk.document_id for chunk in chunks(open_index()) if chunk.validity.start <= chunk.validity.end}
    assert in_force == {"new.md"}
    entry = Catalogue(Library(open_index()), (), date(2026, 11, 24)).entry("notes.txt/notes-0001.txt")
    assert (entry.state, entry.superseded_by) == (State.SUPERSEDED, ("new.md",))


def test_a_text_in_an_archive_and_one_that_a_file_of_places_names_are_read_in_parts(tmp_path: Path, docs: Path) -> None:
    with zipfile.ZipFile(docs / "old.zip", "w") as archive:
        archive.writestr("in/notes.txt", prose(200))
    assert listed(docs)[1].id == "old.zip/in/notes.txt/notes-0002.txt"
    (tmp_path / "all.places.yaml").write_text("places:\n- place: docs\n  prefix: p/\n")
    (place,) = places_of(str(tmp_path / "all.places.yaml"), cutting=CUTTING)
    assert place.sources()[1].id == "p/old.zip/in/notes.txt/notes-0002.txt"


def test_one_file_alone_is_read_in_parts(docs: Path) -> None:
    (docs / "notes.log").write_text(prose(200).replace("\n\n", "\n"))
    found = listed(docs / "notes.log")
    assert found[1].id == "notes.log/notes-0002.log"
    assert all(text.endswith(".\n") for text in texts(found))


@pytest.mark.parametrize("said", ["groups: [hr]\n", "tags: {site: [north]}\n"])
def test_of_a_text_that_cannot_be_read_nothing_is_shown_to_whom_it_was_closed(
    docs: Path, said: str, sync: Callable[[Path], SyncReport], open_index: Callable[[], EdgeIndex]
) -> None:
    (docs / "notes.txt").write_text(prose(200))
    (docs / "leave.md").write_text("# Leave\n\nAnnual leave is 25 days.\n")
    sync(docs)
    (docs / "notes.txt").write_text(prose(3000))
    (docs / "notes.txt.meta.yaml").write_text(said)
    assert sync(docs).counts["failed"] == 1
    shown = {chunk.document_id for chunk in chunks(open_index())}
    assert (shown == {"leave.md"}) is ("groups" in said)
