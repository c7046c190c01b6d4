"""What holds for every place: the same files give the same documents, and a sync follows what becomes of them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date

from ingest.errors import CorpusError
from ingest.index.edge import EdgeIndex
from ingest.index.protocol import Conditions
from ingest.loaders.loaded import RawFile
from ingest.sources.listing import TreePlace
from ingest.sources.place import Cutting
from tests.ingest.sources.conftest import SyncPlaces
from tests.ingest.sources.worlds import World

Open = Callable[[], EdgeIndex]


def readable(index: EdgeIndex, *groups: str) -> list[str]:
    return sorted(
        record.document_id.rsplit("/", 1)[-1] for record in index.documents(Conditions(date(2026, 11, 26), groups))
    )


def test_it_lists_documents_with_what_stands_beside_them(world: World) -> None:
    place = world.place
    found = {source.id.rsplit("/", 1)[-1]: source for source in place.sources()}
    assert sorted(found) == ["leave.md", "pay.md"]
    assert {source.source for source in found.values()} == {place.name}
    raw = found["pay.md"].read(1000)
    assert isinstance(raw.content, RawFile)
    assert raw.content.data == b"# Pay\n\nPay day is the 25th.\n"
    assert raw.told.groups == ("hr",)


def test_a_large_text_is_read_in_parts(world: World) -> None:
    world.put("hr/notes.txt", "Annual leave is 25 days.\n" * 50)
    place = world.place
    assert isinstance(place, TreePlace)
    in_parts = replace(place, terms=replace(place.terms, cutting=Cutting(over=1000, most=1_000_000)))
    assert any(source.id.endswith("hr/notes.txt/notes-0001.txt") for source in in_parts.sources())


def test_what_is_listed_is_what_is_read(world: World) -> None:
    for source in world.place.sources():
        assert source.listed in ("", source.read(1000).version)


def test_the_version_is_another_when_anything_is(world: World) -> None:
    def versions() -> dict[str, str]:
        return {source.id.rsplit("/", 1)[-1]: source.read(1000).version for source in world.place.sources()}

    first = versions()
    assert versions() == first
    world.put("leave.md", "# Leave\n\nAnnual leave is 27 days.\n")
    second = versions()
    assert {name for name in first if first[name] != second[name]} == {"leave.md"}
    world.put("hr/pay.md.meta.yaml", "groups: [it]\n")
    assert versions()["pay.md"] != second["pay.md"]


def test_a_sync_follows_changes_and_deletions(world: World, sync_places: SyncPlaces, open_index: Open) -> None:
    assert sync_places(world.place).kinds == {"leave.md": "added", "pay.md": "added"}
    world.put("leave.md", "# Leave\n\nAnnual leave is 27 days.\n")
    assert sync_places(world.place).kinds == {"leave.md": "replaced", "pay.md": "unchanged"}
    world.delete("leave.md")
    assert sync_places(world.place).kinds == {"leave.md": "removed", "pay.md": "unchanged"}
    assert readable(open_index(), "hr") == ["pay.md"]


def test_a_sync_reads_nothing_that_the_listing_tells_has_not_changed(world: World, sync_places: SyncPlaces) -> None:
    sync_places(world.place)
    tells = {source.id for source in world.place.sources() if source.listed}
    again = sync_places(world.place)
    assert again.report.counts["unchanged"] == 2
    assert not tells & set(again.read)


def test_a_sync_follows_the_rights(world: World, sync_places: SyncPlaces, open_index: Open) -> None:
    sync_places(world.place)
    assert readable(open_index()) == ["leave.md"]
    world.put("leave.md.meta.yaml", "groups: [hr]\n")
    assert sync_places(world.place).kinds == {"leave.md": "replaced", "pay.md": "unchanged"}
    assert readable(open_index()) == []
    world.put("corpus.yaml", "rules:\n  - match: '**'\n    groups: [hr]\nignore: ['**/pay.md']\n")
    assert sync_places(world.place).kinds == {"leave.md": "replaced", "pay.md": "removed"}


def test_a_sidecar_without_its_document_is_a_failure(world: World) -> None:
    world.delete("hr/pay.md")
    faults = [source for source in world.place.sources() if source.id.endswith("pay.md.meta.yaml")]
    assert len(faults) == 1


def test_a_listing_that_breaks_off_is_told_and_takes_nothing_away(
    world: World, sync_places: SyncPlaces, open_index: Open
) -> None:
    sync_places(world.place)
    world.break_off()
    with suppress(CorpusError):
        assert not sync_places(world.place).report.complete
    assert readable(open_index(), "hr") == ["leave.md", "pay.md"]
