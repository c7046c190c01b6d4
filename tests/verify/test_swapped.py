from __future__ import annotations

import pytest

from verify.exact import Conflict, conflicts
from verify.swapped import is_swapped


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("It is £160 in the UK and £140 elsewhere.", "It is £140 in the UK and £160 elsewhere."),
        ("The rota runs from March to October.", "The rota runs from October to March."),
        ("The customer pays the supplier within 30 days.", "The supplier pays the customer within 30 days."),
        ("The warranty covers labour but not parts.", "The warranty covers parts but not labour."),
        ("Model B costs more than model A.", "Model A costs more than model B."),
        ("Tom Lind informs Anna before May.", "Anna informs Tom Lind before May."),
        ("Set timeout = 5 and retries = 30.", "Set timeout = 30 and retries = 5."),
        ("Der Lieferant zahlt dem Kunden 2 Prozent.", "Der Kunden zahlt dem Lieferant 2 Prozent."),
    ],
)
def test_two_things_that_change_places_change_the_meaning(claim: str, sentence: str) -> None:
    assert is_swapped(claim, sentence)
    assert Conflict.SCALE in conflicts(claim, sentence, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Tom and Anna lead sales.", "Anna and Tom lead sales."),
        ("Plums, pears and apples are free.", "Apples, pears and plums are free."),
        ("It is £195 in London.", "In London it is £195."),
        ("At Hexham the rota runs from October to March.", "The rota runs from October to March at Hexham."),
        ("In winter it is £195 in London.", "In London it is £195 in winter."),
        ("Usually we eat at noon.", "At noon we eat usually."),
        ("Anna Berg is the head.", "The head is Anna Berg."),
        ("Leave is 25 days.", "Leave is 25 days."),
        ("Leave is 25 days.", "Sick leave is 10 days."),
        ("", ""),
    ],
)
def test_lists_and_what_moves_to_the_front_say_the_same(claim: str, sentence: str) -> None:
    assert not is_swapped(claim, sentence)
