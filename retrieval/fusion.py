"""Merges two rankings of different scales into one.

Plain reciprocal rank fusion throws the scores away and can lose to BM25 alone, so each ranking's scores are brought to
[0, 1] by their own minimum and maximum and then weighted (Bruch, Gai and Ingber: An Analysis of Fusion Functions for
Hybrid Retrieval, 2023, calls this a convex combination).
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.chunk import Chunk
from ingest.index.protocol import Rankings, ScoredChunk


def fuse(rankings: Rankings, *, dense_weight: float) -> list[ScoredChunk]:
    """One score in [0, 1] for each chunk of either ranking, high is good.

    Args:
        rankings: Dense and BM25 rankings of one search.
        dense_weight: Share of the dense score in [0, 1]; BM25 has the rest.
    """
    chunks: dict[str, Chunk] = {}
    totals: dict[str, float] = {}
    for ranking, weight in ((rankings.dense, dense_weight), (rankings.bm25, 1 - dense_weight)):
        for entry, share in zip(ranking, _normalised(ranking), strict=True):
            chunks[entry.chunk.id] = entry.chunk
            totals[entry.chunk.id] = totals.get(entry.chunk.id, 0.0) + weight * share
    return [ScoredChunk(chunk, totals[key]) for key, chunk in chunks.items()]


def blend(parts: Sequence[tuple[float, Sequence[ScoredChunk]]]) -> list[ScoredChunk]:
    """One score in [0, 1] for each chunk of any part: its scores there times the parts' shares, which add up to 1."""
    chunks: dict[str, Chunk] = {}
    totals: dict[str, float] = {}
    for share, scored in parts:
        for entry in scored:
            chunks[entry.chunk.id] = entry.chunk
            totals[entry.chunk.id] = totals.get(entry.chunk.id, 0.0) + share * entry.score
    return [ScoredChunk(chunk, totals[key]) for key, chunk in chunks.items()]


def _normalised(ranking: Sequence[ScoredChunk]) -> list[float]:
    if not ranking:
        return []
    scores = [entry.score for entry in ranking]
    low, high = min(scores), max(scores)
    return [(score - low) / (high - low) if high > low else 1.0 for score in scores]
