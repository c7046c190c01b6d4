"""A wrong premise is answered first, by a cited sentence: whole, in a stream, and where nothing else can be said."""

from __future__ import annotations

from dataclasses import replace

from answer.answer import Answer, AnswerStatus
from answer.answering import Answering
from answer.objection import LEAD
from answer.streaming import Done, Shown
from answer.sufficiency import Sufficiency
from answer.writers.extractive import ExtractiveWriter
from retrieval.hit import Evidence
from tests.tiny_parts import WordReranker, WordSufficiency, WordVerifier, make_hits
from verify.checker import Checker
from verify.gate import Gate

VALID = "The quotation is valid for 30 days."
AFTER = "Without an answer the quotation is sent again."
WRONG = "Since the quotation is valid for 60 days, what comes without an answer?"
RIGHT = "Since the quotation is valid for 30 days, what comes without an answer?"
UNKNOWN = "Since the quotation is sent by courier, what comes without an answer?"


def answering(*, sufficiency: float = 0.0, sentences: int = 1) -> Answering:
    writer = ExtractiveWriter(WordReranker(), max_sentences=sentences, keep=0.0)
    return Answering(writer, Checker(WordVerifier()), Gate(), Sufficiency(WordSufficiency(), threshold=sufficiency))


def evidence(question: str, *texts: str) -> Evidence:
    return Evidence(make_hits(*(texts or (VALID, AFTER))), question)


def is_whole(answer: Answer) -> bool:
    return all(answer.text[claim.start : claim.end] == claim.text for claim in answer.claims)


def test_what_the_document_says_instead_comes_first_quoted_and_cited() -> None:
    answer = answering(sentences=2).answer(evidence(WRONG))
    assert answer.text.startswith(f"{LEAD}{VALID} [1]")
    assert AFTER in answer.text
    assert answer.text.count(VALID) == 1, "the writer's own copy of the sentence is left out"
    assert (answer.claims[0].citations[0].quote, answer.claims[0].support_score >= 0.5) == (VALID, True)
    assert is_whole(answer)


def test_a_true_premise_and_one_that_nothing_mentions_are_passed_over() -> None:
    for question in (RIGHT, UNKNOWN):
        assert LEAD not in answering(sentences=2).answer(evidence(question)).text


def test_a_stream_begins_with_it_and_ends_with_the_same_answer() -> None:
    events = list(answering(sentences=2).events(evidence(WRONG)))
    shown = [event for event in events if isinstance(event, Shown)]
    last = events[-1]
    assert shown[0].lead == LEAD
    assert isinstance(last, Done)
    assert last.answer.text == "".join(event.lead + event.claim.text for event in shown)
    assert last.answer.claims == tuple(event.claim for event in shown)
    assert is_whole(last.answer)


def test_where_nothing_else_can_be_said_it_is_the_answer() -> None:
    refused = answering(sufficiency=2.0)
    answer = refused.answer(evidence(WRONG))
    assert (answer.status, answer.reason) == (AnswerStatus.ANSWERED, "all_claims_supported")
    assert answer.text == f"{LEAD}{VALID} [1]"
    assert answer.closest == ()
    assert refused.answer(evidence(RIGHT)).status is AnswerStatus.ABSTAINED


def test_it_is_not_said_where_it_is_switched_off_or_does_not_pass_the_checker() -> None:
    assert LEAD not in replace(answering(), premises=False).answer(evidence(WRONG)).text
    strict = replace(answering(), checker=Checker(WordVerifier(), threshold=1.1))
    assert LEAD not in strict.answer(evidence(WRONG)).text


def test_a_german_document_is_announced_in_german() -> None:
    hits = [
        replace(hit, chunk=replace(hit.chunk, language="de"))
        for hit in make_hits("Das Angebot gilt 30 Tage.", "Danach kommt es noch einmal.")
    ]
    question = "Warum gilt das Angebot 60 Tage?"
    answer = answering().answer(Evidence(tuple(hits), question))
    assert answer.text.startswith("In den Dokumenten steht es anders: Das Angebot gilt 30 Tage. [1]")
