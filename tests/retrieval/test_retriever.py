"""The whole walk over a real index with the shipped embedder."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ingest.errors import UnknownFilterError
from retrieval.hit import Evidence, Stage
from retrieval.question import Question, Turn
from retrieval.retriever import Retriever
from retrieval.search import HybridSearch

DAY = date(2026, 11, 24)
LEAVE = Question("How many days of annual leave?", as_of=DAY)


def found_in(evidence: Evidence) -> list[str]:
    return [hit.chunk.document_id for hit in evidence.hits]


def test_the_best_hit_answers_the_question(retriever: Retriever) -> None:
    assert found_in(retriever.retrieve(LEAVE))[0] == "leave-2026.md"
    assert found_in(retriever.retrieve(Question("What may a hotel cost?", as_of=DAY)))[0] == "travel.md"


def test_top_k_hits_are_ranked_from_1_with_falling_scores(retriever: Retriever) -> None:
    hits = retriever.retrieve(LEAVE).hits
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_only_what_is_in_force_on_the_day_is_found(retriever: Retriever) -> None:
    earlier = retriever.retrieve(Question(LEAVE.text, as_of=date(2025, 6, 1)))
    assert "leave-2024.md" in found_in(earlier)
    assert "leave-2026.md" not in found_in(earlier)


@pytest.mark.parametrize("stage", Stage)
def test_without_the_group_a_document_does_not_exist(retriever: Retriever, stage: Stage) -> None:
    asked = Question("annual bonus of the board", as_of=DAY)
    assert "board.md" not in found_in(retriever.search(asked, stage=stage, top_k=10))


@pytest.mark.parametrize("groups", [("boards",), ("BOARD",), ("boar*",), ("", "board ")])
def test_a_group_that_only_resembles_another_opens_nothing(retriever: Retriever, groups: tuple[str, ...]) -> None:
    asked = Question("annual bonus of the board", as_of=DAY, groups=groups)
    assert "board.md" not in found_in(retriever.retrieve(asked))


def test_a_member_of_the_group_finds_it_first(retriever: Retriever) -> None:
    asked = Question("annual bonus of the board", as_of=DAY, groups=("staff", "board"))
    assert found_in(retriever.retrieve(asked))[0] == "board.md"


def test_a_filter_keeps_only_documents_that_carry_it(retriever: Retriever) -> None:
    asked = Question(LEAVE.text, as_of=DAY, filters={"department": ("finance",)})
    assert found_in(retriever.retrieve(asked)) == ["travel.md"]


def test_a_filter_that_matches_nothing_gives_nothing(retriever: Retriever) -> None:
    asked = Question(LEAVE.text, as_of=DAY, filters={"department": ("moon",)})
    assert retriever.retrieve(asked).hits == ()


def test_a_filter_with_a_key_that_nothing_carries_is_an_error(retriever: Retriever) -> None:
    with pytest.raises(UnknownFilterError, match="deparment"):
        retriever.retrieve(Question(LEAVE.text, as_of=DAY, filters={"deparment": ("people",)}))


def test_a_key_that_only_hidden_documents_carry_is_as_unknown_as_any(retriever: Retriever) -> None:
    with pytest.raises(UnknownFilterError, match="secrecy") as hidden:
        retriever.retrieve(Question(LEAVE.text, as_of=DAY, filters={"secrecy": ("high",)}))
    with pytest.raises(UnknownFilterError, match="nonesuch") as missing:
        retriever.retrieve(Question(LEAVE.text, as_of=DAY, filters={"nonesuch": ("high",)}))
    assert str(hidden.value).replace("secrecy", "nonesuch") == str(missing.value)


@pytest.mark.parametrize("stage", Stage)
def test_each_stage_can_be_seen(retriever: Retriever, stage: Stage) -> None:
    hits = retriever.search(LEAVE, stage=stage, top_k=2).hits
    assert {hit.stage for hit in hits} == {stage}
    assert hits[0].chunk.document_id == "leave-2026.md"


def test_bm25_finds_nothing_when_no_word_is_shared(retriever: Retriever) -> None:
    asked = Question("zyzzyva quokka", as_of=DAY)
    assert retriever.search(asked, stage=Stage.BM25, top_k=5).hits == ()


def test_a_list_longer_than_the_candidates_is_still_full(retriever: Retriever) -> None:
    narrow = replace(retriever, search_step=replace(retriever.search_step, candidates=1))
    assert len(narrow.search(LEAVE, stage=Stage.HYBRID, top_k=3).hits) == 3


def test_without_a_reranker_the_fused_order_stays(search_step: HybridSearch) -> None:
    plain = Retriever(search_step, None, top_k=3)
    assert found_in(plain.retrieve(LEAVE)) == found_in(plain.search(LEAVE, stage=Stage.HYBRID, top_k=3))
    assert {hit.relevance for hit in plain.retrieve(LEAVE).hits} == {None}


def test_the_same_question_finds_the_same_hits(retriever: Retriever) -> None:
    assert retriever.retrieve(LEAVE).hits == retriever.retrieve(LEAVE).hits


def test_a_follow_up_is_searched_with_its_topic(retriever: Retriever) -> None:
    asked = Question("And when sick?", as_of=DAY, history=(Turn("user", "How much annual leave do employees get?"),))
    evidence = retriever.retrieve(asked)
    assert evidence.query == "And when sick? (How much annual leave do employees get?)"
    assert "sick.md" in found_in(evidence)


def test_every_step_is_timed(retriever: Retriever) -> None:
    evidence = retriever.retrieve(LEAVE)
    assert set(evidence.timings_ms) == {"rewrite", "spelling", "limits", "search", "rerank"}
    assert all(milliseconds >= 0 for milliseconds in evidence.timings_ms.values())
