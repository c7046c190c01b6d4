from __future__ import annotations

import random

import pytest

from models.train.edits import HELD_OUT, TRAINED, edited, reworded
from models.train.rows import CONTRADICTED, NEUTRAL

CLAIM = "If you work from Paris, the Human Resources team may approve up to 20 days."
AROUND = [
    "Acme Corp signed the deal with Berlin Partners within 30 days.",
    "It is paid from Rome to Oslo in 1,500 steps.",
]
KINDS = {**TRAINED, **HELD_OUT}


def edit(kind: str, claim: str = CLAIM, seed: int = 1) -> str | None:
    return KINDS[kind][0](claim, AROUND, random.Random(seed))


@pytest.mark.parametrize(
    ("kind", "gone", "new"),
    [
        ("opposite", "may approve", "may not approve"),
        ("negation", "may approve", "may not approve"),
        ("condition", "If you work from Paris", "The Human Resources team"),
        ("unit", "20 days", "20 "),
    ],
)
def test_an_edit_changes_what_it_is_named_for(kind: str, gone: str, new: str) -> None:
    changed = edit(kind)
    assert changed is not None
    assert gone not in changed
    assert new in changed


def test_a_number_becomes_another_number() -> None:
    changed = edit("number")
    assert changed is not None
    assert "20 days" not in changed
    assert "days" in changed


def test_a_name_is_exchanged_for_one_of_the_document() -> None:
    changed = edit("name")
    assert changed is not None
    assert any(name in changed for name in ("Corp", "Berlin Partners", "Rome", "Oslo"))


def test_a_detail_comes_from_somewhere_else() -> None:
    changed = edit("detail")
    assert changed is not None
    assert changed.startswith(CLAIM.rstrip("."))
    assert len(changed) > len(CLAIM) + 5


def test_what_is_said_of_one_thing_is_said_of_another() -> None:
    around = ["Parental leave is paid by the insurance.", "Sick leave must be reported.", "It is what it was."]
    changed = KINDS["crossed"][0]("Annual leave is paid in advance.", around, random.Random(1))
    assert changed == "Parental leave is paid in advance."


def test_a_thing_is_not_crossed_with_one_that_speaks_otherwise_or_is_the_same() -> None:
    around = ["Sick leave must be reported.", "Annual leave is long."]
    assert KINDS["crossed"][0]("Annual leave is paid in advance.", around, random.Random(1)) is None


def test_two_numbers_change_places() -> None:
    changed = edit("order", "Adults pay 20 euros a day and children pay 15 euros.")
    assert changed == "Adults pay 15 euros a day and children pay 20 euros."


@pytest.mark.parametrize("claim", ["Adults pay 20 euros and children pay 5.", "Between 20 and 30 days.", "20 or 20."])
def test_numbers_unlike_or_side_by_side_keep_their_places(claim: str) -> None:
    assert edit("order", claim) is None


def test_from_and_to_change_places() -> None:
    assert edit("roles", "The bus runs from Rome to Oslo.") == "The bus runs from Oslo to Rome."


def test_names_that_are_only_joined_are_left_alone() -> None:
    assert edit("roles", "There Anna and Bernd meet.") is None


@pytest.mark.parametrize("kind", [*KINDS])
def test_a_claim_without_anything_to_edit_is_not_edited(kind: str) -> None:
    assert KINDS[kind][0]("hello there", [], random.Random(1)) is None


def test_no_kind_is_both_trained_and_held_out() -> None:
    assert not set(TRAINED) & set(HELD_OUT)


def test_one_edit_that_fits_is_chosen_with_the_classes_it_leaves_open() -> None:
    found = edited("Pay 20 euros.", [], random.Random(2))
    assert found is not None
    kind, changed, allowed = found
    assert kind == "number"
    assert changed != "Pay 20 euros."
    assert allowed == (CONTRADICTED,)


def test_nothing_fits_a_claim_without_words_to_change() -> None:
    assert edited("hello there", [], random.Random(2)) is None


def test_a_lost_condition_may_be_neutral() -> None:
    assert NEUTRAL in TRAINED["condition"][1]


def test_rewording_keeps_the_numbers_and_may_turn_the_order() -> None:
    changed = reworded(CLAIM, random.Random(3))
    assert changed.startswith("The Human Resources team")
    assert "if you work from Paris" in changed
    assert "20 days" in changed
