"""The index in this process: Qdrant Edge on disk.

Without a write-ahead log a closed shard is never written again by its readers, so every process opens the same
published generation; the copy that a sync works on becomes visible only by the pointer (see `directory`).
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray
from qdrant_edge import (
    CountRequest,
    Distance,
    EdgeConfig,
    EdgeOptimizersConfig,
    EdgeShard,
    EdgeSparseVectorParams,
    EdgeVectorParams,
    FacetRequest,
    FieldCondition,
    Filter,
    HnswIndexConfig,
    IntegerIndexParams,
    KeywordIndexParams,
    MatchAny,
    MatchValue,
    Memory,
    Modifier,
    Point,
    Query,
    QueryBatchRequest,
    QueryRequest,
    RangeFloat,
    Record,
    ScrollRequest,
    UpdateOperation,
)
from qdrant_edge import SparseVector as EdgeSparseVector

from ingest.chunk import Chunk, Validity
from ingest.errors import IndexMismatchError, IndexWriteError, NoPreviousError, UnknownFilterError
from ingest.index.bm25 import Bm25Encoder, SparseVector
from ingest.index.directory import IndexDirectory, copy_sparse
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
    validity_payload,
)
from ingest.index.protocol import Conditions, DocumentRecord, Edition, Rankings, RankQuery, ScoredChunk, Stored
from ingest.index.words import MOST_CHUNKS, count_words
from ingest.tags import PUBLIC_GROUP

_log = logging.getLogger("ragstone.index")
_PAGE = 512
_FACET_LIMIT = 10_000
_SETTLED = 20_000  # chunks that are written before they are optimised and let go of
_SEGMENT_KB = 40_000  # of vectors in a segment, which is optimised in memory as a whole
# Every document has one.
_FIRST_CHUNKS = Filter(must=[FieldCondition("ordinal", match=MatchValue(0))])


class EdgeIndex:
    """Reads the generation in force; takes up a newer one by itself at the next search."""

    def __init__(self, directory: IndexDirectory, encoder: Bm25Encoder, *, expected: Manifest | None = None) -> None:
        """Open the generation in force.

        Args:
            directory: Where it is.
            encoder: Makes the words of a question.
            expected: What must have made it. A later generation that was made otherwise is not taken up: this process
                goes on with the one it has, until it is started anew with the settings that fit.

        Raises:
            IndexMissingError: Nothing was ever published.
            IndexMismatchError: It was made otherwise, or cannot be opened.
        """
        self._directory = directory
        self._encoder = encoder
        self._expected = expected
        self._refused = ""
        self._generation = ""
        self._shard: EdgeShard | None = None
        # One thread at a time: another could close the shard when a new generation comes. Edge holds the GIL anyway.
        self._lock = threading.RLock()
        self._open()

    @property
    def revision(self) -> str:
        """The generation in force, e.g. ``000007``."""
        self._open()
        return self._generation

    def rank(self, query: RankQuery) -> Rankings:
        """Both rankings in one request; see `Index.rank`."""
        where = _filter(query.conditions)
        words = self._encoder.encode_question(query.words)
        dense = Query.Nearest(query.embedding.tolist(), using="dense")
        sparse = Query.Nearest(_edge(words), using="bm25")
        requests = [
            QueryRequest(limit=query.top_k, query=ask, filter=where, with_payload=True) for ask in (dense, sparse)
        ]
        with self._lock:
            shard = self._open()
            self._check_keys(shard, query.conditions)
            dense_points, bm25_points = shard.query_batch(QueryBatchRequest(requests))
        return Rankings(_scored(dense_points), tuple(hit for hit in _scored(bm25_points) if hit.score > 0))

    def documents(self, conditions: Conditions) -> list[DocumentRecord]:
        """See `Index.documents`."""
        with self._lock:
            self._check_keys(self._open(), conditions)
            return self._records(_filter(conditions))

    def library(self, groups: Sequence[str]) -> list[DocumentRecord]:
        """See `Index.library`."""
        return self._records(_readable(groups))

    def document(self, document_id: str, groups: Sequence[str]) -> DocumentRecord | None:
        """See `Index.document`."""
        return next(iter(self._records(_of_document(document_id), _readable(groups))), None)

    def chunks(self, document_id: str, groups: Sequence[str]) -> list[Chunk]:
        """See `Index.chunks`."""
        where = Filter(must=[_of_document(document_id), _readable(groups)])
        with self._lock:
            found = [to_chunk(payload) for payload in _scroll(self._open(), where)]
        return sorted(found, key=lambda chunk: chunk.ordinal)

    def words(self, conditions: Conditions) -> dict[str, int]:
        """See `Index.words`."""
        where = _filter(conditions)
        with self._lock:
            shard = self._open()
            few = shard.count(CountRequest(filter=where)) <= MOST_CHUNKS
            return count_words(_scroll(shard, where)) if few else {}

    def groups(self) -> tuple[str, ...]:
        """See `Index.groups`."""
        with self._lock:
            facet = self._open().facet(
                FacetRequest(key="groups", limit=_FACET_LIMIT, exact=True, filter=Filter(must=[]))
            )
        return tuple(sorted({str(hit.value) for hit in facet.hits} - {PUBLIC_GROUP}))

    def edition(self) -> Edition:
        """See `Index.edition`."""
        with self._lock:
            shard = self._open()
            documents = shard.count(CountRequest(filter=_FIRST_CHUNKS))
            return Edition(self._generation, self._directory.published_at(), documents, shard.count(CountRequest()))

    def close(self) -> None:
        """Close the shard."""
        if self._shard is not None:
            self._shard.close()
            self._shard = None

    def _records(self, *conditions: Filter) -> list[DocumentRecord]:
        where = Filter(must=[FieldCondition("ordinal", match=MatchValue(0)), *conditions])
        with self._lock:
            found = [to_record(payload) for payload in _scroll(self._open(), where)]
        return sorted(found, key=lambda record: record.document_id)

    def _open(self) -> EdgeShard:
        with self._lock:
            path = self._directory.current()
            if self._shard is not None and path.name in (self._generation, self._refused):
                return self._shard
            try:
                if self._expected is not None:
                    check_manifest(self._directory.manifest(), self._expected)
            except IndexMismatchError as error:
                if self._shard is None:
                    raise
                self._refused = path.name
                _log.warning("revision %s of the index is not taken up before a restart: %s", path.name, error)
                return self._shard
            shard = _load(path / "shard")
            self.close()
            self._shard, self._generation = shard, path.name
            return shard

    def _check_keys(self, shard: EdgeShard, conditions: Conditions) -> None:
        # What finds something is known; a facet of all values is slow, and has an end that rare ones lie behind.
        if not conditions.tags or shard.count(CountRequest(filter=_filter(conditions))):
            return
        readable = _filter(Conditions(as_of=conditions.as_of, groups=conditions.groups))
        facet = shard.facet(FacetRequest(key="tags", limit=_FACET_LIMIT, exact=True, filter=readable))
        known = {str(hit.value).partition("=")[0] for hit in facet.hits}
        message = unknown_keys_message(conditions.tags, known)
        if message:
            raise UnknownFilterError(message)


class EdgeWriter:
    """Builds the next generation beside the one in force."""

    def __init__(self, directory: IndexDirectory, manifest: Manifest, encoder: Bm25Encoder, *, fresh: bool) -> None:
        self._directory = directory
        self._manifest = manifest
        self._encoder = encoder
        self._fresh = fresh
        self._stack = ExitStack()
        self._building: Path | None = None
        self._shard: EdgeShard | None = None
        self._old: EdgeShard | None = None
        self._inside = False
        self._unsettled = 0  # chunks

    def __enter__(self) -> Self:
        self._stack.enter_context(self._directory.writing())
        self._inside = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shard, self._inside = None, False
        self._let_go()
        if self._building is not None:
            shutil.rmtree(self._building, ignore_errors=True)
        self._stack.close()

    def records(self) -> dict[str, DocumentRecord]:
        """See `IndexWriter.records`.

        Raises:
            IndexMismatchError: The index was made by another embedder, splitter or schema.
        """
        if self._fresh or self._directory.generation() is None:
            return {}
        check_manifest(self._directory.manifest(), self._manifest)
        found = [to_record(payload) for payload in _scroll(self._published(), _FIRST_CHUNKS)]
        if not self._inside:
            self._let_go()
        return {record.document_id: record for record in found}

    def stored(self, document_id: str) -> Stored | None:
        """See `IndexWriter.stored`."""
        if self._fresh or self._directory.generation() is None:
            return None
        points = _points(self._published(), _of_document(document_id), vectors=True)
        return to_stored((dict(point.payload or {}), _dense(point)) for point in points)

    def _published(self) -> EdgeShard:
        """The state in force, open until the context ends."""
        if self._old is None:
            self._old = _load(self._directory.current() / "shard")
        return self._old

    def _let_go(self) -> None:
        if self._old is not None:
            self._old.close()
            self._old = None

    def replace(self, document: Stored) -> None:
        """See `IndexWriter.replace`."""
        self.remove(document.record.document_id)
        rows = list(zip(document.chunks, document.vectors, strict=True))
        with _writes(self._directory):
            for start in range(0, len(rows), _PAGE):
                points = [
                    Point(chunk.id, self._vectors(chunk, vector), dict(to_payload(chunk, document.record)))
                    for chunk, vector in rows[start : start + _PAGE]
                ]
                self._open().update(UpdateOperation.upsert_points(points))
                self._settle(len(points))

    def _settle(self, written: int) -> None:
        """What is written is held in memory until it is optimised, and all that was read until the shard is closed."""
        self._unsettled += written
        if self._unsettled < _SETTLED or self._building is None:
            return
        shard, self._shard, self._unsettled = self._open(), None, 0
        shard.optimize()
        shard.flush()
        shard.close()
        self._shard = _load(self._building / "shard")

    def remove(self, document_id: str) -> None:
        """See `IndexWriter.remove`."""
        with _writes(self._directory):
            self._open().update(UpdateOperation.delete_points_by_filter(_of_document(document_id)))

    def set_validity(self, document_id: str, validity: Validity) -> None:
        """See `IndexWriter.set_validity`."""
        payload = dict(validity_payload(validity))
        with _writes(self._directory):
            self._open().update(UpdateOperation.set_payload_by_filter(_of_document(document_id), payload))

    def publish(self) -> str:
        """See `IndexWriter.publish`; the shard is optimised and closed first. Without a change nothing is done."""
        generation = self._directory.generation()
        if self._building is None and generation is not None and not self._fresh:
            return generation
        with _writes(self._directory):
            shard = self._open()
            shard.optimize()
            shard.flush()
            shard.close()
            building, self._building, self._shard = self._building, None, None
            assert building is not None  # noqa: S101 - _open has just made it
            return self._directory.publish(building, self._manifest)

    def roll_back(self) -> str:
        """See `IndexWriter.roll_back`."""
        with self._directory.writing(), _writes(self._directory):
            return self._directory.roll_back()

    def _vectors(
        self, chunk: Chunk, vector: NDArray[np.float32]
    ) -> dict[str, list[float] | EdgeSparseVector | list[list[float]]]:
        return {"dense": vector.tolist(), "bm25": _edge(self._encoder.encode_chunk(chunk.embedded_text))}

    def _open(self) -> EdgeShard:
        if self._shard is None:
            with _writes(self._directory):
                self._building = self._directory.building()
                self._shard = self._copy_or_create(self._building / "shard")
        return self._shard

    def _copy_or_create(self, path: Path) -> EdgeShard:
        path.mkdir()
        if not self._fresh and self._directory.generation() is not None:
            copy_sparse(self._directory.current() / "shard", path)
            # An older one may have been made with other settings: what is optimised anew follows these.
            return _load(path, _config(self._manifest.dimension))
        shard = EdgeShard.create(str(path), _config(self._manifest.dimension))
        for name in KEYWORD_FIELDS:
            shard.update(UpdateOperation.create_field_index(name, KeywordIndexParams(memory=Memory.Cold)))
        for name in INTEGER_FIELDS:
            integers = IntegerIndexParams(lookup=True, range=True, memory=Memory.Cold)
            shard.update(UpdateOperation.create_field_index(name, integers))
        return shard


def _config(dimension: int) -> EdgeConfig:
    """All of it lies on disk, and in memory as far as there is room; a segment is small enough to be optimised."""
    return EdgeConfig(
        vectors={"dense": EdgeVectorParams(size=dimension, distance=Distance.Cosine, memory=Memory.Cold)},
        sparse_vectors={"bm25": EdgeSparseVectorParams(modifier=Modifier.Idf, memory=Memory.Cold)},
        hnsw_config=HnswIndexConfig(m=16, ef_construct=100, full_scan_threshold=10_000, memory=Memory.Cold),
        optimizers=EdgeOptimizersConfig(max_segment_size=_SEGMENT_KB),
        id_tracker_memory=Memory.Cold,
        wal_enabled=False,
    )


def _load(path: Path, config: EdgeConfig | None = None) -> EdgeShard:
    try:
        return EdgeShard.load(str(path), config)
    except Exception as error:
        raise IndexMismatchError(
            f"the index at '{path}' cannot be opened ({error}); make it anew with `ragstone sync --rebuild FOLDER`"
        ) from error


@contextmanager
def _writes(directory: IndexDirectory) -> Iterator[None]:
    """Turn what the disk or the engine says while writing into one clear error."""
    try:
        yield
    except (IndexMismatchError, NoPreviousError):
        raise
    except Exception as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise IndexWriteError(
            f"the index at '{directory.path}' cannot be written ({reason}); "
            "free space or choose another place with --index; what was published is untouched"
        ) from error


def _edge(vector: SparseVector) -> EdgeSparseVector:
    return EdgeSparseVector(vector.indices, vector.values)


def _of_document(document_id: str) -> Filter:
    return Filter(must=[FieldCondition("document_id", match=MatchValue(document_id))])


def _readable(groups: Sequence[str]) -> Filter:
    return Filter(must=[FieldCondition("groups", match=MatchAny([PUBLIC_GROUP, *groups]))])


def _filter(conditions: Conditions) -> Filter:
    day = float(day_number(conditions.as_of))
    must: list[Filter | FieldCondition] = [
        _readable(conditions.groups),
        FieldCondition("valid_from", range=RangeFloat(lte=day)),
        FieldCondition("valid_to", range=RangeFloat(gte=day)),
    ]
    must += [FieldCondition("tags", match=MatchAny(terms)) for terms in tag_conditions(conditions.tags)]
    return Filter(must=list(must))


def _scored(points: Sequence[object]) -> tuple[ScoredChunk, ...]:
    return tuple(ScoredChunk(to_chunk(point.payload), float(point.score)) for point in points)  # type: ignore[attr-defined]


def _dense(point: Record) -> list[float]:
    """The dense one of a point's named vectors.

    Raises:
        IndexMismatchError: It has none.
    """
    vector = point.vector.get("dense") if isinstance(point.vector, dict) else None
    if not isinstance(vector, list):
        raise IndexMismatchError("got a point without its dense vector; make the index anew with `sync --rebuild`")
    return [number for number in vector if isinstance(number, float)]


def _scroll(shard: EdgeShard, where: Filter) -> Iterator[Payload]:
    return (dict(point.payload or {}) for point in _points(shard, where))


def _points(shard: EdgeShard, where: Filter, *, vectors: bool = False) -> Iterator[Record]:
    offset = None
    while True:
        request = ScrollRequest(
            offset=offset, limit=_PAGE, filter=where, with_payload=True, with_vector=["dense"] if vectors else False
        )
        records, offset = shard.scroll(request)
        yield from records
        if offset is None:
            return
