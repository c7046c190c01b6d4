from __future__ import annotations

import pytest

from verify.exact import Conflict, conflicts

NUMBER, DATE, UNIT, NEGATION, NAME = (
    [Conflict.NUMBER], [Conflict.DATE], [Conflict.UNIT], [Conflict.NEGATION], [Conflict.NAME],
)  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        ("Annual leave is 25 days.", "Annual leave is 28 days a year.", NUMBER),
        ("The service level is 99.9 %.", "The service level is 99.5 %.", NUMBER),
        ("It takes 10-12 days.", "It takes 10-14 days.", NUMBER),
        ("In 2026 three people left.", "In 2026 four people left.", NUMBER),
        ("Open from 9:30 to 17:00.", "Open from 9:30 to 17:30.", NUMBER),
        ("The lowest is 5 °C.", "The lowest is -5 °C.", NUMBER),
        ("Es sind 1,5 Tage.", "Es sind 15 Tage.", NUMBER),
        ("It starts on 3 January 2027.", "It starts on 3 January 2026.", DATE),
        ("It starts on 4 January.", "It starts on 3 January 2026.", DATE),
        ("It starts on 3 January 2026.", "It starts in January 2026.", DATE),
        ("Es gilt ab 3. März 2026.", "Es gilt ab 3. Mai 2026.", DATE),
        ("Leave is 5 weeks.", "Leave is 5 days.", UNIT),
        ("The fee is 5 euros.", "The fee is 5 percent.", UNIT),
        ("The fee is 5 USD.", "The fee is €5.", UNIT),
        ("Contractors may not book hotels.", "Contractors may book hotels.", NEGATION),
        ("Contractors may book hotels.", "Contractors may not book hotels.", NEGATION),
        ("Contractors never book hotels.", "Contractors book hotels.", NEGATION),
        ("Contractors don't book hotels.", "Contractors book hotels.", NEGATION),
        ("Contractors don’t book hotels.", "Contractors do book hotels.", NEGATION),
        ("Externe dürfen keine Hotels buchen.", "Externe dürfen Hotels buchen.", NEGATION),
        ("The request goes to Boris.", "The request goes to Anna.", NAME),
        ("The plant in Tczew closes.", "The plant in Hexham closes.", NAME),
        ("The room is B2.", "The room is B3.", NAME),
        ("P2 incidents are answered first.", "P1 incidents are answered first.", NAME),
        ("The tariff is AC-12.", "The tariff is AC-13.", NAME),
        ("The tariff is AC-1.", "The tariff is AC-12.", NAME),
        ("Version 2.1.3 is out.", "Version 2.1.4 is out.", NAME),
        ("Boris gets 30 days in Berlin from 5 May 2026.", "Anna gets 25 days from 5 June 2026.",
         [Conflict.DATE, Conflict.NUMBER]),
        ("The notice is 13 months.", "The notice is 12 months, or 13 weeks in Nelson.",
         [Conflict.NUMBER, Conflict.UNIT]),
        ("Trips of more than 11 days need approval.", "Trips of more than 10 days need approval.", NUMBER),
    ],
)  # fmt: skip
def test_what_the_evidence_does_not_say_is_a_conflict(claim: str, evidence: str, expected: list[Conflict]) -> None:
    assert conflicts(claim, evidence, evidence) == expected


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The limit is 1500 euros.", "The limit is 1,500 euros."),
        ("The limit is EUR 1,500.", "The limit is 1500 €."),
        ("The limit is EUR1500.", "The limit is EUR 1,500."),
        ("It costs €3m.", "It costs 3 million euros."),
        ("The fee is 5 %.", "The fee is 5 percent."),
        ("The fee is 5 %.", "The fee is five per cent."),
        ("Leave is five days.", "Leave is 5 days."),
        ("Leave is 5 working days.", "Leave is 5 days."),
        ("The cap is 100 euros.", "The cap is a hundred euros."),
        ("The limit is 25.", "The limit is 25 days."),
        ("Two of the 3 sites.", "2 of three sites."),
        ("It starts on 2026-01-03.", "It starts on 3 January 2026."),
        ("It starts on January 3rd.", "It starts on 3 January 2026."),
        ("It starts in January 2026.", "It starts on 3 January 2026."),
        ("Es gilt ab 03.01.2026.", "Es gilt ab 3. Januar 2026."),
        ("Please ask Anna's manager.", "Please ask the manager of Anna."),
        ("Please ask Anna’s manager.", "Please ask the manager of Anna."),
        ("It is up to the Germans.", "It is up to the German office."),
        ("Contractors cannot book hotels.", "Contractors may not book hotels."),
        ("Hotels are not cheap.", "Visitors need a badge."),
        ("The room is B2.", "Rooms A1, B2 and C3."),
        ("The tariff is AC12.", "The tariff is AC-12."),
        ("The gauge is a Heron-3.", "The gauge is a Heron 3."),
        ("One of them approves it.", "Somebody of the team approves it."),
        ("Managers approve it.", "It is approved."),
        ("5. Fill in the form.", "Fill in the form."),
        ("Step 2: Fill in the form (Passage 3).", "Fill in the form."),
        ("More than 9,000 gauges are out there.", "There are 9,061 gauges."),
        ("There are two ways in.", "The front door and the gate."),
        ("", "Anything."),
    ],
)  # fmt: skip
def test_the_same_in_other_words_is_no_conflict(claim: str, evidence: str) -> None:
    assert conflicts(claim, evidence, evidence) == []


def test_numbers_may_stand_anywhere_in_the_evidence_but_negation_counts_in_one_sentence() -> None:
    evidence = "Contractors may not enter. Employees may book hotels for 140 euros."
    closest = "Employees may book hotels for 140 euros."
    assert conflicts("Employees may book hotels for 140 euros.", evidence, closest) == []


