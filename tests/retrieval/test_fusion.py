from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.index.protocol import Rankings, ScoredChunk
from retrieval.fusion import blend, fuse
from retrieval.hit import Stage, ranked
from tests.tiny_parts import make_chunk

CHUNKS = {name: make_chunk(name, document_id=name) for name in "abcdef"}
Ranking = dict[str, float]
RANKINGS = st.dictionaries(st.sampled_from(sorted(CHUNKS)), st.floats(-5, 50, allow_nan=False), max_size=6)


def scored(ranking: Ranking) -> tuple[ScoredChunk, ...]:
    return tuple(ScoredChunk(CHUNKS[name], score) for name, score in ranking.items())


def fused(dense: Ranking, bm25: Ranking, *, dense_weight: float = 0.5) -> Ranking:
    found = fuse(Rankings(scored(dense), scored(bm25)), dense_weight=dense_weight)
    return {entry.chunk.document_id: entry.score for entry in found}


def test_scores_are_what_one_works_out_by_hand() -> None:
    # dense: a (0.9-0.5)/0.4 = 1, b (0.6-0.5)/0.4 = 0.25, c 0; bm25: b 1, d 0
    found = fused({"a": 0.9, "b": 0.6, "c": 0.5}, {"b": 12.0, "d": 4.0}, dense_weight=0.6)
    assert found == pytest.approx({"a": 0.6, "b": 0.6 * 0.25 + 0.4, "c": 0.0, "d": 0.0})


def test_a_single_hit_counts_full() -> None:
    assert fused({"a": 0.1}, {}) == {"a": 0.5}


def test_equal_scores_all_count_full() -> None:
    assert fused({"a": 3.0, "b": 3.0}, {}) == {"a": 0.5, "b": 0.5}


def test_nothing_fused_with_nothing_is_nothing() -> None:
    assert fused({}, {}) == {}


@given(RANKINGS, RANKINGS, st.floats(0, 1))
def test_every_chunk_of_either_ranking_gets_one_score_in_0_to_1(dense: Ranking, bm25: Ranking, weight: float) -> None:
    found = fused(dense, bm25, dense_weight=weight)
    assert set(found) == set(dense) | set(bm25)
    assert all(0.0 <= score <= 1.0 + 1e-12 for score in found.values())


@given(RANKINGS, RANKINGS)
def test_the_order_of_the_input_does_not_matter(dense: Ranking, bm25: Ranking) -> None:
    turned = dict(reversed(dense.items())), dict(reversed(bm25.items()))
    assert fused(*turned) == pytest.approx(fused(dense, bm25))


@pytest.mark.parametrize("weight", [0.0, 1.0])
@given(RANKINGS.filter(lambda ranking: len(set(ranking.values())) > 1), RANKINGS)
def test_a_weight_of_one_or_zero_leaves_a_single_ranking(weight: float, only: Ranking, other: Ranking) -> None:
    found = fused(only, other, dense_weight=weight) if weight else fused(other, only, dense_weight=weight)
    for better in only:
        for worse in only:
            assert not (only[better] > only[worse] and found[better] < found[worse])
    assert all(found[name] == 0.0 for name in set(other) - set(only))


def test_equal_scores_are_ordered_by_chunk_id() -> None:
    found = fuse(Rankings(scored({"a": 1.0, "b": 1.0, "c": 1.0}), ()), dense_weight=0.5)
    ids = [hit.chunk.id for hit in ranked(found, Stage.HYBRID)]
    assert ids == sorted(ids)


def test_variants_are_blended_by_their_shares() -> None:
    found = blend([(0.5, scored({"a": 1.0, "b": 0.4})), (0.3, scored({"b": 1.0})), (0.2, scored({"c": 0.5}))])
    assert {one.chunk.document_id: one.score for one in found} == pytest.approx({"a": 0.5, "b": 0.5, "c": 0.1})
