"""The index on a Qdrant server: the same contract as on disk, over the network.

A server has no pointer to swap, so each point carries the revisions in which it is visible, ``[since, until)``. A
writer adds points for the next revision and closes old ones; what readers see changes when the one point of the
manifest collection names that revision. What a dead writer left behind is undone by the next one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray
from qdrant_client import QdrantClient
from qdrant_client.models import (
    Condition,
    Distance,
    FieldCondition,
    Filter,
    FilterSelector,
    MatchAny,
    MatchValue,
    Modifier,
    PayloadSchemaType,
    PointStruct,
    QueryRequest,
    Range,
    Record,
    ScoredPoint,
    SparseVectorParams,
    VectorParams,
)
from qdrant_client.models import SparseVector as ServerSparseVector

from ingest.chunk import Chunk, Validity
from ingest.errors import IndexMismatchError, IndexMissingError, UnknownFilterError
from ingest.index.bm25 import Bm25Encoder, SparseVector
from ingest.index.filters import unknown_keys_message
from ingest.index.manifest import Manifest, check_manifest
from ingest.index.payload import (
    INTEGER_FIELDS,
    KEYWORD_FIELDS,
    Payload,
    day_number,
    tag_conditions,
    to_chunk,
    to_payload,
    to_record,
    to_stored,
)
from ingest.index.protocol import Conditions, DocumentRecord, Edition, Rankings, RankQuery, ScoredChunk, Stored
from ingest.index.server_errors import reached
from ingest.index.server_state import Published, ServerState
from ingest.index.words import MOST_CHUNKS, count_words
from ingest.tags import PUBLIC_GROUP

_PAGE = 256
_FACET_LIMIT = 10_000
_OPEN = 2**53  # `until` of a point that is not closed; a float holds it exactly
_NAMESPACE = uuid.UUID("0d3c8b52-41f5-4a3e-8f39-5c1f6a7b9d10")


class ServerIndex:
    """Reads one collection of a Qdrant server."""

    def __init__(self, client: QdrantClient, collection: str, encoder: Bm25Encoder) -> None:
        self._client = client
        self._encoder = encoder
        self._state = ServerState(client, collection)
        self._published()

    @property
    def revision(self) -> str:
        """The revision in force."""
        return str(self._published().revision)

    @property
    def manifest(self) -> Manifest:
        """What made the collection."""
        return self._published().manifest

    def rank(self, query: RankQuery) -> Rankings:
        """Both rankings in one request; see `Index.rank`."""
        state = self._published()
        where = _filter(query.conditions, state.revision)
        self._check_keys(query.conditions, state)
        words = _server(self._encoder.encode_question(query.words))
        asks = [("dense", query.embedding.tolist()), ("bm25", words)]
        requests = [
            QueryRequest(limit=query.top_k, query=ask, using=using, filter=where, with_payload=True)
            for using, ask in asks
        ]
        with reached():
            dense, bm25 = self._client.query_batch_points(state.collection, requests)
        return Rankings(_scored(dense.points), tuple(hit for hit in _scored(bm25.points) if hit.score > 0))

    def documents(self, conditions: Conditions) -> list[DocumentRecord]:
        """See `Index.documents`."""
        state = self._published()
        self._check_keys(conditions, state)
        return self._records(state, _filter(conditions, state.revision))

    def library(self, groups: Sequence[str]) -> list[DocumentRecord]:
        """See `Index.library`."""
        state = self._published()
        return self._records(state, _visible(state.revision), _readable(groups))

    def document(self, document_id: str, groups: Sequence[str]) -> DocumentRecord | None:
        """See `Index.document`."""
        state = self._published()
        found = self._records(state, _visible(state.revision), _readable(groups), _of_document(document_id))
        return next(iter(found), None)

    def chunks(self, document_id: str, groups: Sequence[str]) -> list[Chunk]:
        """See `Index.chunks`."""
        state = self._published()
        where = Filter(must=[_visible(state.revision), _readable(groups), _of_document(document_id)])
        found = (to_chunk(payload) for payload in _payloads(self._client, state.collection, where))
        return sorted(found, key=lambda chunk: chunk.ordinal)

    def words(self, conditions: Conditions) -> dict[str, int]:
        """See `Index.words`."""
        state = self._published()
        where = _filter(conditions, state.revision)
        with reached():
            few = self._client.count(state.collection, count_filter=where, exact=True).count <= MOST_CHUNKS
        return count_words(_payloads(self._client, state.collection, where)) if few else {}

    def groups(self) -> tuple[str, ...]:
        """See `Index.groups`."""
        state = self._published()
        visible = Filter(must=[_visible(state.revision)])
        with reached():
            facet = self._client.facet(
                state.collection, key="groups", limit=_FACET_LIMIT, exact=True, facet_filter=visible
            )
        return tuple(sorted({str(hit.value) for hit in facet.hits} - {PUBLIC_GROUP}))

    def edition(self) -> Edition:
        """See `Index.edition`."""
        state = self._published()
        visible = _visible(state.revision)
        first = FieldCondition(key="ordinal", match=MatchValue(value=0))
        with reached():
            documents, chunks = (
                self._client.count(state.collection, count_filter=Filter(must=list(where)), exact=True).count
                for where in ((visible, first), (visible,))
            )
        return Edition(str(state.revision), state.published_at, documents, chunks)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _records(self, state: Published, *conditions: Condition) -> list[DocumentRecord]:
        where = Filter(must=[FieldCondition(key="ordinal", match=MatchValue(value=0)), *conditions])
        found = (to_record(payload) for payload in _payloads(self._client, state.collection, where))
        return sorted(found, key=lambda record: record.document_id)

    def _published(self) -> Published:
        state = self._state.read()
        if state is None:
            raise IndexMissingError(
                f"got no index in the collection '{self._state.name}'; make one with `ragstone sync FOLDER`"
            )
        return state

    def _check_keys(self, conditions: Conditions, state: Published) -> None:
        if not conditions.tags:
            return
        readable = _filter(replace(conditions, tags={}), state.revision)
        with reached():
            # What finds something is known; a facet of all values is slow, and has an end that rare ones lie behind.
            if self._client.count(state.collection, count_filter=_filter(conditions, state.revision)).count:
                return
            facet = self._client.facet(
                state.collection, key="tags", limit=_FACET_LIMIT, exact=True, facet_filter=readable
            )
        message = unknown_keys_message(conditions.tags, {str(hit.value).partition("=")[0] for hit in facet.hits})
        if message:
            raise UnknownFilterError(message)


class ServerWriter:
    """Builds the next revision of a collection while readers keep the one in force."""

    def __init__(self, client: QdrantClient, collection: str, manifest: Manifest, *, fresh: bool) -> None:
        self._client = client
        self._collection = collection
        self._manifest = manifest
        self._fresh = fresh
        self._encoder = Bm25Encoder()
        self._state = ServerState(client, collection)
        self._published = 0
        self._next = 1

    def __enter__(self) -> Self:
        state = self._state.read()
        if state is not None:
            self._next = self._state.next_revision()
            if self._fresh:
                self._collection = self._state.collection_for(self._next)
                with reached():
                    self._client.delete_collection(self._collection)  # if a writer that never published left it
            else:
                check_manifest(state.manifest, self._manifest)
                self._collection, self._published = state.collection, state.revision
        with reached():
            self._create()
        self._undo()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        return

    def records(self) -> dict[str, DocumentRecord]:
        """See `IndexWriter.records`.

        Raises:
            IndexMismatchError: The index was made by another embedder, splitter or schema.
        """
        state = self._state.read()
        if state is None or self._fresh:
            return {}
        check_manifest(state.manifest, self._manifest)
        where = Filter(must=[FieldCondition(key="ordinal", match=MatchValue(value=0)), _visible(state.revision)])
        found = [to_record(payload) for payload in _payloads(self._client, state.collection, where)]
        return {record.document_id: record for record in found}

    def stored(self, document_id: str) -> Stored | None:
        """See `IndexWriter.stored`."""
        return self._read(Filter(must=[_of_document(document_id), _visible(self._published)]))

    def replace(self, document: Stored) -> None:
        """See `IndexWriter.replace`."""
        self.remove(document.record.document_id)
        pairs = zip(document.chunks, document.vectors, strict=True)
        points = [self._point(chunk, document.record, vector) for chunk, vector in pairs]
        with reached():
            for start in range(0, len(points), _PAGE):
                self._client.upsert(self._collection, points[start : start + _PAGE], wait=True)

    def remove(self, document_id: str) -> None:
        """See `IndexWriter.remove`: its points are closed, and purged by the sync after the next."""
        where = Filter(must=[_of_document(document_id), _visible(self._next - 1), _not_closed()])
        with reached():
            self._client.set_payload(self._collection, {"until": self._next}, points=where, wait=True)

    def set_validity(self, document_id: str, validity: Validity) -> None:
        """See `IndexWriter.set_validity`: written as new points, so that readers see it only when published."""
        where = Filter(must=[_of_document(document_id), _visible(self._next - 1), _not_closed()])
        found = self._read(where)
        if found is None:
            return
        record = replace(found.record, validity=validity)
        chunks = tuple(replace(chunk, validity=validity) for chunk in found.chunks)
        self.replace(Stored(record, chunks, found.vectors))

    def _read(self, where: Filter) -> Stored | None:
        points = _points(self._client, self._collection, where, vectors=True)
        return to_stored((dict(point.payload or {}), _dense(point)) for point in points)

    def publish(self) -> str:
        """See `IndexWriter.publish`."""
        self._state.publish(self._manifest, self._next, self._collection)
        return str(self._next)

    def roll_back(self) -> str:
        """See `IndexWriter.roll_back`; what later writers closed or wrote is undone by the next of them."""
        return str(self._state.roll_back().revision)

    def _undo(self) -> None:
        """Take back what a writer that never published has done, and purge what no reader can see any more."""
        published = self._published
        unpublished = Filter(must=[FieldCondition(key="since", range=Range(gt=published))])
        closed = Filter(must=[FieldCondition(key="until", range=Range(gt=published, lt=_OPEN))])
        dead = Filter(must=[FieldCondition(key="until", range=Range(lt=published))])
        with reached():
            for where in (unpublished, dead):
                self._client.delete(self._collection, points_selector=FilterSelector(filter=where), wait=True)
            self._client.set_payload(self._collection, {"until": _OPEN}, points=closed, wait=True)

    def _create(self) -> None:
        if self._client.collection_exists(self._collection):
            return
        self._client.create_collection(
            self._collection,
            vectors_config={"dense": VectorParams(size=self._manifest.dimension, distance=Distance.COSINE)},
            sparse_vectors_config={"bm25": SparseVectorParams(modifier=Modifier.IDF)},
        )
        schemas = dict.fromkeys(KEYWORD_FIELDS, PayloadSchemaType.KEYWORD)
        schemas |= dict.fromkeys((*INTEGER_FIELDS, "since", "until"), PayloadSchemaType.INTEGER)
        for name, schema in schemas.items():
            self._client.create_payload_index(self._collection, name, schema, wait=True)

    def _point(self, chunk: Chunk, record: DocumentRecord, vector: NDArray[np.float32]) -> PointStruct:
        payload = {**to_payload(chunk, record), "since": self._next, "until": _OPEN}
        words = _server(self._encoder.encode_chunk(chunk.embedded_text))
        point_id = str(uuid.uuid5(_NAMESPACE, f"{chunk.id}/{self._next}"))
        return PointStruct(id=point_id, vector={"dense": vector.tolist(), "bm25": words}, payload=payload)


def _dense(point: Record) -> list[float]:
    vector = point.vector["dense"] if isinstance(point.vector, dict) else None
    if not isinstance(vector, list):
        raise IndexMismatchError("got a point without its dense vector; make the index anew with `sync --rebuild`")
    return [float(number) for number in vector if isinstance(number, float | int)]


def _server(vector: SparseVector) -> ServerSparseVector:
    return ServerSparseVector(indices=vector.indices, values=vector.values)


def _of_document(document_id: str) -> FieldCondition:
    return FieldCondition(key="document_id", match=MatchValue(value=document_id))


def _not_closed() -> FieldCondition:
    return FieldCondition(key="until", range=Range(gte=_OPEN))


def _visible(revision: int) -> Filter:
    since = FieldCondition(key="since", range=Range(lte=revision))
    until = FieldCondition(key="until", range=Range(gt=revision))
    return Filter(must=[since, until])


def _readable(groups: Sequence[str]) -> FieldCondition:
    return FieldCondition(key="groups", match=MatchAny(any=[PUBLIC_GROUP, *groups]))


def _filter(conditions: Conditions, revision: int) -> Filter:
    day = day_number(conditions.as_of)
    must: list[Condition] = [
        _visible(revision),
        _readable(conditions.groups),
        FieldCondition(key="valid_from", range=Range(lte=day)),
        FieldCondition(key="valid_to", range=Range(gte=day)),
    ]
    must += [FieldCondition(key="tags", match=MatchAny(any=terms)) for terms in tag_conditions(conditions.tags)]
    return Filter(must=must)


def _scored(points: Sequence[ScoredPoint]) -> tuple[ScoredChunk, ...]:
    return tuple(ScoredChunk(to_chunk(dict(point.payload or {})), float(point.score)) for point in points)


def _payloads(client: QdrantClient, collection: str, where: Filter) -> Iterator[Payload]:
    return (dict(point.payload or {}) for point in _points(client, collection, where))


def _points(client: QdrantClient, collection: str, where: Filter, *, vectors: bool = False) -> Iterator[Record]:
    offset = None
    while True:
        with reached():
            points, offset = client.scroll(
                collection, scroll_filter=where, limit=_PAGE, offset=offset,
                with_payload=True, with_vectors=["dense"] if vectors else False,
            )  # fmt: skip
        yield from points
        if offset is None:
            return
