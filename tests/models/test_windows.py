from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from models.windows import Window, sentence_starts, split_sentences, split_statements, split_windows

TOKENIZER = Tokenizer.from_file(str(Path(__file__).parents[2] / "models/weights/embedder/tokenizer.json"))
TOKENIZER.no_truncation()
TOKENIZER.no_padding()
SENTENCES = [f"Sentence number {number} says little. " for number in range(40)]


def windows(text: str, size: int) -> list[Window]:
    return split_windows(text, TOKENIZER.encode(text, add_special_tokens=False), size=size)


def test_a_short_text_is_one_window() -> None:
    assert [(window.start, window.end) for window in windows("One. Two.", 20)] == [(0, 9)]


@pytest.mark.parametrize("text", ["", "   \n "])
def test_a_text_without_tokens_has_no_window(text: str) -> None:
    assert windows(text, 20) == []


def test_windows_begin_and_end_with_sentences() -> None:
    text = "".join(SENTENCES)
    for window in windows(text, 30):
        assert text[window.start : window.end].startswith("Sentence")
        assert text[window.start : window.end].endswith("little.")


def test_neighbours_overlap_by_about_half() -> None:
    found = windows("".join(SENTENCES), 60)
    assert len(found) > 3
    assert all(right.start < left.end for left, right in pairwise(found))


def test_a_sentence_longer_than_a_window_is_cut() -> None:
    found = windows("word " * 100, 30)
    assert len(found) >= 4
    assert found[-1].end == len("word " * 100) - 1


def test_sentences_begin_after_stops_and_lines() -> None:
    text = 'He said "Go." Then:\n- one\n- two'
    assert [text[start:][:4] for start in sentence_starts(text)] == ["He s", "Then", "- on", "- tw"]


@given(st.text(max_size=400), st.integers(1, 40))
def test_windows_cover_every_token_in_order_within_the_text(text: str, size: int) -> None:
    encoding = TOKENIZER.encode(text, add_special_tokens=False)
    found = split_windows(text, encoding, size=size)
    assert all(0 <= window.start <= window.end <= len(text) for window in found)
    assert [window.start for window in found] == sorted(window.start for window in found)
    assert frozenset().union(*(window.ids for window in found)) == frozenset(encoding.ids)


def test_sentences_stand_side_by_side_and_know_their_tokens() -> None:
    text = "One is short. Two is a little longer than one.\n- three"
    found = split_sentences(text, TOKENIZER.encode(text, add_special_tokens=False), size=40)
    assert [text[one.start : one.end] for one in found] == [
        "One is short.", "Two is a little longer than one.", "- three"
    ]  # fmt: skip
    assert [one.tokens for one in found] == [4, 8, 2]


@pytest.mark.parametrize(
    ("claim", "parts"),
    [
        ("It grew in 2020. It fell in 2021.", 2),
        ("Dr. Smith of the U.S. Navy, e.g. in 2020, said so.", 1),
        ("Yes. It grew in 2020.", 1),
        ("One sentence alone.", 1),
        ("", 1),
    ],
)
def test_a_claim_is_split_where_each_part_can_be_judged(claim: str, parts: int) -> None:
    found = split_statements(claim)
    assert len(found) == parts
    assert " ".join(found) == claim
