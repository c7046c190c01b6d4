from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.select import select
from tests.tiny_parts import make_hits

RULE = "Hotels in large cities may cost at most 140 euros for each night of a trip that was approved beforehand"


def texts(*given_texts: str, top_k: int = 5) -> list[str]:
    return [hit.chunk.text for hit in select(make_hits(*given_texts), top_k=top_k)]


def test_no_more_than_top_k_are_kept() -> None:
    assert texts("leave rules here", "travel rules here", "safety rules here", top_k=2) == [
        "leave rules here",
        "travel rules here",
    ]


def test_a_near_copy_of_a_better_hit_is_dropped() -> None:
    assert texts(RULE, RULE.upper() + "!", "Trains are booked by the office") == [
        RULE,
        "Trains are booked by the office",
    ]


def test_what_comes_after_a_dropped_copy_moves_up() -> None:
    found = select(make_hits(RULE, RULE, "Trains are booked by the office"), top_k=2)
    assert [(hit.rank, hit.chunk.document_id) for hit in found] == [(1, "1.md"), (2, "3.md")]


def test_the_share_that_makes_a_copy_can_be_set() -> None:
    hits = make_hits("annual leave is long", "annual leave is short")  # one shingle of three is shared
    assert len(select(hits, top_k=2, near_duplicate=1 / 3)) == 1
    assert len(select(hits, top_k=2, near_duplicate=0.34)) == 2


def test_texts_that_differ_in_one_number_of_a_short_sentence_are_both_kept() -> None:
    assert len(texts("Annual leave is 25 days.", "Annual leave is 28 days.")) == 2


def test_very_short_texts_are_compared_whole() -> None:
    assert texts("Leave", "leave", "Travel") == ["Leave", "Travel"]


@given(st.lists(st.text(alphabet="ab 1.", max_size=30), max_size=8), st.integers(1, 8))
def test_the_kept_hits_are_in_order_and_ranked_from_1(candidates: list[str], top_k: int) -> None:
    found = select(make_hits(*candidates), top_k=top_k)
    assert [hit.rank for hit in found] == list(range(1, len(found) + 1))
    places = [int(hit.chunk.document_id.removesuffix(".md")) for hit in found]
    assert places == sorted(places)
    assert len(found) <= top_k


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cost at most 150 pounds a night", "cost at most 175 pounds a night"),
        ("are paid for by the company", "are not paid for by the company"),
        ("end after five days", "end after six days"),
        ("must be booked by the office", "may be booked by the office"),
        ("end on 2026-03-05 at the latest", "end on 2026-05-03 at the latest"),
    ],
)
def test_two_texts_that_differ_in_what_matters_are_both_kept(one: str, other: str) -> None:
    rest = " " + " ".join(f"word{tens}{units}" for tens in "abcdefghij" for units in "abcdefghij")
    hits = make_hits(f"Hotels in Tczew {one}.{rest}", f"Hotels in Tczew {other}.{rest}")
    assert len(select(hits, top_k=5)) == 2
