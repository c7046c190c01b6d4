from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ingest.index.protocol import Conditions
from retrieval.errors import QuestionError
from retrieval.question import MAX_CHARACTERS, Question, Turn

DAY = date(2026, 11, 24)


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_an_empty_question_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="got an empty question, expected words"):
        Question(text, as_of=DAY)


def test_a_question_of_4000_characters_is_asked_and_one_more_is_refused() -> None:
    assert len(Question("x" * 4000, as_of=DAY).text) == MAX_CHARACTERS
    with pytest.raises(QuestionError, match="got a question of 4001 characters, expected at most 4000; shorten it"):
        Question("x" * 4001, as_of=DAY)


def test_the_refusal_does_not_repeat_the_question() -> None:
    with pytest.raises(QuestionError, match="shorten it") as caught:
        Question("secret " * 1000, as_of=DAY)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "\ud800 leave"},
        {"groups": ("\udcff",)},
        {"filters": {"a": ("\ud800",)}},
        {"filters": {"\ud800": ("a",)}},
        {"history": (Turn("user", "\ud83d"),)},
    ],
)
def test_half_of_a_character_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(QuestionError, match="got half of a character, a lone surrogate, expected text"):
        Question(**{"text": "Leave?", "as_of": DAY, **fields})


def test_the_limits_become_the_conditions_of_the_search() -> None:
    question = Question("Leave?", as_of=DAY, groups=("hr",), filters={"department": ("people",)})
    assert question.conditions == Conditions(as_of=DAY, groups=("hr",), tags={"department": ("people",)})


def test_nobody_in_particular_has_no_groups() -> None:
    assert Question("Leave?", as_of=DAY).conditions.groups == ()
