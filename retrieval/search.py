"""Hybrid search: one request to the index, two rankings under the same conditions, one fused ranking."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.index.protocol import Conditions, Index, Rankings, RankQuery
from models.protocols import Embedder
from retrieval.fusion import blend, fuse
from retrieval.hit import Hit, Stage, ranked
from retrieval.question import Query


@dataclass(frozen=True, slots=True)
class HybridSearch:
    """Searches an index by meaning and by words.

    Attributes:
        candidates: Length of each ranking before fusion.
        dense_weight: Share of the dense score in the fused one, in [0, 1].
    """

    index: Index
    embedder: Embedder
    candidates: int = 50
    dense_weight: float = 0.4

    def search(self, query: Query, conditions: Conditions, *, stage: Stage = Stage.HYBRID) -> list[Hit]:
        """The candidates of `stage` (dense, BM25 or hybrid), best first; the query's variants count in hybrid alone.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
        """
        rankings = self._rankings(query.text, conditions)
        if stage is Stage.DENSE:
            return ranked(rankings.dense, stage)
        if stage is Stage.BM25:
            return ranked(rankings.bm25, stage)
        similarity = {entry.chunk.id: entry.score for entry in rankings.dense}
        fused = [
            (one.weight, fuse(found, dense_weight=self.dense_weight))
            for one in query.weighted
            for found in [rankings if one.text == query.text else self._rankings(one.text, conditions)]
        ]
        hits = ranked(blend(fused), Stage.HYBRID)
        return [replace(hit, similarity=similarity.get(hit.chunk.id)) for hit in hits]

    def _rankings(self, text: str, conditions: Conditions) -> Rankings:
        return self.index.rank(RankQuery(text, self.embedder.embed_query(text), conditions, self.candidates))
