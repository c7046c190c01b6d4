from __future__ import annotations

import pytest

from verify.altered import is_near
from verify.exact import Conflict, conflicts

CLAIM = "Anna Kowalska signs off most orders above 500 euros within five working days."


def found(claim: str, sentence: str, *around: str) -> list[Conflict]:
    return conflicts(claim, " ".join((sentence, *around)), sentence)


@pytest.mark.parametrize(
    ("claim", "sentence", "conflict"),
    [
        ("The request of a team goes to Boris.", "The request of a team goes to Anna.", Conflict.NAME),
        ("Each loan has a form RMA with a date.", "Each loan has a form ST-15 with a date.", Conflict.NAME),
        ("The stock is counted every 60 days.", "The stock is counted every 30 days.", Conflict.NUMBER),
        ("All gauges in the store are tested.", "Some gauges in the store are tested.", Conflict.SCALE),
        ("All gauges and some cables are tested twice.", "All gauges and all cables are tested twice.", Conflict.SCALE),
        ("Teams must book the room in advance.", "Teams may book the room in advance.", Conflict.SCALE),
        ("A visit lasts at least two hours there.", "A visit lasts at most two hours there.", Conflict.SCALE),
        ("It comes on the last day after week two.", "It comes on the last day after day two.", Conflict.SCALE),
        ("Managers only approve travel by train.", "Managers approve travel by train.", Conflict.SCALE),
        ("Managers approve travel by train.", "Only managers approve travel by train.", Conflict.SCALE),
        ("Do not copy the file if it is not marked.", "Do not copy the file if it is marked.", Conflict.NEGATION),
    ],
)  # fmt: skip
def test_one_word_that_matters_is_a_conflict_though_it_stands_elsewhere(
    claim: str, sentence: str, conflict: Conflict
) -> None:
    elsewhere = f"Boris and RMA, 60 days: {claim}"
    assert conflict in found(claim, sentence, elsewhere)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("No more than 30 hours can be saved up.", "At most 30 hours can be saved up."),
        ("Up to 30 hours can be saved up there.", "No more than 30 hours can be saved up there."),
        ("Every gauge in the store is tested twice.", "Each gauge in the store is tested twice."),
        ("Teams can book the room in advance.", "Teams may book the room in advance."),
        ("The gauge Heron-3 is tested in the store.", "The gauge Heron 3 is tested in the store."),
        ("The office of the Germans is closed in May.", "The German office is closed in May."),
        ("Everybody in the store gets tested gauges.", "Gauges in the store are tested."),
    ],
)
def test_the_same_in_other_words_is_none(claim: str, sentence: str) -> None:
    assert found(claim, sentence) == []


def test_what_is_put_in_other_words_is_not_near() -> None:
    assert is_near("Anna Kowalska signs off some orders.", "Anna Kowalska signs off most orders.")
    assert not is_near("Some orders need another signature.", CLAIM)
    assert not is_near("Orders.", "Orders.")


def test_what_a_claim_needs_of_its_text_is_not_held_against_the_one_sentence() -> None:
    item = "lifeboat or retained fire crew: the call-out, and the morning after it"
    judged = f"Paid, and not taken from your 27 days: {item}"
    whole = f"Paid, and not taken from your 27 days:\n- {item}"
    assert conflicts(judged, whole, item, bare=item) == []
    assert conflicts(judged, whole, item, bare=item, led=whole) == []
    assert conflicts(judged.replace("27", "31"), whole, item, bare=item) == [Conflict.NUMBER]
