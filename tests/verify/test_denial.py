"""What somebody takes for granted against what stands in a text: denied, borne out, or not mentioned."""

from __future__ import annotations

import pytest

from verify.denial import Statement, denying, leans


@pytest.mark.parametrize(
    ("premise", "sentence", "around"),
    [
        ("the quotation is valid for 60 days", "The quotation is valid for 30 days.", ""),
        ("hotels in London may cost 250 pounds a night", "In London and Oslo it is £195.", "Hotels The limit a night"),
        ("suppliers with fewer than 50 people are paid within 30 days",
         "Suppliers with fewer than 50 people are paid within 14 days.", ""),
        ("first class is allowed on journeys of more than two hours",
         "First class is allowed on journeys of more than four hours.", ""),
        ("Bill Tait leave in 1991", "Bill Tait left in 1981 to build church clocks.", ""),
        ("goods-in is open until 18:00", "Goods-in is open from 07:00 to 15:00.", ""),
        ("there cameras in the canteen", "There are no cameras in the halls, in the canteen or in corridors.", ""),
        ("Corrow sell pumps", "We do not sell pumps, and since 2009 we do not treat water.", "About Corrow"),
    ],
)  # fmt: skip
def test_another_amount_or_a_no_denies(premise: str, sentence: str, around: str) -> None:
    assert denying(premise, [Statement("Nothing of the sort."), Statement(sentence, around)]) == 1


@pytest.mark.parametrize(
    ("premise", "sentence"),
    [
        ("the quotation is valid for 30 days", "The quotation is valid for 30 days."),
        ("the quotation is valid for 60 days", "The warranty on a repair lasts 30 days."),
        ("hotels in Paris may cost 250 pounds", "Hotels in London may cost £195."),
        ("hotels may cost 120 pounds a night", "Hotels may cost at most £140 a night."),
        ("contracts of more than 6 weeks are read", "Contracts of more than 4 weeks are read, and any of 6 weeks."),
        (
            "hotels may cost 250 pounds a night",
            "With friends instead of in a hotel you may claim £30 a night for a present.",
        ),
        ("leave is for rest", "Leave of 5 days is for rest."),
        ("there cameras in the canteen", "There are no cameras in the canteen unless a theft was reported."),
        ("there cameras in the canteen", "There are no chairs; the cameras in the canteen are new."),
        ("there no cameras in the canteen", "There are no cameras in the canteen."),
        ("the Incas defeated", "The Incas, who had no immunity, were defeated."),
    ],
)
def test_agreement_other_things_limits_and_half_a_no_deny_nothing(premise: str, sentence: str) -> None:
    assert denying(premise, [Statement(sentence)]) is None


def test_another_amount_under_the_same_title_denies_nothing() -> None:
    leave = Statement("Once a year you may buy up to five days for the coming leave year.", "Annual leave")
    child = Statement("You may give three days of annual leave to a colleague who needs it for a sick child.", "Leave")
    assert denying("I have 25 days of annual leave", [leave, child]) is None


def test_of_several_the_closest_sentence_denies() -> None:
    far = Statement("A number is valid for 45 days.", "Quotation")
    assert denying("the quotation is valid for 60 days", [far, Statement("The quotation is valid for 30 days.")]) == 1


def test_a_sentence_as_close_that_bears_it_out_keeps_it_from_being_denied() -> None:
    both = [Statement("The quotation is valid for 30 days."), Statement("The quotation is valid for 60 days.")]
    assert denying("the quotation is valid for 60 days", both) is None


def test_a_sentence_leans_where_a_pronoun_stands_near_its_start() -> None:
    assert leans("In London and Oslo it is £195.")
    assert not leans("Recordings are kept for 21 days.")


def test_an_amount_that_stands_there_of_something_near_is_not_denied_by_another() -> None:
    statements = [
        Statement("If you stay with friends instead of in a hotel, you may claim £30 a night.", "Hotels"),
        Statement("In London hotels may cost £195 a night.", "Hotels"),
    ]
    assert denying("hotels may cost 195 pounds a night", statements) is None
    assert denying("hotels may cost 250 pounds a night", statements) is not None
