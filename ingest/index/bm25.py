"""BM25 as sparse vectors, the same for every engine: Qdrant's own tokens and term weights, IDF left to the store.

Source of the formula: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), k1 = 1.2,
b = 0.75.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from qdrant_edge import Bm25, Bm25Config

AVERAGE_TOKENS = 80.0


@dataclass(frozen=True)
class SparseVector:
    """Token ids and their weights, both of the same length."""

    indices: list[int]
    values: list[float]


@dataclass(frozen=True)
class Bm25Encoder:
    """Turns text into BM25 term weights.

    Attributes:
        average_tokens: Mean number of indexed tokens of a chunk. A constant, because a value that follows the corpus
            would make old and new chunks incomparable.
    """

    average_tokens: float = AVERAGE_TOKENS

    @cached_property
    def _model(self) -> Bm25:
        return Bm25(Bm25Config(language="english", ascii_folding=True, avg_len=self.average_tokens))

    def encode_chunk(self, text: str) -> SparseVector:
        """Weights of the terms of a chunk."""
        vector = self._model.embed_document(text)
        return SparseVector(list(vector.indices), list(vector.values))

    def encode_question(self, text: str) -> SparseVector:
        """Each term of a question with weight 1."""
        vector = self._model.embed_query(text)
        return SparseVector(list(vector.indices), list(vector.values))
