"""What a search finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from ingest.chunk import Chunk
from ingest.index.protocol import ScoredChunk
from retrieval.limits import Limits
from retrieval.question import Variant
from retrieval.spelling import Correction


class Stage(StrEnum):
    """Which step gave a hit its place."""

    DENSE = "dense"
    BM25 = "bm25"
    HYBRID = "hybrid"
    RERANKED = "reranked"


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk at its place.

    Attributes:
        rank: From 1, best first.
        score: Of the stage that ranked it; in [0, 1] for hybrid and reranked, the store's own for dense and BM25.
        relevance: The reranker's own word in [0, 1], comparable between questions; None where it was not asked.
        similarity: Cosine of its embedding to the question's; None where the dense ranking does not hold it.
    """

    rank: int
    chunk: Chunk
    score: float
    stage: Stage
    relevance: float | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The hits chosen for an answer, and how they came about.

    Attributes:
        query: The question as it stood alone, and was searched.
        beside: What was searched beside it.
        timings_ms: Milliseconds of each step.
        inferred: The limits that were read out of the question and held; none where they left nothing.
        corrected: Words of the question that were searched otherwise than they were written.
        unmentioned: Names and codes of the question that nothing readable holds.
    """

    hits: tuple[Hit, ...]
    query: str
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    inferred: Limits = field(default_factory=Limits)
    corrected: tuple[Correction, ...] = ()
    beside: tuple[Variant, ...] = ()
    unmentioned: tuple[str, ...] = ()


def ranked(scored: Sequence[ScoredChunk], stage: Stage) -> list[Hit]:
    """Hits from scored chunks, best first; equal scores by chunk id."""
    ordered = sorted(scored, key=lambda entry: (-entry.score, entry.chunk.id))
    return [Hit(rank, entry.chunk, entry.score, stage) for rank, entry in enumerate(ordered, start=1)]
