from __future__ import annotations

import pytest

from verify.disagreement import disagree

GAUGES = "If more than 50 gauges of one customer are silent for longer than 30 minutes, call the duty manager at once."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (GAUGES, "Call the duty manager at once if more than 100 gauges of one customer are silent."),
        (
            "The password of an account has at least 14 characters.",
            "A password of your account has at least 12 characters.",
        ),
        ("Unused leave of one year lapses on 31 March 2026.", "Unused leave of one year lapses on 30 April 2026."),
        ("Guests may use the network of the plant.", "Guests may not use the network of the plant."),
    ],
)
def test_the_same_thing_said_differently_is_a_disagreement(one: str, other: str) -> None:
    assert disagree(one, other)
    assert disagree(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (GAUGES, GAUGES.replace("50", "fifty")),
        (GAUGES, "More than 100 gauges were calibrated last year."),
        ("The warranty of a gauge is 36 months.", "The loan of a gauge ends after 3 weeks at the latest."),
        ("Everybody has 27 days a year.", "You may give up to three days of annual leave in a year to a colleague."),
        ("The plant in Hexham opens at seven.", "The plant in Hexham opens at seven and closes at nine."),
        ("Guests may use the network of the plant.", "Guests may not park in the yard."),
    ],
)
def test_other_things_and_the_same_in_other_words_are_none(one: str, other: str) -> None:
    assert not disagree(one, other)
    assert not disagree(other, one)
