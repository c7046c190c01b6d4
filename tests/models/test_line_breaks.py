from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.line_breaks import unwrapped


@pytest.mark.parametrize(
    "text",
    [
        "Contractors must never\nshare passwords.",
        "- an item of a list that\n  goes on here",
        "See the next page\n(which is long).",
        "Gehälter werden am\nübernächsten Tag gezahlt.",
    ],
)
def test_a_line_that_goes_on_small_is_one_with_the_next(text: str) -> None:
    assert "\n" not in unwrapped(text)


@pytest.mark.parametrize(
    "text",
    [
        "A whole sentence here.\nanother one",
        "You need all of:\n- a pass",
        "the first of all\n- the second",
        "the first of all\n1. the second",
        "the first of all\nb) the second",
        "item: gauge; price: 120\nitem: logger; price: 340",
        "tea\ncoffee\nmilk",
        "| a | b | c |\n| d | e | f |",
        "some words here\n\nanother paragraph",
        "some words here\nAnother line",
    ],
)
def test_what_may_be_two_stays_two(text: str) -> None:
    assert unwrapped(text) == text


@given(st.text(alphabet="ab .\n-:|A1(", max_size=60))
def test_offsets_stay(text: str) -> None:
    found = unwrapped(text)
    assert len(found) == len(text)
    assert all(was in (new, *" \n\t") for was, new in zip(text, found, strict=True))
