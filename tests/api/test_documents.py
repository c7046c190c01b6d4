"""The documents that may be read: listed, one by one, in chunks, and as text around a place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from ingest.index.protocol import DocumentRecord
from ingest.sources.places import discover
from models.protocols import Embedder
from ragstone.assistant import Assistant
from ragstone.catalogue import Library
from ragstone.ingestion import build_sync
from ragstone.settings import load_settings
from ragstone.wiring import build_index

DAY = "2026-11-24"
TEXT = "Rules of the weir\n\nThe gate is opened at dawn. Nobody enters alone."
FILES = {
    "rules.txt": TEXT,
    "pay/Überstunden.md": "---\ntags: {department: people, type: policy}\n---\n# Überstunden\n\nÜberstunden zählen.\n",
    "fees-2025.md": "---\neffective: 2025-01-01\n---\n# Fees\n\nThe fee is 10 euros.\n",
    "fees-2026.md": "---\neffective: 2026-01-01\nsupersedes: [fees-2025.md]\n---\n# Fees\n\nThe fee is 12 euros.\n",
    "fees-2027.md": "---\neffective: 2027-01-01\nsupersedes: [fees-2026.md]\n---\n# Fees\n\nThe fee is 14 euros.\n",
    "gone.md": "---\nexpires: 2025-06-30\n---\n# Parking\n\nParking is free.\n",
    "bonus.md": "---\ngroups: [board]\nsupersedes: [bonus-draft.md]\ntags: {secrecy: high}\n---\n# Bonus\n\nBig.\n",
    "bonus-draft.md": "---\n---\n# Bonus draft\n\nIt is small.\n",
}


@pytest.fixture(scope="module")
def library(
    small_assistant: Assistant, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """An application over documents of every state; nothing is asked of its models."""
    root = tmp_path_factory.mktemp("library")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    settings = load_settings(flags={"index": {"path": root / ".index"}}, environment={}).settings
    build_sync(settings, rebuild=False).run(discover(root), roots=[str(root)])
    index = build_index(settings)
    with TestClient(create_app(lambda: replace(small_assistant, index=index))) as opened:
        yield opened
    index.close()


def listed(library: TestClient, **params: str | int | list[str]) -> list[str]:
    asked: dict[str, str | int | list[str]] = {"as_of": DAY, **params}
    found = library.get("/v1/documents", params=asked)
    return [row["document_id"] for row in found.json()["documents"]]


def test_the_list_holds_what_may_be_read_and_is_in_force_by_title(library: TestClient) -> None:
    assert listed(library) == ["fees-2026.md", "rules.txt", "pay/Überstunden.md"]
    assert "bonus.md" in listed(library, group=["staff", "board"])
    assert "gone.md" in listed(library, as_of="2025-06-01")


def test_the_list_says_why_a_document_does_not_hold(library: TestClient) -> None:
    states = ["upcoming", "expired", "superseded"]
    rows = library.get("/v1/documents", params={"as_of": DAY, "state": states}).json()["documents"]
    said = {row["document_id"]: (row["state"], row["superseded_by"]) for row in rows}
    assert said == {
        "fees-2025.md": ("superseded", ["fees-2026.md"]), "fees-2027.md": ("upcoming", []), "gone.md": ("expired", []),
        "bonus-draft.md": ("expired", []),
    }  # fmt: skip


def test_a_successor_that_may_not_be_read_is_not_told_of(library: TestClient) -> None:
    def told(group: str) -> tuple[str, list[str]]:
        row = library.get("/v1/documents/bonus-draft.md", params={"group": group, "as_of": DAY}).json()
        return row["state"], row["superseded_by"]

    assert told("staff") == ("expired", [])
    assert told("board") == ("superseded", ["bonus.md"])


def test_a_document_that_never_was_in_force_has_the_days_that_it_names_itself(library: TestClient) -> None:
    row = library.get("/v1/documents/bonus-draft.md").json()
    assert (row["effective"], row["expires"]) == (None, None)


def test_titles_are_searched_without_regard_to_case_and_accents(library: TestClient) -> None:
    assert listed(library, q="uberstunden") == listed(library, q="ÜBER pay/") == ["pay/Überstunden.md"]
    assert listed(library, q="TXT rules") == ["rules.txt"]
    assert listed(library, q="bonus") == []


def test_tags_narrow_the_list(library: TestClient) -> None:
    assert listed(library, tag=["department=people", "department=it", "type=policy"]) == ["pay/Überstunden.md"]
    assert listed(library, tag=["department=it"]) == []
    assert listed(library, tag=["media_type=text/plain"]) == ["rules.txt"]


def test_the_tags_of_hidden_documents_are_not_counted(library: TestClient) -> None:
    tags = library.get("/v1/documents").json()["tags"]
    assert (tags["department"], tags["type"], "secrecy" in tags) == ({"people": 1}, {"policy": 1}, False)
    assert library.get("/v1/documents", params={"group": "board"}).json()["tags"]["secrecy"] == {"high": 1}


@pytest.mark.parametrize("tag", ["secrecy=high", "nonesuch=x", "secrecy"])
def test_a_tag_that_nothing_readable_carries_is_refused(library: TestClient, tag: str) -> None:
    refused = library.get("/v1/documents", params={"tag": tag})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_filter")


def test_the_list_comes_in_pages(library: TestClient) -> None:
    pages = [
        library.get("/v1/documents", params={"as_of": DAY, "limit": 2, "offset": offset}).json() for offset in (0, 2, 4)
    ]
    assert [[row["document_id"] for row in page["documents"]] for page in pages] == [
        ["fees-2026.md", "rules.txt"], ["pay/Überstunden.md"], [],
    ]  # fmt: skip
    assert {page["total"] for page in pages} == {3}


def test_the_newest_may_come_first(library: TestClient) -> None:
    assert listed(library, order="newest") == ["fees-2026.md", "rules.txt", "pay/Überstunden.md"]
    assert listed(library, order="newest", state=["in_force", "upcoming"])[:2] == ["fees-2027.md", "fees-2026.md"]


def test_the_list_is_read_anew_when_the_index_changes_and_not_before() -> None:
    read: list[str] = []

    class Counted:
        revision = "1"

        def library(self, groups: tuple[str, ...]) -> list[DocumentRecord]:
            read.append(self.revision)
            return []

    index = Counted()
    kept = Library(index)  # type: ignore[arg-type]
    for revision in ("1", "1", "2"):
        index.revision = revision
        kept.records(("b", "a"))
    kept.records(("a", "b", "a"))
    assert read == ["1", "2"]


def test_one_document_is_told_of(library: TestClient) -> None:
    row = library.get("/v1/documents/pay/Überstunden.md").json()
    assert (row["title"], row["state"], row["chunks"]) == ("Überstunden", "in_force", 1)
    assert library.get("/v1/documents/pay%2F%C3%9Cberstunden.md").json() == row


@pytest.mark.parametrize("part", ["", "/chunks", "/source", "/source?start=0&end=3"])
def test_what_may_not_be_read_is_like_what_is_not_there(library: TestClient, part: str) -> None:
    def answer(document_id: str) -> tuple[int, str, int]:
        found = library.get(f"/v1/documents/{document_id}{part}")
        return found.status_code, found.text.replace(document_id, "ID"), len(found.headers)

    assert answer("bonus.md") == answer("nonesuch.md")
    assert answer("bonus.md")[0] == 404
    assert library.get(f"/v1/documents/bonus.md{part}", params={"group": "board"}).status_code == 200


def test_chunks_are_exact_pieces(library: TestClient) -> None:
    found = library.get("/v1/documents/rules.txt/chunks").json()
    assert found["total"] == len(found["chunks"]) == 1
    (chunk,) = found["chunks"]
    assert chunk["text"] == TEXT[chunk["start"] : chunk["end"]]
    assert library.get("/v1/documents/rules.txt/chunks", params={"offset": 1}).json() == {"chunks": [], "total": 1}


def test_a_source_is_the_text_around_a_place(library: TestClient) -> None:
    start = TEXT.index("Nobody")
    params = {"start": start, "end": start + 6, "around": 3}
    found = library.get("/v1/documents/rules.txt/source", params=params).json()
    assert found["text"] == "dawn. Nobody enters"
    assert found["text"][start - found["text_start"] :].startswith("Nobody")
    assert (found["start"], found["end"], found["length"]) == (start, start + 6, len(TEXT))
    assert (found["document"]["title"], found["ordinal"]) == ("rules", 0)


def test_without_a_place_the_source_is_the_whole_text(library: TestClient) -> None:
    found = library.get("/v1/documents/rules.txt/source").json()
    assert (found["text"], found["start"], found["end"]) == (TEXT, 0, len(TEXT))


def test_a_place_behind_the_end_is_the_end(library: TestClient) -> None:
    found = library.get("/v1/documents/rules.txt/source", params={"start": 10_000, "around": 1}).json()
    assert (found["start"], found["end"], found["text"]) == (len(TEXT), len(TEXT), "alone.")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"start": 5, "end": 2}, r"\[5, 2\), expected start <= end"),
        ({"start": -1}, "`query.start`"),
        ({"around": 20_001}, "`query.around`"),
    ],
)
def test_a_place_that_cannot_be_is_refused(library: TestClient, params: dict[str, int], words: str) -> None:
    refused = library.get("/v1/documents/rules.txt/source", params=params)
    assert refused.status_code == 422
    assert words.replace("\\", "") in refused.json()["detail"]


def test_me_without_keys_is_nobody(library: TestClient) -> None:
    assert library.get("/v1/me").json() == {
        "name": "", "groups": [], "expires": None, "keys_required": False, "may_name_groups": True, "feedback": False,
        "may_ingest": True, "syncs": False, "uploads": None,
    }  # fmt: skip


@pytest.fixture
def handbook_client(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: assistant)) as opened:
        yield opened


def test_a_place_in_a_pdf_is_shown_on_its_page(handbook_client: TestClient) -> None:
    path = "/v1/documents/finance/purchasing.pdf"
    (first, *_) = handbook_client.get(f"{path}/chunks").json()["chunks"]
    place = {"start": first["start"], "end": first["start"] + 36}
    found = handbook_client.get(f"{path}/page", params=place)
    assert (found.status_code, found.headers["content-type"]) == (200, "image/png")
    assert (found.headers["x-ragstone-page"], found.headers["cache-control"]) == ("1", "private, no-store")
    assert found.content.startswith(b"\x89PNG")


def test_what_has_no_pages_or_may_not_be_read_has_no_picture(handbook_client: TestClient) -> None:
    place = {"start": 0, "end": 10}
    text = handbook_client.get("/v1/documents/people/annual-leave.md/page", params=place)
    hidden = handbook_client.get("/v1/documents/hr-only/compensation-bands.xlsx/page", params=place)
    absent = handbook_client.get("/v1/documents/made/up.pdf/page", params=place)
    assert (text.status_code, text.json()["code"]) == (404, "no_page")
    assert [found.json()["code"] for found in (hidden, absent)] == ["unknown_document"] * 2


@pytest.fixture(scope="module")
def parts(
    small_assistant: Assistant, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """Rows of documents with ids that end as the paths of parts do."""
    root = tmp_path_factory.mktemp("parts")
    names = ["a", "a/source", "b/chunks", "b/page", "c/source/chunks"]
    rows: list[dict[str, str | list[str]]] = [
        {"id": name, "title": name, "text": f"This is the text of {name}."} for name in names
    ]
    rows.append({"id": "d/source", "title": "d", "text": "The bonus is big.", "groups": ["board"]})
    (root / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    settings = load_settings(flags={"index": {"path": root / ".index"}}, environment={}).settings
    build_sync(settings, rebuild=False).run(discover(root / "rows.jsonl"), roots=[str(root / "rows.jsonl")])
    index = build_index(settings)
    with TestClient(create_app(lambda: replace(small_assistant, index=index))) as opened:
        yield opened
    index.close()


@pytest.mark.parametrize("document_id", ["a/source", "b/chunks", "b/page", "c/source/chunks"])
def test_an_id_may_end_as_the_path_of_a_part(parts: TestClient, document_id: str) -> None:
    found = parts.get(f"/v1/documents/{document_id}")
    assert (found.status_code, found.json().get("document_id")) == (200, document_id)
    assert parts.get(f"/v1/documents/{document_id}/chunks").json()["total"] == 1
    assert parts.get(f"/v1/documents/{document_id}/source").json()["text"] == f"This is the text of {document_id}."


def test_a_document_that_may_not_be_read_hides_no_part_of_another(parts: TestClient) -> None:
    assert parts.get("/v1/documents/d/source").status_code == 404
    assert parts.get("/v1/documents/a/chunks").json()["chunks"][0]["text"] == "This is the text of a."
