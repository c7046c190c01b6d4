"""Objects whose every value is verified, with a model that replies from a list."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pytest

from answer.answer import Answer, AnswerStatus
from answer.answering import Answering
from answer.form import Form
from answer.objection import LEAD
from answer.sufficiency import Sufficiency
from answer.writers.extractive import ExtractiveWriter
from answer.writers.object import ObjectWriter
from models.errors import CutOffError, LanguageModelError
from models.openai_server import OpenAIServer
from models.protocols import Message
from retrieval.errors import QuestionError
from retrieval.hit import Evidence
from tests.openai_server import ScriptedServer, Turn
from tests.tiny_parts import WordReranker, WordSufficiency, WordVerifier, make_hits
from verify.checker import Checker
from verify.gate import Gate

FORM = Form(
    {
        "type": "object",
        "properties": {"days": {"type": "integer"}, "lapses": {"type": "string"}},
        "required": ["days"],
        "additionalProperties": False,
    }
)
RIGHT = {"days": 25, "lapses": "It lapses at the end of March."}


@dataclass
class Replies:
    """A `LanguageModel` that gives one reply after the other; without one left its server is down."""

    replies: list[str]
    name: str = "replies"
    sent: list[Sequence[Message]] = field(default_factory=list)

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        self.sent.append(messages)
        if not self.replies:
            raise LanguageModelError("the server is down")
        yield self.replies.pop(0)


def filled(evidence: Evidence, *replies: object, model: Replies | None = None, form: Form = FORM) -> Answer:
    texts = [reply if isinstance(reply, str) else json.dumps(reply) for reply in replies]
    writer, rule = ObjectWriter(model or Replies(texts)), Sufficiency(WordSufficiency(), threshold=0.0)
    quoting = ExtractiveWriter(WordReranker())
    return Answering(quoting, Checker(WordVerifier()), Gate(), rule, object_writer=writer).filled(evidence, form)


def test_an_object_that_its_evidence_bears_is_the_answer(evidence: Evidence) -> None:
    answer = filled(evidence, RIGHT)
    assert (answer.status, answer.reason) == (AnswerStatus.ANSWERED, "all_claims_supported")
    assert json.loads(answer.text) == RIGHT
    assert [json.loads(answer.text[claim.start : claim.end]) for claim in answer.claims] == list(RIGHT.values())
    assert all(claim.citations[0].document_id == evidence.hits[0].chunk.document_id for claim in answer.claims)


def test_a_value_that_does_not_hold_is_left_out_where_it_may_be(evidence: Evidence) -> None:
    wrong = {**RIGHT, "lapses": "It lapses at the end of June, 2031."}
    answer = filled(evidence, wrong, wrong)
    assert (answer.status, json.loads(answer.text)) == (AnswerStatus.TRIMMED, {"days": 25})
    assert [claim.reason for claim in answer.withheld] == ["date_not_in_evidence"]
    assert "June" not in answer.text


def test_a_key_that_was_made_up_is_not_shown(evidence: Evidence) -> None:
    form = Form({"type": "object", "properties": {"days": {"type": "integer"}}})
    made_up = {"The company pays 5,000 pounds to everybody for the gym": None, "days": 25}
    assert json.loads(filled(evidence, made_up, form=form).text) == {"days": 25}


def test_one_that_must_be_there_takes_the_object_with_it(evidence: Evidence) -> None:
    wrong = {**RIGHT, "days": 31}
    answer = filled(evidence, wrong, wrong)
    assert (answer.status, answer.reason) == (AnswerStatus.ABSTAINED, "too_little_supported")
    assert "31" not in answer.text
    assert answer.claims == ()


@pytest.mark.parametrize("first", ["It is 25 days.", {"weeks": 5}, {"days": "25"}, {"days": 31}])
def test_the_model_is_told_once_what_is_wrong(evidence: Evidence, first: object) -> None:
    model = Replies([first if isinstance(first, str) else json.dumps(first), json.dumps(RIGHT)])
    assert json.loads(filled(evidence, model=model).text) == RIGHT
    assert "This did not hold:\n- " in model.sent[1][-1].content


def test_a_server_that_fails_at_the_second_try_leaves_the_first(evidence: Evidence) -> None:
    answer = filled(evidence, {**RIGHT, "lapses": "It lapses at the end of June, 2031."})
    assert json.loads(answer.text) == {"days": 25}


def test_an_object_that_was_cut_off_is_none(evidence: Evidence) -> None:
    with ScriptedServer([Turn('{"days": 25}', ending="length")]) as server:
        writer = ObjectWriter(OpenAIServer(server.base_url, "scripted"))
        rule = Sufficiency(WordSufficiency(), threshold=0.0)
        quoting = ExtractiveWriter(WordReranker())
        answering = Answering(quoting, Checker(WordVerifier()), Gate(), rule, object_writer=writer)
        with pytest.raises(CutOffError):
            answering.filled(evidence, FORM)


def test_what_never_has_the_form_is_an_abstention(evidence: Evidence) -> None:
    answer = filled(evidence, "twenty-five", "[]")
    assert (answer.status, answer.reason) == (AnswerStatus.ABSTAINED, "not_of_the_form")
    assert filled(evidence, "NO_ANSWER").reason == "insufficient"
    assert filled(replace(evidence, hits=()), RIGHT).reason == "nothing_found"


def test_without_a_language_model_there_is_nobody_to_fill_it_in(evidence: Evidence) -> None:
    answering = Answering(
        ExtractiveWriter(WordReranker()), Checker(WordVerifier()), Gate(), Sufficiency(WordSufficiency())
    )
    with pytest.raises(QuestionError, match="expected a language model to fill it in; set answer.writer to llm"):
        answering.filled(evidence, FORM)


@pytest.mark.parametrize(("premise", "notices"), [("60", (f"{LEAD}Annual leave is 25 days a year. [1]",)), ("25", ())])
def test_what_denies_a_premise_stands_beside_the_object(premise: str, notices: tuple[str, ...]) -> None:
    asked = f"Since annual leave is {premise} days a year, when does it lapse?"
    hits = make_hits("Annual leave is 25 days a year.", "Annual leave lapses at the end of March.")
    answer = filled(Evidence(hits, asked), {"days": 25})
    assert json.loads(answer.text) == {"days": 25}
    assert answer.notices == notices
    assert [one.quote for one in answer.against] == ["Annual leave is 25 days a year."][: len(notices)]
    assert answer.writer == "llm/replies"
