from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.hit import Hit, Stage
from retrieval.question import Query
from retrieval.rerank import RerankStep
from tests.tiny_parts import WordReranker, make_chunk

QUERY = Query("hotel in hamburg")


def hits(*texts_and_scores: tuple[str, float]) -> list[Hit]:
    return [
        Hit(rank, make_chunk(text, document_id=f"{rank}.md"), score, Stage.HYBRID)
        for rank, (text, score) in enumerate(texts_and_scores, start=1)
    ]


def test_the_reranker_and_the_fused_score_share_the_new_one() -> None:
    step = RerankStep(WordReranker(), weight=0.75)
    first, second = step.rerank(QUERY, hits(("a train", 1.0), ("a hotel in hamburg", 0.6)))
    assert first.chunk.text == "a hotel in hamburg"
    assert first.score == pytest.approx(0.75 * 1.0 + 0.25 * 0.6)
    assert second.score == pytest.approx(0.25)


def test_the_rerankers_own_word_is_kept_as_relevance() -> None:
    found = RerankStep(WordReranker(), weight=0.0).rerank(QUERY, hits(("a train", 1.0), ("a hotel", 0.6)))
    assert [hit.relevance for hit in found] == pytest.approx([0.0, 1 / 3])


def test_only_the_first_depth_hits_are_read() -> None:
    reranker = WordReranker()
    RerankStep(reranker, depth=2).rerank(QUERY, hits(("one", 0.9), ("two", 0.8), ("three", 0.7)))
    assert reranker.read == ["one", "two"]


def test_the_rest_keeps_its_order_behind_the_best() -> None:
    given_hits = hits(("a train", 0.9), ("in hamburg", 0.8), ("a hotel in hamburg", 0.7), ("a car", 0.1))
    found = RerankStep(WordReranker(), depth=2).rerank(QUERY, given_hits)
    assert [hit.chunk.text for hit in found] == ["in hamburg", "a train", "a hotel in hamburg", "a car"]
    assert [hit.relevance for hit in found[2:]] == [None, None]


def test_the_reranker_reads_the_context_of_a_chunk() -> None:
    reranker = WordReranker()
    chunk = make_chunk("140 euros", context="Travel > Hotels")
    RerankStep(reranker).rerank(QUERY, [Hit(1, chunk, 1.0, Stage.HYBRID)])
    assert reranker.read == ["Travel > Hotels\n140 euros"]


def test_nothing_reranked_is_nothing() -> None:
    assert RerankStep(WordReranker()).rerank(QUERY, []) == []


SOME = st.lists(
    st.tuples(st.sampled_from(["hotel", "in hamburg", "train", "a hotel in hamburg"]), st.floats(0, 1)), max_size=12
)


@given(SOME, st.integers(1, 12), st.floats(0, 1))
def test_ranks_count_from_1_and_scores_never_rise(
    candidates: list[tuple[str, float]], depth: int, weight: float
) -> None:
    ordered = hits(*sorted(candidates, key=lambda pair: -pair[1]))
    found = RerankStep(WordReranker(), depth, weight).rerank(QUERY, ordered)
    scores = [hit.score for hit in found]
    assert [hit.rank for hit in found] == list(range(1, len(ordered) + 1))
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)


def test_what_the_search_holds_for_far_off_is_not_read_beyond_the_first_five() -> None:
    found = hits(*((str(number), score) for number, score in enumerate((1.0, 0.9, 0.2, 0.2, 0.1, 0.05))))
    step = RerankStep(WordReranker(), floor=0.3)
    assert step.worth_reading(found) == 5
    assert step.worth_reading(hits(*((str(number), 0.9) for number in range(30)))) == 20
    assert RerankStep(WordReranker(), floor=0.0).worth_reading(found) == 6
    assert RerankStep(WordReranker(), depth=3).worth_reading(found) == 3
    assert step.worth_reading([]) == 0
