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
