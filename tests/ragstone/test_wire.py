from __future__ import annotations

from datetime import date

from ragstone.wire import QuestionIn
from retrieval.question import Turn

DAY = date(2026, 11, 24)


def test_null_is_the_same_as_absent() -> None:
    row = {"question": "q", "history": None, "groups": None, "filters": None, "as_of": None}
    assert QuestionIn.model_validate(row).to_question(DAY) == QuestionIn(question="q").to_question(DAY)


def test_turns_of_other_names_are_understood() -> None:
    row = {"question": "q", "history": [{"speaker": "user", "text": "a"}, {"role": "assistant", "content": "b"}]}
    assert QuestionIn.model_validate(row).to_question(DAY).history == (Turn("user", "a"), Turn("assistant", "b"))


def test_a_filter_may_have_one_value_or_many() -> None:
    row = {"question": "q", "filters": {"department": "people", "type": ["policy", "guide"]}}
    filters = QuestionIn.model_validate(row).to_question(DAY).filters
    assert filters == {"department": ("people",), "type": ("policy", "guide")}


def test_infer_switches_the_correction_of_spelling_too() -> None:
    asked = {"question": "How long is anual leave?"}
    assert QuestionIn.model_validate(asked).to_question(date(2026, 11, 24)).correct
    assert not QuestionIn.model_validate({**asked, "infer": False}).to_question(date(2026, 11, 24)).correct
