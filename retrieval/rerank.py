"""The second look: a cross-encoder reads question and chunk together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.protocols import Reranker
from retrieval.hit import Hit, Stage
from retrieval.question import Query

_LEAST = 5


@dataclass(frozen=True, slots=True)
class RerankStep:
    """Orders the best candidates anew.

    Attributes:
        depth: How many candidates are read at most; the rest keep their order behind them.
        weight: Share of the reranker's score in [0, 1]; the fused score keeps the rest, because on some sets a
            cross-encoder alone forgets what the exact words said.
        floor: Beyond the first five, only candidates with this share of the best one's fused score are read: what the
            search itself holds for far off seldom comes back, and reading it is what a question waits for. But one
            that is written to match a question raises the best score, and keeps others from being read: 0 reads all.
    """

    reranker: Reranker
    depth: int = 20
    weight: float = 0.7
    floor: float = 0.0

    def rerank(self, query: Query, hits: Sequence[Hit]) -> list[Hit]:
        """`hits` in their new order, scores in [0, 1]."""
        return mixed(self.read(query, hits), weight=self.weight)

    def read(self, query: Query, hits: Sequence[Hit]) -> list[Hit]:
        """`hits` as they stand, best first, those that are worth it with the reranker's word on them."""
        read = self.worth_reading(hits)
        head, tail = hits[:read], hits[read:]
        scores = self.reranker.score(query.text, [hit.chunk.embedded_text for hit in head])
        return [*(replace(hit, relevance=float(s)) for hit, s in zip(head, scores, strict=True)), *tail]

    def worth_reading(self, hits: Sequence[Hit]) -> int:
        """How many of `hits`, best first, are read."""
        near = sum(hit.score >= self.floor * hits[0].score for hit in hits[: self.depth]) if hits else 0
        return max(near, min(_LEAST, self.depth, len(hits)))


def mixed(hits: Sequence[Hit], *, weight: float) -> list[Hit]:
    """The hits that were read, by their mixed score, and behind them the others in their old order.

    Args:
        hits: As `RerankStep.read` gives them.
        weight: Share of the reranker's score in [0, 1]; the fused score keeps the rest.
    """
    read = [
        replace(hit, score=weight * hit.relevance + (1 - weight) * hit.score)
        for hit in hits
        if hit.relevance is not None
    ]
    first = sorted(read, key=lambda hit: (-hit.score, hit.chunk.id))
    least = first[-1].score if first else 1.0
    rest = [replace(hit, score=min(hit.score, least)) for hit in hits if hit.relevance is None]
    return [replace(hit, rank=rank, stage=Stage.RERANKED) for rank, hit in enumerate([*first, *rest], start=1)]
