from __future__ import annotations

from random import Random

import pytest

from evals.finetune.questions import Asked, Drafter, other_number
from ingest.document import BlockKind
from tests.evals.finetune.chunks import chunk


def asked_of(text: str, *, kind: BlockKind = BlockKind.PROSE, heading: str = "") -> list[Asked]:
    return list(Drafter(["What about {}?"], Random(1)).questions([chunk(text, kind=kind, heading=heading)]))


def test_a_sentence_with_one_number_is_asked_for_it() -> None:
    asked = asked_of("Everybody has 25 days of leave in a year.")[-1]
    assert asked.question.removeprefix("Leave: ") == "Everybody has how many days of leave in a year?"
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
    assert [asked for asked in asked_of(text) if asked.kind == "number"] == []


def test_a_row_is_asked_for_a_field_and_another_row_is_the_wrong_answer() -> None:
    first, second = asked_of("Name: Wren; Seats: 4\nName: Dipper; Seats: 9", kind=BlockKind.TABLE)
    assert first.question.lower().removeprefix("leave: ") == "what is the seats of wren?"
    assert (first.answer, first.rejected) == ("Seats of Wren: 4.", "Seats of Wren: 9.")
    assert (second.answer, second.rejected) == ("Seats of Dipper: 9.", "Seats of Dipper: 4.")


def test_a_field_that_is_the_same_in_every_row_is_not_asked() -> None:
    assert asked_of("Name: Wren; Seats: 4\nName: Dipper; Seats: 4", kind=BlockKind.TABLE) == []


def test_a_section_is_asked_by_its_heading_and_must_not_be_declined() -> None:
    (asked,) = asked_of("Ask your manager in good time. Silence means that it is agreed.", heading="Asking")
    assert asked.question == "What about asking?"
    assert (asked.answer, asked.rejected) == ("Ask your manager in good time.", "NO_ANSWER")


@pytest.mark.parametrize("number", ["7", "1,200", "twelve", "1"])
def test_another_number_is_never_the_same(number: str) -> None:
    for seed in range(50):
        changed = other_number(f"It takes {number} days.", Random(seed))
        assert changed != f"It takes {number} days."
        assert changed.endswith(" days.")


def test_half_of_the_questions_say_where_to_look() -> None:
    sentences = " ".join(f"The {name} one takes {n} days in all." for n, name in enumerate("abcdefghijklmnop", start=2))
    asked = [one.question for one in asked_of(sentences) if one.kind == "number"]
    assert 0 < sum(question.startswith("Leave: ") for question in asked) < len(asked)


def test_a_text_without_a_number_stays() -> None:
    assert other_number("It takes a while.", Random(1)) == "It takes a while."
