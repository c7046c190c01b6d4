"""The second look: a cross-encoder reads question and chunk together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.protocols import Reranker
from retrieval.hit import Hit, Stage
from retrieval.question import Query


@dataclass(frozen=True, slots=True)
class RerankStep:
    """Orders the best candidates anew.

    Attributes:
        depth: How many candidates are read; the rest keep their order behind them.
        weight: Share of the reranker's score in [0, 1]; the fused score keeps the rest, because a small
            cross-encoder alone forgets what the exact words said.
    """

    reranker: Reranker
    depth: int = 20
    weight: float = 0.3

    def rerank(self, query: Query, hits: Sequence[Hit]) -> list[Hit]:
        """`hits` in their new order, scores in [0, 1]."""
        head, tail = hits[: self.depth], hits[self.depth :]
        if not head:
            return []
        scores = self.reranker.score(query.text, [hit.chunk.embedded_text for hit in head])
        relevance = {hit.chunk.id: float(score) for hit, score in zip(head, scores, strict=True)}
        mixed = [
            replace(hit, relevance=relevance[hit.chunk.id], score=self._mixed(relevance[hit.chunk.id], hit.score))
            for hit in head
        ]
        first = sorted(mixed, key=lambda hit: (-hit.score, hit.chunk.id))
        rest = [replace(hit, score=min(hit.score, first[-1].score)) for hit in tail]
        return [replace(hit, rank=rank, stage=Stage.RERANKED) for rank, hit in enumerate([*first, *rest], start=1)]

    def _mixed(self, relevance: float, fused: float) -> float:
        return self.weight * relevance + (1 - self.weight) * fused
