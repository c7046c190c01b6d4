from __future__ import annotations

import pytest

from verify.connecting import says_nothing


@pytest.mark.parametrize(
    "sentence",
    [
        "Sure!",
        "In summary:",
        "Here are the steps to order a badge:",
        "Based on the provided passages, here is a brief answer:",
        "I hope this helps!",
        "Let me know if you have any further questions.",
        "I don't know.",
        "I cannot answer this from the evidence.",
        "Unfortunately, the provided documents do not mention a gym.",
        "The evidence doesn't say.",
        "Therefore, I am unable to provide an answer to the question.",
    ],
)
def test_what_connects_or_owns_up_says_nothing(sentence: str) -> None:
    assert says_nothing(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Leave is 25 days.",
        "You need:",
        "No, an e-mail is not enough.",
        "The policy does not cover theft.",
        "Public documents do not contain personal data.",
        "There is no limit on hotel costs.",
        "The passages do not mention watering, but plants need it daily.",
        "I hope so was her answer to the board in May 2024 and it stands in the minutes of that meeting to this day.",
        "Nobody knows the price.",
    ],
)
def test_what_states_something_does_not(sentence: str) -> None:
    assert not says_nothing(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "I do not know the details; Corrow pays 5,000 pounds for every gym membership.",
        "The provided documents do not mention this, Corrow pays for every gym membership.",
        "There is no information on the gym: the company pays for it.",
        "I cannot say when, the fee is 500 pounds.",
        "I do not know, and everybody has 30 days.",
        "According to the documents, everybody at Hexham gets forty days of leave:",
        "Here is what counts: you get double pay on Sundays:",
        "I hope this helps you to get your 50 days.",
    ],
)
def test_what_is_stated_behind_not_knowing_is_a_claim(sentence: str) -> None:
    assert not says_nothing(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "I do not know, sorry.",
        "The provided documents do not mention the gym, so I cannot answer.",
        "The evidence does not say how much it costs, or who pays for it.",
        "I could not find anything on this - please ask your manager.",
    ],
)
def test_not_knowing_at_length_is_none(sentence: str) -> None:
    assert says_nothing(sentence)
