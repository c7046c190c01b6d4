"""Documents in force that disagree: both are cited, and the answer says so, whole and in a stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from answer.answer import Answer
from answer.answering import Answering
from answer.streaming import Done
from answer.sufficiency import Sufficiency
from answer.writers.extractive import ExtractiveWriter
from ingest.chunk import Validity
from retrieval.hit import Evidence, Hit
from tests.tiny_parts import WordReranker, WordSufficiency, WordVerifier, make_hits
from verify.checker import Checker
from verify.gate import Gate

MESSAGE = "Call the duty manager at once if more than 50 gauges of one customer are silent."
PAGE = "Call the duty manager at once if more than 100 gauges of one customer are silent."
QUESTION = "How many silent gauges of one customer need a call to the duty manager?"


def said_of(*texts: str, titles: Sequence[str] = ("On silence", "On escalation")) -> list[Hit]:
    hits = make_hits(*texts)
    return [
        replace(hit, chunk=replace(hit.chunk, document_id=f"{n}.md", title=title, validity=Validity(date(2026, n, 1))))
        for n, (hit, title) in enumerate(zip(hits, titles, strict=True), start=1)
    ]


def answering() -> Answering:
    writer = ExtractiveWriter(WordReranker(), max_sentences=1)
    return Answering(writer, Checker(WordVerifier()), Gate(), Sufficiency(WordSufficiency(), threshold=0.0))


def answered(*texts: str, **more: Sequence[str]) -> Answer:
    return answering().answer(Evidence(tuple(said_of(*texts, **more)), QUESTION))


def test_what_another_document_says_otherwise_is_said_and_cited() -> None:
    answer = answered(MESSAGE, PAGE)
    assert answer.text == f"{MESSAGE} [1]"
    [other] = answer.against
    assert (other.n, other.document_id, other.quote, other.effective) == (2, "2.md", PAGE, date(2026, 2, 1))
    assert answer.notices == (f'On escalation [2] is in force, too, and says otherwise: "{PAGE}"',)


def test_a_stream_says_the_same_at_its_end() -> None:
    evidence = Evidence(tuple(said_of(MESSAGE, PAGE)), QUESTION)
    *_, last = answering().events(evidence)
    assert isinstance(last, Done)
    assert last.answer.against == answered(MESSAGE, PAGE).against


def test_two_shown_sentences_that_disagree_are_said_to_once() -> None:
    writer = ExtractiveWriter(WordReranker(), max_sentences=2, keep=0.0)
    evidence = Evidence(tuple(said_of(MESSAGE, f"{PAGE} Tell Caleb, too.")), "silent customer duty at once")
    answer = replace(answering(), writer=writer).answer(evidence)
    assert len(answer.claims) == 2
    assert len(answer.against) == 1


def test_agreement_and_another_place_are_no_disagreement() -> None:
    assert answered(MESSAGE, MESSAGE).against == ()
    apart = answered(MESSAGE, PAGE, titles=("Silence at Hexham", "Silence at Tczew"))
    assert (apart.against, apart.notices) == ((), ())


def test_a_document_does_not_disagree_with_itself() -> None:
    assert answered(f"{MESSAGE} {PAGE}", "Visitors wear a badge.").against == ()
