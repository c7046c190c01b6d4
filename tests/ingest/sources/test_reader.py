"""A reader of llama-index by configuration; the reader is a small one of this file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ingest.errors import CorpusError, LoadError
from ingest.index.edge import EdgeIndex
from ingest.sources.place import Place
from ingest.sources.places import places_of
from tests.ingest.sources.conftest import SyncPlaces
from tests.ingest.sources.test_place_contract import readable


@dataclass
class WikiDocument:
    id_: str
    text: str
    metadata: dict[str, object] = field(default_factory=dict)

    def get_content(self) -> str:
        return self.text


PAGES: dict[str, WikiDocument] = {}


class WikiReader:
    def __init__(self, base_url: str, api_token: str) -> None:
        if api_token != "s3cret":
            raise ValueError(f"wrong token {api_token}")

    def load_data(self, space: str) -> list[WikiDocument]:
        return [page for page in PAGES.values() if page.metadata["space"] == space]


def put(key: str, text: str, **metadata: object) -> None:
    PAGES[key] = WikiDocument(f"random-{len(PAGES)}", text, {"space": "HR", "key": key, **metadata})


PERMISSIONS = "{key: allowed, map: {People Team: hr, Everybody at Corrow: staff}, missing: refuse}"


@pytest.fixture
def wiki(tmp_path: Path) -> Callable[..., Place]:
    PAGES.clear()

    def make(*, permissions: str = PERMISSIONS, groups: str = "", wrong: bool = False) -> Place:
        file = tmp_path / "wiki.places.yaml"
        file.write_text(
            "places:\n"
            f"  - reader: {__name__}.WikiReader\n"
            "    name: wiki\n"
            "    id: key\n"
            "    options: {base_url: 'https://wiki.corrow.example'}\n"
            "    secrets: {api_token: WIKI_TOKEN}\n"
            "    load: {space: HR}\n"
            + (f"    permissions: {permissions}\n" if permissions else "")
            + (f"    groups: {groups}\n" if groups else "")
        )
        (place,) = places_of(str(file), environment={"WIKI_TOKEN": "hunter2" if wrong else "s3cret"})
        return place

    return make


def test_permissions_become_groups_and_follow_them(
    wiki: Callable[..., Place], sync_places: SyncPlaces, open_index: Callable[[], EdgeIndex]
) -> None:
    put("leave", "Annual leave is 25 days.", allowed=["Everybody at Corrow", "Somebody Else"])
    put("pay", "Pay day is the 25th.", allowed="People Team", title="Pay", url="https://wiki.corrow.example/pay")
    assert sync_places(wiki()).kinds == {"leave": "added", "pay": "added"}
    assert readable(open_index()) == []
    assert readable(open_index(), "staff") == ["leave"]
    again = sync_places(wiki())
    assert (again.kinds, again.read) == ({"leave": "unchanged", "pay": "unchanged"}, [])
    put("leave", "Annual leave is 25 days.", allowed=["People Team"])
    assert sync_places(wiki()).kinds == {"leave": "replaced", "pay": "unchanged"}
    assert readable(open_index(), "staff") == []
    del PAGES["leave"]
    assert sync_places(wiki()).kinds == {"leave": "removed", "pay": "unchanged"}


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({}, "got no 'allowed' in the metadata"),
        ({"allowed": []}, "got no 'allowed' in the metadata"),
        ({"allowed": ["Nobody Known"]}, "names that `map` does not know"),
        ({"allowed": {"People Team": True}}, "that is a dict"),
    ],
)
def test_a_document_whose_rights_are_not_clear_is_a_failure(
    wiki: Callable[..., Place], metadata: dict[str, object], message: str
) -> None:
    put("leave", "Annual leave is 25 days.", **metadata)
    (source,) = wiki().sources()
    assert source.id == "leave"
    with pytest.raises(LoadError, match=message):
        source.read(1000)


def test_rights_that_are_lost_close_the_document(
    wiki: Callable[..., Place], sync_places: SyncPlaces, open_index: Callable[[], EdgeIndex]
) -> None:
    put("leave", "Annual leave is 25 days.", allowed=["Everybody at Corrow"])
    sync_places(wiki())
    put("leave", "Annual leave is 25 days.", allowed=[])
    assert sync_places(wiki()).kinds == {"leave": "failed"}
    assert readable(open_index(), "staff") == []


def test_a_document_that_lost_its_id_deletes_nothing(
    wiki: Callable[..., Place], sync_places: SyncPlaces, open_index: Callable[[], EdgeIndex]
) -> None:
    put("leave", "Annual leave is 25 days.", allowed=["Everybody at Corrow"])
    sync_places(wiki())
    PAGES["leave"] = WikiDocument("random", "Annual leave is 25 days.", {"space": "HR"})
    assert "failed" in sync_places(wiki()).kinds.values()
    assert readable(open_index(), "staff") == ["leave"]


def test_a_public_group_in_the_metadata_opens_nothing(wiki: Callable[..., Place]) -> None:
    put("leave", "Annual leave is 25 days.", allowed=["*"])
    (source,) = wiki(permissions="{key: allowed}").sources()
    with pytest.raises(LoadError, match="leave groups out"):
        source.read(1000)


def test_missing_rights_may_be_those_of_the_place(wiki: Callable[..., Place]) -> None:
    put("leave", "Annual leave is 25 days.")
    (source,) = wiki(permissions="{key: allowed, missing: place}", groups="[hr]").sources()
    assert source.read(1000).told.groups == ("hr",)


@pytest.mark.parametrize("permissions", ["", "{key: allowed, missing: place}"])
def test_who_may_read_has_to_be_said(wiki: Callable[..., Place], permissions: str) -> None:
    with pytest.raises(CorpusError, match="without who may read"):
        wiki(permissions=permissions)


@pytest.mark.parametrize("permissions", ["{map: {a: b}}", "{key: allowed, missing: public}", "{key: a, colour: b}"])
def test_permissions_that_cannot_be_used_are_one_sentence(wiki: Callable[..., Place], permissions: str) -> None:
    with pytest.raises(CorpusError, match="permissions of 'wiki' that cannot be used"):
        wiki(permissions=permissions)


def test_a_reader_that_fails_or_finds_nothing_is_an_error_without_its_secret(wiki: Callable[..., Place]) -> None:
    with pytest.raises(CorpusError, match="got no document"):
        wiki().sources()
    with pytest.raises(CorpusError, match="failed") as caught:
        wiki(wrong=True).sources()
    assert "hunter2" not in str(caught.value)


def test_a_reader_that_is_not_installed_is_named_with_its_package(tmp_path: Path) -> None:
    file = tmp_path / "a.places.yaml"
    file.write_text("places: [{reader: llama_index.readers.nowhere.NowhereReader, name: a, groups: []}]")
    with pytest.raises(CorpusError, match=r"pip install 'ragstone\[llamaindex\]' llama-index-readers-nowhere"):
        places_of(str(file))
