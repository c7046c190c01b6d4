from __future__ import annotations

import random

import pytest

from models.train.made import claim_edits, held_back, made_rows, sentences
from models.train.near_misses import about_something_else, changed, near_misses, question_examples, without_answer
from models.train.questions import Question
from models.train.rows import SUPPORTED, Row

PASSAGES = [
    f"The {name} office opens at {hour} o'clock in the morning. Visitors of the {name} office sign a book of guests. "
    f"If the {name} office is closed, deliveries go to the neighbour across the road."
    for hour, name in enumerate(("Hexham", "Tczew", "Lisbon", "Oslo", "Gdansk", "Turin", "Porto", "Bergen"), start=5)
]


def test_sentences_are_claims_of_readable_length() -> None:
    assert len(sentences(PASSAGES[0])) == 3
    assert sentences("Short. | a | table row that is long enough to be read by anybody |") == []


def test_made_rows_are_supported_edited_joined_and_absent() -> None:
    rows = list(made_rows(PASSAGES, random.Random(1)))
    kinds = {row.source for row in rows}
    assert {"made copy", "made joined", "made half", "made absent"} <= kinds
    assert all(row.allowed == (SUPPORTED,) for row in rows if row.source in {"made copy", "made joined"})
    assert not any(row.supported for row in rows if row.source not in {"made copy", "made joined"})


def test_an_absent_claim_is_not_in_its_context() -> None:
    for row in made_rows(PASSAGES, random.Random(2)):
        if row.source == "made absent":
            assert not any(row.claim in text for text in row.context)


def test_a_passage_that_is_held_back_makes_no_row() -> None:
    back = {passage for passage in PASSAGES if held_back(passage)}
    rows = list(made_rows(PASSAGES, random.Random(3)))
    assert not any(set(row.context) & back for row in rows)


def test_only_supported_rows_of_real_sets_are_edited() -> None:
    claim = "The office opens at 9 o'clock in the morning."
    row = Row("factcg", (PASSAGES[0],), claim, (SUPPORTED,), 1.0, held_back=False)
    held = Row("factcg", (PASSAGES[0],), claim, (SUPPORTED,), 1.0, held_back=True)
    found = list(claim_edits([row] * 60 + [held] * 60, random.Random(4)))
    assert 0 < len(found) < 60
    assert all(not one.supported and one.claim != row.claim for one in found)


QUESTION = Question(
    "When does the Hexham office open?",
    PASSAGES[0] + " The canteen of the house serves soup to everybody who is hungry at noon.",
    ("Nothing here.", "Or here."),
    "5 o'clock",
)


def test_a_window_without_its_answer_keeps_the_rest() -> None:
    left = without_answer(QUESTION)
    assert left is not None
    assert "5 o'clock" not in left
    assert "sign a book" in left


@pytest.mark.parametrize("answer", ["", "not in there at all"])
def test_without_a_known_answer_nothing_is_taken_away(answer: str) -> None:
    assert without_answer(Question(QUESTION.text, QUESTION.positive, (), answer)) is None


def test_a_changed_question_asks_for_something_else() -> None:
    new = changed(QUESTION.text, [PASSAGES[1]], random.Random(1))
    assert new is not None
    assert new != QUESTION.text


def test_near_misses_lack_the_answer_or_ask_for_something_else() -> None:
    found = list(near_misses(QUESTION, 1.0, random.Random(1)))
    assert 1 <= len(found) <= 2
    assert all(one.sufficient is False for one in found)
    assert all(one.evidence != QUESTION.positive or one.text != QUESTION.text for one in found)


def test_a_question_makes_one_answer_and_several_near_misses() -> None:
    found = list(question_examples({"nq_qed": [QUESTION]}, random.Random(1)))
    assert [one.sufficient for one in found].count(True) == 1
    assert len(found) >= 4
    assert all(one.allowed == () for one in found)


def test_a_question_about_something_else_differs_in_one_word_of_the_same_ending() -> None:
    texts = ["The canteen closes at noon.", "Who washes the windows?"]
    asked = "When does the office open and closes the gate?"
    found = about_something_else(asked, texts, random.Random(2))
    assert found is not None
    (changed_word,) = [pair for pair in zip(asked.split(), found.split(), strict=True) if pair[0] != pair[1]]
    assert changed_word in {("closes", "washes"), ("open", "canteen")}
    assert about_something_else("When does it do that?", texts, random.Random(2)) is None
    assert about_something_else("Which printer is it?", [], random.Random(2)) is None