def test_without_evidence_every_number_is_missing() -> None:
    assert conflicts("Leave is 25 days.", "", "") == [Conflict.NUMBER]


@pytest.mark.parametrize(
    "sentence", ["Leave is 25 days.", "Ask Anna in Hexham on 3 May 2026.", "No B2, AC-12 or 2.1.3."]
)
def test_a_sentence_never_conflicts_with_itself(sentence: str) -> None:
    assert conflicts(sentence, sentence, sentence) == []


@pytest.mark.parametrize(
    ("claim", "evidence", "expected"),
    [
        ("Hotels in Tczew may cost 500 pounds.", "Hotels in Tczew may cost 500 zł.", Conflict.UNIT),
        ("Hotels in Tczew may cost €500.", "Hotels in Tczew may cost PLN 500.", Conflict.UNIT),
        ("The contract ends on 05/03/2026.", "The contract ends on 03/05/2026.", Conflict.DATE),
        ("Fire drills are held twice a year.", "Fire drills are held once a year.", Conflict.SCALE),
        ("The board meets monthly in Hexham.", "The board meets quarterly in Hexham.", Conflict.SCALE),
        ("Backups of all servers run weekly.", "Backups of all servers run daily.", Conflict.SCALE),
        ("Sunday work is always paid double.", "Sunday work is always paid triple.", Conflict.SCALE),
        ("On your birthday you get half a day off.", "On your birthday you get a day off.", Conflict.SCALE),
        ("The dose is 5 g a day.", "The dose is 5 mg a day.", Conflict.UNIT),
        ("The pressure is 5 mbar.", "The pressure is 5 bar.", Conflict.UNIT),
        ("Ask it@corrow.test for a badge.", "Ask hr@corrow.test for a badge.", Conflict.NAME),
        ("The VPN ends at 6 p.m. on Friday.", "The VPN ends at 6 a.m. on Friday.", Conflict.NUMBER),
        ("Everybody has 27½ days.", "Everybody has 27 days.", Conflict.NUMBER),
        ("Costs rose by 5 percentage points.", "Costs rose by 5 %.", Conflict.UNIT),
        ("Over 100 people work in Hexham.", "Hexham employs 95 people.", Conflict.NUMBER),
        ("Das Paket kostet 12 € im Jahr.", "Das Paket kostet 12.000 € im Jahr.", Conflict.NUMBER),
        ("Er erhält sechs Tage zusätzlich.", "Er erhält fünf Tage zusätzlich.", Conflict.NUMBER),
        ("Der Satz gilt für die Anträge bis 15.9. im Jahr.", "Der Satz gilt bis 15.8. im Jahr.", Conflict.DATE),
        ("Business class isn´t allowed for staff.", "Business class is allowed for staff.", Conflict.NEGATION),
        ("Business class is n\u200bot allowed for staff.", "Business class is allowed for staff.", Conflict.NEGATION),
    ],
)
def test_what_else_a_number_may_count_or_a_word_may_change(claim: str, evidence: str, expected: Conflict) -> None:
    assert expected in conflicts(claim, evidence, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Of the 27 days, 5 may be carried over.", "Five of the 27 days may be carried over."),
        ("Up to 10 may attend.", "At most 10 people may attend."),
        ("Hotels may cost 500 PLN.", "Hotels may cost 500 zł."),
        ("The VPN ends at 6 pm.", "The VPN ends at 6 p.m. each day."),
        ("The contract ends on 5 March 2026.", "The contract ends on 05/03/2026."),
        ("Everybody has 27.5 days.", "Everybody has 27½ days."),
        ("Over 100 people work in Hexham.", "Hexham employs 104 people."),
        ("Ask HR@corrow.test for a badge.", "Ask hr@corrow.test for a badge."),
        ("Purchases over £10,000 need the head of finance.", "Purchases above £10,000 need the head of finance."),
        ("Delays of more than 3 hours are refunded.", "Delays of 3 hours and longer are refunded."),
        ("Trips of more than two nights need a signature.", "Trips longer than two nights need a signature."),
        ("Journeys of over 4 hours may be booked.", "Journeys exceeding 4 hours may be booked."),
        ("Delivery takes at least 10 days.", "Delivery takes 10 to 15 days."),
        ("Ask at least 2 weeks before.", "Ask 2 or 3 weeks before."),
        ("The contract runs at least 12 months.", "The contract runs between 12 and 24 months."),
        ("The device works down to -20 °C.", "The device works from -20 to 60 °C."),
        ("There is a review after 5.5 months.", "There is a review after three months and one after five and a half."),
        ("There is a review after 5.5 months.", "There is a review after five and a half months."),
        ("You may carry at most five days.", "You cannot carry more than five days."),
        ("You cannot carry more than five days.", "You may carry at most five days."),
        ("Smoking is not allowed on the whole site.", "Smoking is forbidden on the whole site."),
        ("Ask for it no later than 45 days before.", "Ask for it 45 days before."),
        ("Die Probezeit beträgt 3 Monate.", "Die Probezeit beträgt drei Monate."),
        ("Der Vertrag endet am 31.3. des Jahres.", "Der Vertrag endet am 31. März des Jahres."),
        ("Das Paket kostet 1250 Euro im Jahr.", "Das Paket kostet 1.250 Euro im Jahr."),
        ("Jeder Mitarbeiter erhält einen Laptop.", "Alle Mitarbeiter erhalten einen Laptop."),
    ],
)
def test_the_same_written_otherwise_is_none(claim: str, evidence: str) -> None:
    assert conflicts(claim, evidence, evidence) == []
