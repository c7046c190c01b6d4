"""A handful of chunks in a real index on disk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from ingest.chunk import Chunk, Validity
from ingest.index.bm25 import Bm25Encoder
from ingest.index.directory import IndexDirectory
from ingest.index.edge import EdgeIndex, EdgeWriter
from ingest.index.manifest import Manifest
from ingest.index.protocol import DocumentRecord, Stored
from ingest.validity import Term
from models.protocols import Embedder
from retrieval.rerank import RerankStep
from retrieval.retriever import Retriever
from retrieval.search import HybridSearch
from tests.tiny_parts import WordReranker, make_chunk

OLD = Validity(date(2024, 1, 1), date(2025, 12, 31))
NEW = Validity(date(2026, 1, 1))
PEOPLE, FINANCE = {"department": ("people",)}, {"department": ("finance",)}
CHUNKS = (
    make_chunk(
        "Annual leave is 25 days a year.",
        document_id="leave-2024.md", title="Leave 2024", tags=PEOPLE, validity=OLD,
    ),
    make_chunk(
        "Annual leave is 28 days a year.",
        document_id="leave-2026.md", tags={**PEOPLE, "edition": ("new",)}, validity=NEW,
    ),
    make_chunk(
        "Parking costs 5 euros a day.",
        document_id="parking-2025.md", title="Parking 2025", tags=PEOPLE,
        validity=Validity(date(2025, 2, 1), date(2025, 9, 30)),
    ),
    make_chunk("Sick leave needs a note from the third day on.", document_id="sick.md", tags=PEOPLE),
    make_chunk("Onboarding takes the franchisee a week.", document_id="onboarding.md", tags=PEOPLE),
    make_chunk("Hotels cost at most 140 euros a night.", document_id="travel.md", title="Travel", tags=FINANCE),
    make_chunk(
        "The annual bonus of the board is 90,000 euros.",
        document_id="board.md", title="Board", groups=("board",), tags={"secrecy": ("high",)},
    ),
)  # fmt: skip


def record_of(chunk: Chunk) -> DocumentRecord:
    return DocumentRecord(
        document_id=chunk.document_id, source="/docs", fingerprint="1", title=chunk.title, uri=chunk.uri,
        media_type=chunk.media_type, language=chunk.language, tags=chunk.tags, groups=chunk.groups,
        term=Term(chunk.validity.start, chunk.validity.end, ()), validity=chunk.validity, chunks=1,
    )  # fmt: skip


@pytest.fixture(scope="session")
def index(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EdgeIndex]:
    directory = IndexDirectory(tmp_path_factory.mktemp("retrieval") / "index")
    manifest = Manifest(embedder.name, embedder.dimension, "by-hand")
    with EdgeWriter(directory, manifest, Bm25Encoder(), fresh=True) as writer:
        for chunk in CHUNKS:
            writer.replace(Stored(record_of(chunk), (chunk,), embedder.embed_documents([chunk.embedded_text])))
        writer.publish()
    opened = EdgeIndex(directory, Bm25Encoder())
    yield opened
    opened.close()


@pytest.fixture
def search_step(index: EdgeIndex, embedder: Embedder) -> HybridSearch:
    return HybridSearch(index, embedder)


@pytest.fixture
def retriever(search_step: HybridSearch) -> Retriever:
    return Retriever(search_step, RerankStep(WordReranker()), top_k=3)
