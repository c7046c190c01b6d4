"""Small real parts for tests: models that count shared words, and chunks made by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ingest.chunk import Chunk, Validity, chunk_id
from ingest.document import Span
from models.protocols import Float32, Support
from retrieval.hit import Hit, Stage

_WORD = re.compile(r"\w+")


def words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def shared(text: str, other: str) -> float:
    """Share of the words of `text` that `other` holds, in [0, 1]."""
    own = words(text)
    return len(own & words(other)) / len(own) if own else 0.0


@dataclass
class WordReranker:
    """A `Reranker`: the share of the question's words that a text holds. Keeps what it read."""

    name: str = "words"
    read: list[str] = field(default_factory=list)

    def score(self, question: str, texts: Sequence[str]) -> Float32:
        self.read += texts
        return np.array([shared(question, text) for text in texts], dtype=np.float32)


@dataclass
class WordVerifier:
    """A `Verifier`: the share of the claim's words that the best evidence holds."""

    name: str = "words"
    threshold: float = 0.8
    contradiction: float = 0.0

    def score_many(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[Support]:
        return [self._score(claim, texts) for claim, texts in items]

    def _score(self, claim: str, texts: Sequence[str]) -> Support:
        if not texts:
            return Support(0.0, 0.0, -1, 0, 0)
        scores = [shared(claim, text) for text in texts]
        best = scores.index(max(scores))
        return Support(scores[best], self.contradiction, best, 0, len(texts[best]))


@dataclass
class WordSufficiency:
    """A `SufficiencyModel`: the share of the question's words that a text holds. Keeps how many it read."""

    name: str = "words"
    sufficiency_threshold: float = 0.5
    read: int = 0

    def sufficiency(self, question: str, texts: Sequence[str]) -> Float32:
        self.read += len(texts)
        return np.array([shared(question, text) for text in texts], dtype=np.float32)


def make_chunk(
    text: str,
    *,
    document_id: str = "leave.md",
    ordinal: int = 0,
    start: int = 0,
    title: str = "Leave",
    context: str = "",
    heading_path: tuple[str, ...] = (),
    groups: tuple[str, ...] = (),
    tags: Mapping[str, tuple[str, ...]] | None = None,
    validity: Validity = Validity(),
) -> Chunk:
    return Chunk(
        id=chunk_id(document_id, "1", ordinal), document_id=document_id, ordinal=ordinal, text=text,
        span=Span(start, start + len(text)), title=title, uri=document_id, context=context,
        heading_path=heading_path, page=2, tags=tags or {}, groups=groups, validity=validity,
    )  # fmt: skip


def make_hits(*texts: str, score: float = 1.0, relevance: float | None = 1.0) -> tuple[Hit, ...]:
    """A hit a text, each of its own document, in this order; as similar to the question as it is relevant."""
    chunks = [make_chunk(text, document_id=f"{n}.md") for n, text in enumerate(texts, start=1)]
    return tuple(
        Hit(rank, chunk, score, Stage.RERANKED, relevance, relevance) for rank, chunk in enumerate(chunks, start=1)
    )
