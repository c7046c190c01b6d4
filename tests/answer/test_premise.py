"""What questions take for granted, in words of their own."""

from __future__ import annotations

import pytest

from answer.premise import premises


@pytest.mark.parametrize(
    ("question", "premise"),
    [
        ("Why do I get 30 days of annual leave?", "I get 30 days of annual leave"),
        ("And why is a ticket closed after a week?", "a ticket closed after a week"),
        ("How come the laboratory was bought in 2004?", "the laboratory was bought in 2004"),
        ("Since hotels may cost 200 euros, which one may I take?", "hotels may cost 200 euros"),
        ("Given that the book is kept for a year, who reads it?", "the book is kept for a year"),
        ("Who reads it, now that the book is kept for a year?", "the book is kept for a year"),
        ("When did the board abolish the fee?", "the board abolish the fee"),
        ("Where do I book a flight within Poland?", "a flight within Poland"),
        ("What becomes of the 30 days of annual leave?", "30 days of annual leave"),
        ("I am new here. Why do we sell pumps?", "we sell pumps"),
        ("Warum habe ich 30 Tage Urlaub?", "habe ich 30 Tage Urlaub"),
        ("Da Hotels 200 Euro kosten dürfen, welche gibt es?", "Hotels 200 Euro kosten dürfen"),
    ],
)
def test_a_premise_is_read_out_of_the_form_of_the_question(question: str, premise: str) -> None:
    assert premises(question) == [premise]


@pytest.mark.parametrize(
    "question",
    [
        "How many days of leave do I get?",
        "Is it true that hotels may cost 200 euros?",
        "Since when are there cameras?",
        "Since I have worked here for six years, how long is my leave?",
        "What happened in the 1980s?",
        "Why?",
    ],
)
def test_most_questions_take_nothing_for_granted_that_a_document_could_deny(question: str) -> None:
    assert premises(question) == []
