from __future__ import annotations

from random import Random

import pytest

from evals.finetune.questions import Asked, other_number, questions
from ingest.document import BlockKind
from tests.evals.finetune.chunks import chunk


def asked_of(text: str, *, kind: BlockKind = BlockKind.PROSE, heading: str = "") -> list[Asked]:
    return list(questions([chunk(text, kind=kind, heading=heading)], Random(1)))


def test_a_sentence_with_one_number_is_asked_for_it() -> None:
    (asked,) = asked_of("Everybody has 25 days of leave in a year.")
    assert asked.question == "Leave: Everybody has how many days of leave in a year?"
    assert asked.answer == "Everybody has 25 days of leave in a year."
    assert asked.rejected != asked.answer
    assert asked.rejected.startswith("Everybody has ")


@pytest.mark.parametrize(
    "text",
    [
        "Everybody has 25 days of leave and 3 days more.",  # two numbers: which one is asked for?
        "The canteen opens at 11:30 hours on weekdays only.",  # a time counts nothing
        "A day costs £25 thousand at the very most here.",
        "Too short, 2 days.",
        "Everybody has 25 days of leave in a year",  # no sentence
    ],
)
def test_what_counts_nothing_clearly_is_not_asked(text: str) -> None:
    assert asked_of(text) == []


def test_a_row_is_asked_for_a_field_and_another_row_is_the_wrong_answer() -> None:
    first, second = asked_of("Name: Wren; Seats: 4\nName: Dipper; Seats: 9", kind=BlockKind.TABLE)
    assert (first.question, first.answer, first.rejected) == (
        "Leave: what is the seats of Wren?", "Seats of Wren: 4.", "Seats of Wren: 9.",
    )  # fmt: skip
    assert (second.answer, second.rejected) == ("Seats of Dipper: 9.", "Seats of Dipper: 4.")


def test_a_field_that_is_the_same_in_every_row_is_not_asked() -> None:
    assert asked_of("Name: Wren; Seats: 4\nName: Dipper; Seats: 4", kind=BlockKind.TABLE) == []


def test_a_section_is_asked_by_its_heading_and_must_not_be_declined() -> None:
    (asked,) = asked_of("Ask your manager in good time. Silence means that it is agreed.", heading="Asking")
    assert asked.question == "What does Leave say about asking?"
    assert (asked.answer, asked.rejected) == ("Ask your manager in good time.", "NO_ANSWER")


@pytest.mark.parametrize("number", ["7", "1,200", "twelve", "1"])
def test_another_number_is_never_the_same(number: str) -> None:
    for seed in range(50):
        changed = other_number(f"It takes {number} days.", Random(seed))
        assert changed != f"It takes {number} days."
        assert changed.endswith(" days.")


def test_a_text_without_a_number_stays() -> None:
    assert other_number("It takes a while.", Random(1)) == "It takes a while."
