"""One suite for every store: Qdrant Edge on disk, the client's memory, a server where RAGSTONE_QDRANT_URL is set."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from qdrant_client import QdrantClient

from ingest.chunk import Chunk, Validity, chunk_id
from ingest.document import Span
from ingest.errors import IndexMismatchError, IndexMissingError, NoPreviousError, UnknownFilterError
from ingest.index import edge, server
from ingest.index.bm25 import Bm25Encoder
from ingest.index.directory import IndexDirectory
from ingest.index.edge import EdgeIndex, EdgeWriter
from ingest.index.manifest import Manifest
from ingest.index.protocol import Conditions, DocumentRecord, Index, IndexWriter, RankQuery, Stored
from ingest.index.server import ServerIndex, ServerWriter
from ingest.validity import Term

MANIFEST = Manifest("tiny", 4, "words-1")
DAY = date(2026, 11, 24)
SERVER = os.environ.get("RAGSTONE_QDRANT_URL")


@dataclass(frozen=True)
class Store:
    """How to open one engine for reading and for writing."""

    read: Callable[[], Index]
    write: Callable[[Manifest, bool], IndexWriter]

    def writer(self, manifest: Manifest = MANIFEST, *, fresh: bool = False) -> IndexWriter:
        return self.write(manifest, fresh)


@pytest.fixture(params=["edge", "memory", "server"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "edge":
        directory = IndexDirectory(tmp_path / "index")
        yield Store(
            lambda: EdgeIndex(directory, Bm25Encoder()),
            lambda manifest, fresh: EdgeWriter(directory, manifest, Bm25Encoder(), fresh=fresh),
        )
        return
    if request.param == "server" and not SERVER:
        pytest.skip("RAGSTONE_QDRANT_URL is not set: the contract was not run on a Qdrant server")
    client = QdrantClient(url=SERVER) if request.param == "server" else QdrantClient(":memory:")
    name = f"test-{uuid.uuid4().hex}"
    yield Store(
        lambda: ServerIndex(client, name, Bm25Encoder()),
        lambda manifest, fresh: ServerWriter(client, name, manifest, fresh=fresh),
    )
    for found in client.get_collections().collections:
        if found.name.startswith(name):
            client.delete_collection(found.name)


def record(document_id: str, *, groups: tuple[str, ...] = (), version: str = "1") -> DocumentRecord:
    return DocumentRecord(
        document_id=document_id, source="/docs", fingerprint=version, title=document_id.title(), uri=document_id,
        media_type="text/plain", language="en", tags={"department": ("people",)}, groups=groups,
        term=Term(date(2026, 1, 1), None, ("old",), date(2026, 6, 1)), validity=Validity(), chunks=1,
        warnings=("page 2 is blank",),
    )  # fmt: skip


def chunk(of: DocumentRecord, text: str, ordinal: int = 0) -> Chunk:
    return Chunk(
        id=chunk_id(of.document_id, of.fingerprint, ordinal), document_id=of.document_id, ordinal=ordinal, text=text,
        span=Span(0, len(text)), title=of.title, uri=of.uri, heading_path=("A", "B"), page=3, page_turns=((7, 4),),
        language=of.language, media_type=of.media_type, tags=of.tags, groups=of.groups, validity=of.validity,
    )  # fmt: skip


def vector(*values: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    array = np.zeros((1, 4), dtype=np.float32)
    array[0, : len(values)] = values
    return array / np.linalg.norm(array)


def put(store: Store, *entries: tuple[DocumentRecord, str], fresh: bool = False) -> None:
    with store.writer(fresh=fresh) as writer:
        for of, text in entries:
            writer.replace(Stored(of, (chunk(of, text),), vector(1.0, len(text) % 3)))
        writer.publish()


def query(words: str = "leave", **terms: object) -> RankQuery:
    conditions = replace(Conditions(as_of=DAY), **terms)  # type: ignore[arg-type]
    return RankQuery(words, vector(1.0, 0.0)[0], conditions, 10)


def found(store: Store, words: str = "leave", **terms: object) -> set[str]:
    index = store.read()
    rankings = index.rank(query(words, **terms))
    return {hit.chunk.document_id for hit in (*rankings.dense, *rankings.bm25)}


def test_what_was_written_comes_back_as_it_was(store: Store) -> None:
    of = record("leave", groups=("hr", "board"))
    put(store, (of, "Annual leave is 25 days."))
    rankings = store.read().rank(query(groups=("hr",)))
    assert rankings.bm25[0].chunk == rankings.dense[0].chunk == chunk(of, "Annual leave is 25 days.")
    assert store.read().documents(Conditions(DAY, ("hr",))) == [of]


def test_bm25_finds_words_and_prefers_the_rarer_one(store: Store) -> None:
    put(store, (record("a"), "leave leave policy"), (record("b"), "leave and sabbatical"), (record("c"), "leave it"))
    hits = store.read().rank(query("sabbatical leave")).bm25
    assert hits[0].chunk.document_id == "b"
    assert store.read().rank(query("zebra")).bm25 == ()


def test_words_are_counted_over_what_is_readable_and_in_force(store: Store) -> None:
    late = replace(record("late"), validity=Validity(date(2027, 1, 1)))
    secret = record("secret", groups=("board",))
    put(store, (record("a"), "Leave, leave"), (record("b"), "leave it"), (secret, "the bonus"), (late, "sabbatical"))
    words = store.read().words(Conditions(DAY))
    assert (words["leave"], "bonus" in words, "sabbatical" in words, "it" in words) == (2, False, False, False)
    assert store.read().words(Conditions(DAY, ("board",)))["bonus"] == 1


def test_the_words_of_a_large_index_are_not_counted(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    put(store, (record("a"), "leave"), (record("b"), "leave it"))
    for module in ("edge", "server"):
        monkeypatch.setattr(f"ingest.index.{module}.MOST_CHUNKS", 1)
    assert store.read().words(Conditions(DAY)) == {}


def test_an_edition_counts_what_is_published_whoever_may_read_it(store: Store) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    put(store, (record("a"), "leave"), (record("b", groups=("hr",)), "pay"))
    with store.writer() as writer:
        writer.remove("a")
        many = record("c")
        writer.replace(
            Stored(many, (chunk(many, "one"), chunk(many, "two", 1)), np.vstack([vector(1.0), vector(1.0, 1.0)]))
        )
        assert (store.read().edition().documents, store.read().edition().chunks) == (2, 2)
        writer.publish()
    index = store.read()
    edition = index.edition()
    assert (edition.revision, edition.documents, edition.chunks) == (index.revision, 2, 3)
    assert edition.published_at is not None
    assert before <= edition.published_at <= datetime.now(UTC)


def test_groups_fail_closed(store: Store) -> None:
    put(store, (record("public"), "leave for all"), (record("secret", groups=("hr",)), "leave for hr"))
    assert found(store) == {"public"}
    assert found(store, groups=("finance",)) == {"public"}
    assert found(store, groups=("hr",)) == {"public", "secret"}
    assert [entry.document_id for entry in store.read().documents(Conditions(DAY))] == ["public"]


def test_a_document_is_found_only_on_the_days_it_is_in_force(store: Store) -> None:
    past = replace(record("past"), validity=Validity(date(2025, 1, 1), date(2025, 12, 31)))
    put(store, (past, "leave in 2025"), (record("now"), "leave now"))
    assert found(store) == {"now"}
    assert found(store, as_of=date(2025, 12, 31)) == {"past", "now"}
    assert found(store, as_of=date(2026, 1, 1)) == {"now"}


def test_filters_need_one_value_of_every_key(store: Store) -> None:
    people = record("people")
    it = replace(record("it"), tags={"department": ("it", "security"), "type": ("guide",)})
    put(store, (people, "leave one"), (it, "leave two"))
    assert found(store, tags={"department": ("security", "people")}) == {"people", "it"}
    assert found(store, tags={"department": ("it",), "type": ("guide",)}) == {"it"}
    assert found(store, tags={"language": ("en",)}) == {"people", "it"}


def test_a_filter_that_matches_nothing_gives_nothing(store: Store) -> None:
    put(store, (record("people"), "leave one"))
    assert found(store, tags={"department": ("no-such",)}) == set()


def test_an_unknown_filter_key_is_an_error(store: Store) -> None:
    put(store, (record("people"), "leave one"))
    with pytest.raises(UnknownFilterError, match="'departement', expected one of department"):
        found(store, tags={"departement": ("people",)})


def test_a_rare_key_is_known_though_there_are_more_values_than_a_facet_lists(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (edge, server):
        monkeypatch.setattr(module, "_FACET_LIMIT", 1)
    rare = replace(record("rare"), tags={"project": ("heron",)})
    put(store, (record("people"), "leave one"), (rare, "leave two"))
    assert found(store, tags={"project": ("heron",)}) == {"rare"}


def test_a_key_that_only_hidden_documents_carry_is_unknown(store: Store) -> None:
    hidden = replace(record("hidden", groups=("hr",)), tags={"severance": ("yes",)})
    put(store, (record("people"), "leave one"), (hidden, "leave two"))
    with pytest.raises(UnknownFilterError, match="'severance'"):
        found(store, tags={"severance": ("yes",)})
    assert found(store, tags={"severance": ("yes",)}, groups=("hr",)) == {"hidden"}


def test_replacing_leaves_nothing_of_the_old(store: Store) -> None:
    put(store, (record("a"), "leave old words"))
    put(store, (record("a", version="2"), "leave new words"))
    assert [hit.chunk.text for hit in store.read().rank(query()).dense] == ["leave new words"]
    assert store.read().rank(query("old")).bm25 == ()


def test_removing_takes_a_document_out(store: Store) -> None:
    put(store, (record("a"), "leave a"), (record("b"), "leave b"))
    with store.writer() as writer:
        writer.remove("a")
        writer.publish()
    assert found(store) == {"b"}


def test_readers_see_nothing_until_it_is_published(store: Store) -> None:
    put(store, (record("a"), "leave a"))
    reader = store.read()
    with store.writer() as writer:
        writer.replace(Stored(record("a", version="2"), (chunk(record("a", version="2"), "leave new"),), vector(1.0)))
        writer.replace(Stored(record("b"), (chunk(record("b"), "leave b"),), vector(1.0)))
        assert [hit.chunk.text for hit in reader.rank(query()).dense] == ["leave a"]
        writer.publish()
    assert {hit.chunk.text for hit in reader.rank(query()).dense} == {"leave new", "leave b"}


def test_what_a_writer_never_published_is_undone(store: Store) -> None:
    put(store, (record("a"), "leave a"))
    with store.writer() as writer:
        writer.remove("a")
        writer.replace(Stored(record("b"), (chunk(record("b"), "leave b"),), vector(1.0)))
    assert found(store) == {"a"}
    put(store, (record("c"), "leave c"))
    assert found(store) == {"a", "c"}


def test_validity_changes_without_the_text(store: Store) -> None:
    put(store, (record("a"), "leave a"))
    with store.writer() as writer:
        writer.set_validity("a", Validity(date(2020, 1, 1), date(2020, 12, 31)))
        writer.publish()
    assert found(store) == set()
    assert found(store, as_of=date(2020, 6, 1)) == {"a"}


def test_the_revision_changes_with_the_content(store: Store) -> None:
    put(store, (record("a"), "leave a"))
    before = store.read().revision
    put(store, (record("b"), "leave b"))
    assert store.read().revision != before


def test_the_library_holds_what_is_not_in_force_as_well(store: Store) -> None:
    past = replace(record("past"), validity=Validity(date(2025, 1, 1), date(2025, 12, 31)))
    put(store, (past, "leave in 2025"), (record("now"), "leave now"), (record("hr", groups=("hr",)), "leave for hr"))
    assert store.read().library(()) == [record("now"), past]
    assert [entry.document_id for entry in store.read().library(("hr", "sales"))] == ["hr", "now", "past"]


def test_a_document_that_may_not_be_read_is_like_one_that_is_not_there(store: Store) -> None:
    put(store, (record("public"), "leave for all"), (record("secret", groups=("hr",)), "leave for hr"))
    reader = store.read()
    for groups in ((), ("finance",)):
        assert reader.document("secret", groups) is reader.document("made-up", groups) is None
        assert reader.chunks("secret", groups) == reader.chunks("made-up", groups) == []
    assert reader.document("secret", ("hr",)) == record("secret", groups=("hr",))
    assert [one.text for one in reader.chunks("secret", ("hr",))] == ["leave for hr"]


def test_a_documents_chunks_come_in_reading_order(store: Store) -> None:
    of = replace(record("a"), chunks=12)
    parts = [chunk(of, f"leave part {n}", n) for n in range(12)]
    with store.writer() as writer:
        writer.replace(Stored(of, tuple(reversed(parts)), np.repeat(vector(1.0), 12, axis=0)))
        writer.publish()
    assert store.read().chunks("a", ()) == parts
    assert store.read().document("a", ()) == of


def test_only_the_published_revision_of_a_document_is_read(store: Store) -> None:
    put(store, (record("a"), "leave old words"))
    put(store, (record("a", version="2"), "leave new words"))
    reader = store.read()
    assert [one.text for one in reader.chunks("a", ())] == ["leave new words"]
    assert [entry.fingerprint for entry in reader.library(())] == ["2"]


def test_records_are_what_readers_of_all_groups_see(store: Store) -> None:
    put(store, (record("a"), "leave a"), (record("b", groups=("hr",)), "leave b"))
    assert set(store.writer().records()) == {"a", "b"}
    assert store.writer().records()["a"].warnings == ("page 2 is blank",)


def test_an_index_made_otherwise_is_refused_with_the_remedy(store: Store) -> None:
    put(store, (record("a"), "leave a"))
    with pytest.raises(IndexMismatchError, match=r"embedder 'tiny', expected 'other'.*--rebuild"):
        store.writer(replace(MANIFEST, embedder="other")).records()


def test_a_fresh_writer_starts_from_nothing(store: Store) -> None:
    put(store, (record("a"), "leave a"))
    put(store, (record("b"), "leave b"), fresh=True)
    assert found(store) == {"b"}


def test_reading_what_was_never_published_is_an_error(store: Store) -> None:
    with pytest.raises(IndexMissingError, match="ragstone sync"):
        store.read()


def test_groups_are_those_of_the_documents_there_are(store: Store) -> None:
    put(
        store,
        (record("a"), "leave a"),
        (record("b", groups=("hr", "board")), "leave b"),
        (record("c", groups=("it",)), "c"),
    )
    assert store.read().groups() == ("board", "hr", "it")
    with store.writer() as writer:
        writer.remove("c")
        writer.publish()
    assert store.read().groups() == ("board", "hr")


def test_a_writer_reads_a_document_back_as_it_was_written(store: Store) -> None:
    of = replace(record("a", groups=("hr",)), chunks=3)
    vectors = np.vstack([vector(1.0), vector(1.0, 1.0), vector(0.0, 0.0, 1.0)])
    written = Stored(of, tuple(chunk(of, f"leave part {n}", n) for n in range(3)), vectors)
    with store.writer() as writer:
        assert writer.stored("a") is None
        writer.replace(written)
        writer.publish()
    with store.writer() as writer:
        back = writer.stored("a")
        writer.replace(Stored(record("a", version="2"), (chunk(record("a", version="2"), "new"),), vector(1.0)))
        assert writer.stored("a") is not None
        assert writer.stored("b") is None
    assert back is not None
    assert (back.record, back.chunks) == (written.record, written.chunks)
    assert np.allclose(back.vectors, vectors, atol=1e-6)


def test_a_fresh_writer_reads_nothing_back(store: Store) -> None:
    put(store, (record("a"), "leave a"))
    with store.writer(fresh=True) as writer:
        assert writer.stored("a") is None


def test_what_was_published_last_can_be_taken_back(store: Store) -> None:
    put(store, (record("a"), "leave a"), (record("b"), "leave b"))
    with store.writer() as writer:
        writer.remove("a")
        writer.replace(Stored(record("c"), (chunk(record("c"), "leave c"),), vector(1.0)))
        writer.publish()
    later = store.read().revision
    reader = store.read()
    back = store.writer().roll_back()
    assert found(store) == {"a", "b"}
    assert (back, reader.revision) == (reader.revision, back)
    put(store, (record("d"), "leave d"))
    assert found(store) == {"a", "b", "d"}
    assert store.read().revision not in (back, later)


def test_what_another_embedder_made_is_taken_back_too(store: Store) -> None:
    put(store, (record("a"), "leave a"))
    other = replace(MANIFEST, embedder="other", dimension=3)
    with store.write(other, True) as writer:
        writer.replace(Stored(record("b"), (chunk(record("b"), "leave b"),), np.ones((1, 3), dtype=np.float32)))
        assert found(store) == {"a"}
        writer.publish()
    assert [one.document_id for one in store.read().library(())] == ["b"]
    store.write(other, False).roll_back()
    assert found(store) == {"a"}
    put(store, (record("c"), "leave c"))
    assert found(store) == {"a", "c"}


def test_without_an_earlier_state_there_is_nothing_to_go_back_to(store: Store) -> None:
    put(store, (record("a"), "leave a"))
    with pytest.raises(NoPreviousError, match="restore a backup"):
        store.writer().roll_back()
    assert found(store) == {"a"}


def test_a_writer_of_something_new_that_is_lost_leaves_no_trace(store: Store) -> None:
    put(store, (record("a"), "leave a"))
    for _ in range(2):
        with store.writer(fresh=True) as writer:
            writer.replace(Stored(record("b"), (chunk(record("b"), "leave b"),), vector(1.0)))
    assert found(store) == {"a"}
    put(store, (record("c"), "leave c"), fresh=True)
    assert found(store) == {"c"}
