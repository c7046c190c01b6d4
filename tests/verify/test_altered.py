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
        ("Einige Mitarbeiter erhalten einen Laptop.", "Alle Mitarbeiter erhalten einen Laptop.", Conflict.SCALE),
        ("Mitarbeiter können den Antrag gern stellen.", "Mitarbeiter müssen den Antrag gern stellen.", Conflict.SCALE),
        ("Das Konto darf mindestens 50 Stunden haben.", "Das Konto darf höchstens 50 Stunden haben.", Conflict.SCALE),
        ("Die Leitung gibt Bestellungen frei.", "Nur die Leitung gibt Bestellungen frei.", Conflict.SCALE),
        ("Überstunden werden dort bezahlt.", "Überstunden werden dort nicht bezahlt.", Conflict.NEGATION),
        ("Rauchen ist auf dem Gelände erlaubt.", "Rauchen ist auf dem Gelände verboten.", Conflict.NEGATION),
        ("Smoking is allowed on the site.", "Smoking is forbidden on the site.", Conflict.NEGATION),
        ("The fee is compulsory for students.", "The fee is optional for students.", Conflict.SCALE),
        ("Applications are accepted after 1 May.", "Applications are accepted before 1 May.", Conflict.SCALE),
        ("Use version 3.4 of it or earlier.", "Use version 3.4 of it or later.", Conflict.SCALE),
        ("The discount falls to 5% in 2026.", "The discount rises to 5% in 2026.", Conflict.SCALE),
        ("The last payment is due in June.", "The first payment is due in June.", Conflict.SCALE),
        ("The part below the line counts.", "The part above the line counts.", Conflict.SCALE),
        ("You may smoke inside the hall of it.", "You may smoke outside the hall of it.", Conflict.SCALE),
        ("A quarter of the engineers may be away.", "A third of the engineers may be away.", Conflict.SCALE),
        ("The gate is shut in the evening.", "The gate is shut in the morning.", Conflict.SCALE),
        ("The employee's part is paid in full.", "The employer's part is paid in full.", Conflict.SCALE),
        ("Total = price * (1 - VAT) of it.", "Total = price * (1 + VAT) of it.", Conflict.SCALE),
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
        ("Total = price × (1 + VAT) of it.", "Total = price * (1 + VAT) of it."),
        ("Send the form in no later than May.", "Send the form in before May."),
        ("Nobody works more than 48 hours a week.", "At most 48 hours a week are worked."),
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
