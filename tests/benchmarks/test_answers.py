from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest

from benchmarks.answers.__main__ import keep
from benchmarks.answers.asked import best_sentence, bm25, is_correct, to_question
from benchmarks.answers.drafts import EDITS, add_detail
from benchmarks.answers.remembering import RememberingReranker, remembering
from ragstone.assistant import Assistant
from retrieval.question import Question
from tests.conftest import TODAY
from tests.tiny_parts import WordReranker


def test_bm25_is_what_it_is_by_hand() -> None:
    scores = bm25("leave days", ["leave", "leave days", "other words"])
    mean = 5 / 3
    rare, rarer = math.log(1 + 1.5 / 2.5), math.log(1 + 2.5 / 1.5)
    short = rare * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 1 / mean))
    long = (rare + rarer) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / mean))
    assert scores == pytest.approx([short, long, 0.0])


@pytest.mark.parametrize(
    ("said", "reference", "correct"),
    [
        ("You get 27 days a year. [1]", "27 days a year.", True),
        ("You get 28 days a year. [1]", "27 days a year.", False),
        ("Each gets 27.", "Everybody at Hexham has twenty times more than that, 27.", False),
        ("", "27 days.", False),
    ],
)
def test_an_answer_is_correct_with_half_the_words_and_all_numbers(said: str, reference: str, correct: bool) -> None:
    assert is_correct(said, reference) is correct


def test_the_best_sentence_of_the_handbook_is_one_of_it(assistant: Assistant) -> None:
    found = best_sentence(assistant, Question("When are printer jobs deleted that are not fetched?", as_of=TODAY))
    assert found == "Jobs that are not fetched are deleted after eight hours."


def test_an_assistant_that_remembers_answers_alike(assistant: Assistant) -> None:
    question = Question("When are printer jobs deleted that are not fetched?", as_of=TODAY)
    twice = remembering(assistant)
    assert {twice.ask(question).text for _ in range(2)} == {assistant.ask(question).text}


def test_what_is_remembered_is_not_scored_again() -> None:
    reranker = RememberingReranker(WordReranker())
    first = reranker.score("leave", ["leave is long", "a hotel"])
    assert reranker.score("leave", ["a hotel", "leave is long"]).tolist() == first[::-1].tolist()
    assert len(reranker.known) == 2


def test_a_made_up_detail_is_in_no_evidence() -> None:
    made = add_detail("Leave is 27 days.", (), random.Random(1))
    assert made is not None
    assert made.startswith("Leave is 27 days, ")
    assert set(EDITS) >= {"another number", "another name", "negated", "made-up detail"}


def test_history_can_be_left_out() -> None:
    row = {"question": "And where?", "history": [{"role": "user", "text": "Who parks?"}]}
    assert [turn.content for turn in to_question(row).history] == ["Who parks?"]
    assert to_question(row, history=False).history == ()


def test_parts_of_one_commit_are_kept_together(tmp_path: Path) -> None:
    keep(tmp_path / "a.json", "one", [{"x": 1}])
    keep(tmp_path / "a.json", "two", [{"y": 2}])
    written = json.loads((tmp_path / "a.json").read_text())
    assert (written["one"], written["two"]) == ([{"x": 1}], [{"y": 2}])
