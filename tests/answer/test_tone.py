from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from answer.answer import Answer, AnswerStatus
from answer.answering import Answering
from answer.sufficiency import Sufficiency
from answer.tone import Tone
from answer.writers.llm import LlmWriter
from models.errors import LanguageModelError
from models.protocols import Message
from retrieval.hit import Evidence
from tests.answer.conftest import LetterModel
from tests.tiny_parts import WordSufficiency, WordVerifier
from verify.checker import Checker
from verify.gate import Gate

DRAFT = "Annual leave is 25 days a year [1]. It lapses at the end of March [1]."


@dataclass
class Down:
    """A `LanguageModel` whose server is down."""

    name: str = "down"

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        raise LanguageModelError("the server is down")


def answered(evidence: Evidence, rewritten: str, *, draft: str = DRAFT) -> Answer:
    writer, rule = LlmWriter(LetterModel(draft)), Sufficiency(WordSufficiency(), threshold=0.0)
    tone = Tone(LetterModel(rewritten), "like a friend")
    return Answering(writer, Checker(WordVerifier()), Gate(), rule, tone=tone).answer(evidence)


def test_a_rewrite_that_holds_goes_out(evidence: Evidence) -> None:
    said = "Annual leave a year: 25 days [1]! At the end of March it lapses [1]."
    answer = answered(evidence, said)
    assert (answer.text, answer.toned, answer.status) == (said, True, AnswerStatus.ANSWERED)
    assert [answer.text[claim.start : claim.end] for claim in answer.claims] == [claim.text for claim in answer.claims]


@pytest.mark.parametrize(
    "rewritten",
    [
        "",
        "Annual leave a year is lovely [1]. At the end of March it lapses [1].",
        "Annual leave is 31 days a year [1]. It lapses at the end of March [1].",
        "Annual leave is 25 days a year. It lapses at the end of March.",
        "Annual leave is 25 days a year [2]. It lapses at the end of March [1].",
        "Annual leave is 25 days a year [1]. It lapses at the end of March [1]. Enjoy sunny chocolate beaches [1].",
    ],
)
def test_one_that_costs_a_number_a_citation_or_support_does_not(evidence: Evidence, rewritten: str) -> None:
    answer = answered(evidence, rewritten)
    assert (answer.text, answer.toned) == (DRAFT, False)


def test_what_was_withheld_stays_withheld(evidence: Evidence) -> None:
    draft = f"{DRAFT} Chocolate is always purple [1]."
    answer = answered(evidence, "Annual leave: 25 days a year [1]. It lapses at the end of March [1].", draft=draft)
    assert (answer.status, answer.toned, len(answer.withheld)) == (AnswerStatus.TRIMMED, True, 1)


def test_a_model_that_is_down_or_an_abstention_changes_nothing(evidence: Evidence) -> None:
    writer, rule = LlmWriter(LetterModel(DRAFT)), Sufficiency(WordSufficiency(), threshold=0.0)
    answer = Answering(writer, Checker(WordVerifier()), Gate(), rule, tone=Tone(Down(), "x")).answer(evidence)
    assert (answer.text, answer.toned) == (DRAFT, False)
    assert not answered(evidence, "x", draft="NO_ANSWER").toned
