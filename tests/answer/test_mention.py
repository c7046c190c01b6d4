"""What is asked about something that no document mentions."""

from __future__ import annotations

from dataclasses import replace

from answer.answer import AnswerStatus
from answer.answering import Answering
from answer.compose import abstain
from answer.mention import telling
from answer.streaming import Done
from answer.sufficiency import Sufficiency
from answer.writers.extractive import ExtractiveWriter
from ingest.document import BlockKind
from retrieval.hit import Evidence
from tests.tiny_parts import WordReranker, WordSufficiency, WordVerifier, make_hits
from verify.checker import Checker
from verify.gate import Gate

ROW = "Country: Norway; Full day: 770; Half day: 510"
QUESTION = "What is the full day for Japan?"


def evidence(text: str, kind: BlockKind, *names: str) -> Evidence:
    (hit,) = make_hits(text)
    return Evidence((replace(hit, chunk=replace(hit.chunk, kind=kind)),), QUESTION, unmentioned=names)


def answering() -> Answering:
    sufficiency = Sufficiency(WordSufficiency(), threshold=0.0)
    return Answering(ExtractiveWriter(WordReranker(), 1, 0.8), Checker(WordVerifier()), Gate(), sufficiency)


def test_a_row_about_another_thing_answers_nothing() -> None:
    held = answering().answer(evidence(ROW, BlockKind.TABLE))
    assert held.status is AnswerStatus.ANSWERED
    unheld = answering().answer(evidence(ROW, BlockKind.TABLE, "Japan"))
    assert (unheld.status, unheld.reason) == (AnswerStatus.ABSTAINED, "insufficient")
    assert unheld.notices == ("The documents that you may read do not mention “Japan”.",)


def test_a_rule_for_all_answers_and_it_is_said_that_the_name_is_not_there() -> None:
    found = answering().answer(evidence("A full day abroad is 60 euros.", BlockKind.PROSE, "Japan"))
    assert found.status is AnswerStatus.ANSWERED
    assert found.notices == ("The documents that you may read do not mention “Japan”.",)


def test_a_stream_ends_with_the_same_notice() -> None:
    *_, last = answering().events(evidence("A full day abroad is 60 euros.", BlockKind.PROSE, "Japan"))
    assert isinstance(last, Done)
    assert last.answer.notices == ("The documents that you may read do not mention “Japan”.",)


def test_several_are_listed() -> None:
    found = telling(abstain("insufficient"), evidence(ROW, BlockKind.TABLE, "Japan", "Peru", "E55"))
    assert found.notices == ("The documents that you may read do not mention “Japan”, “Peru” or “E55”.",)
    assert telling(abstain("insufficient"), evidence(ROW, BlockKind.TABLE)).notices == ()
