"""The false premises over the handbook: each is denied by a sentence that stands there."""

from __future__ import annotations

from answer.premise import premises
from benchmarks.answers.premises import cases
from ragstone.assistant import Assistant
from tests.conftest import TODAY


def test_the_sentence_that_denies_a_premise_stands_in_its_document(assistant: Assistant) -> None:
    documents = {record.document_id for record in assistant.documents(groups=(), as_of=TODAY)}
    for case in cases():
        texts = [" ".join(chunk.text.split()) for chunk in assistant.index.chunks(case.document_id, ())]
        assert case.document_id in documents
        assert any(case.quote in text for text in texts), case.question.text


def test_those_written_after_the_rules_are_told_apart_and_no_question_is_its_own_twin() -> None:
    written = [case.written for case in cases()]
    assert [written.count(when) for when in ("before", "after", "last")] == [23, 24, 14]
    assert all(case.question.text != case.twin.text for case in cases())


def test_a_false_premise_comes_first_in_an_answer_from_the_handbook(assistant: Assistant) -> None:
    case = cases()[0]
    assert premises(case.question.text)
    assert case.quote in assistant.ask(case.question).text.partition("\n")[0]
