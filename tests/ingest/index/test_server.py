"""What only a server has: collections of others, and what dead writers leave in one."""

from __future__ import annotations

from qdrant_client import QdrantClient
from qdrant_client.models import Distance, PointStruct, VectorParams

from ingest.index.bm25 import Bm25Encoder
from ingest.index.protocol import Stored
from ingest.index.server import ServerIndex, ServerWriter
from tests.ingest.index.test_contract import MANIFEST, chunk, record, vector


def test_collections_of_others_are_left_alone() -> None:
    client = QdrantClient(":memory:")
    for name in ("docs-revision-notes", "docs-r", "docs2"):
        client.create_collection(name, vectors_config=VectorParams(size=1, distance=Distance.DOT))
    for _ in range(3):
        with ServerWriter(client, "docs", MANIFEST, fresh=True) as writer:
            writer.replace(Stored(record("a"), (chunk(record("a"), "leave"),), vector(1.0)))
            writer.publish()
    names = {found.name for found in client.get_collections().collections}
    assert names == {
        "docs-revision-notes", "docs-r", "docs2", "docs_manifest", "docs-revision-2", "docs-revision-3",
    }  # fmt: skip


def test_a_collection_that_was_there_before_the_first_sync_keeps_its_points() -> None:
    client = QdrantClient(":memory:")
    dense = {"dense": VectorParams(size=4, distance=Distance.COSINE)}
    client.create_collection("docs", vectors_config=dense)
    client.upsert("docs", [PointStruct(id=1, vector={"dense": [1.0, 0.0, 0.0, 0.0]}, payload={"mine": True})])
    with ServerWriter(client, "docs", MANIFEST, fresh=False):
        pass
    assert [point.payload for point in client.retrieve("docs", [1])] == [{"mine": True}]


def test_what_a_first_writer_left_that_never_published_is_no_part_of_the_first_index() -> None:
    client = QdrantClient(":memory:")
    with ServerWriter(client, "docs", MANIFEST, fresh=False) as writer:
        writer.replace(Stored(record("lost"), (chunk(record("lost"), "leave"),), vector(1.0)))
    with ServerWriter(client, "docs", MANIFEST, fresh=False) as writer:
        writer.replace(Stored(record("a"), (chunk(record("a"), "leave"),), vector(1.0)))
        writer.publish()
    index = ServerIndex(client, "docs", Bm25Encoder())
    assert [one.document_id for one in index.library(())] == ["a"]
