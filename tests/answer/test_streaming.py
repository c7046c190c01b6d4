"""What goes out while a writer writes: whole sentences that hold, once each, and together exactly the answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.answer import AnswerStatus
from answer.answering import UNREACHABLE, Answering
from answer.compose import compose
from answer.streaming import BROKEN_OFF, Done, Event, Held, Shown, Streaming
from answer.sufficiency import Sufficiency
from answer.writers.extractive import ExtractiveWriter
from answer.writers.llm import LlmWriter
from models.errors import LanguageModelError
from retrieval.hit import Evidence
from tests.answer.conftest import LetterModel
from tests.tiny_parts import WordReranker, WordSufficiency, WordVerifier, make_hits
from verify.checker import Checker
from verify.gate import Gate
from verify.verification import CheckedClaim

LEAVE = "Annual leave is 25 days a year. It lapses at the end of March."
HOTELS = "Hotels may cost at most 140 euros a night. Trains are booked by the office."
GOOD = (
    "Annual leave is 25 days a year [1].",
    "It lapses at the end of March [1].",
    "Trains are booked by the office [2].",
)
BAD = "Camels are sold on Mondays in the canteen [1]."


@dataclass
class Pieces:
    """A `Writer` that gives these pieces, and fails after them if it shall. Counts what was taken."""

    pieces: Sequence[str]
    again: Sequence[str] = ()
    fails: bool = False
    name: str = "pieces"
    taken: int = field(default=0)

    def write(self, question: str, evidence: Evidence) -> Iterator[str]:
        for piece in self.pieces:
            self.taken += 1
            yield piece
        if self.fails:
            raise LanguageModelError("got nothing")

    def repair(self, question: str, evidence: Evidence, draft: str, refused: Sequence[CheckedClaim]) -> Iterator[str]:
        yield from self.again


def events(writer: Pieces, evidence: Evidence) -> list[Event]:
    return list(Streaming(evidence, Checker(WordVerifier())).events(writer))


def sent(found: Sequence[Event]) -> str:
    return "".join(event.lead + event.claim.text for event in found if isinstance(event, Shown))


def done(found: Sequence[Event]) -> Done:
    assert isinstance(found[-1], Done)
    assert not any(isinstance(event, Done) for event in found[:-1])
    return found[-1]


def test_a_sentence_goes_out_when_the_next_has_begun(evidence: Evidence) -> None:
    writer = Pieces([f"{GOOD[0]} ", GOOD[1][:10], GOOD[1][10:] + " ", GOOD[2][:20], GOOD[2][20:]])
    taken = []
    for event in Streaming(evidence, Checker(WordVerifier())).events(writer):
        if isinstance(event, Shown):
            taken.append((event.claim.text, writer.taken))
    assert taken == [(GOOD[0], 3), (GOOD[1], 4), (GOOD[2], 5)]


def test_what_does_not_hold_is_told_by_its_reason_and_never_by_its_words(evidence: Evidence) -> None:
    found = events(Pieces([f"{GOOD[0]} {BAD} {GOOD[1]}"]), evidence)
    assert [type(event) for event in found] == [Shown, Held, Shown, Done]
    assert "Camels" not in repr(found)
    answer = done(found).answer
    assert (answer.status, answer.text) == (AnswerStatus.TRIMMED, f"{GOOD[0]} {GOOD[1]}")
    assert len(answer.withheld) == 1


@settings(max_examples=40, deadline=None)
@given(
    lines=st.lists(st.lists(st.sampled_from([*GOOD, BAD]), min_size=1, max_size=3), min_size=1, max_size=3),
    size=st.integers(1, 60),
    bullets=st.booleans(),
)
def test_what_was_sent_is_the_answer_however_it_was_cut(lines: list[list[str]], size: int, bullets: bool) -> None:
    evidence = Evidence(make_hits(LEAVE, HOTELS), "How many days of annual leave a year?")
    draft = "\n".join(("- " if bullets else "") + " ".join(line) for line in lines)
    pieces = [draft[at : at + size] for at in range(0, len(draft), size)]
    found = events(Pieces(pieces), evidence)
    whole = events(Pieces([draft]), evidence)
    answer = done(found).answer
    assert answer == done(whole).answer
    if answer.claims:
        assert sent(found) == answer.text
        assert [e.claim for e in found if isinstance(e, Shown)] == list(answer.claims)
    else:
        assert (sent(found), answer.status) == ("", AnswerStatus.ABSTAINED)


def test_what_announces_a_list_goes_out_in_front_of_its_first_item(evidence: Evidence) -> None:
    found = events(Pieces(["Annual leave", " is:\n- 25 days", " a year [1]\n- 25 days", " a year [1]"]), evidence)
    assert sent(found) == done(found).answer.text == "Annual leave is:\n- 25 days a year [1]\n- 25 days a year [1]"


@pytest.mark.parametrize(
    ("pieces", "reason"), [([], "insufficient"), (["***"], "insufficient"), ([BAD], "too_little_supported")]
)
def test_where_nothing_goes_out_the_answer_is_an_abstention(pieces: list[str], reason: str, evidence: Evidence) -> None:
    found = events(Pieces(pieces), evidence)
    assert (sent(found), done(found).answer.reason) == ("", reason)
    assert done(found).answer.status is AnswerStatus.ABSTAINED


def test_where_nothing_held_the_writer_writes_once_more(evidence: Evidence) -> None:
    found = events(Pieces([BAD], again=[GOOD[0]]), evidence)
    assert [type(event) for event in found] == [Held, Shown, Done]
    assert (done(found).answer.status, done(found).answer.text) == (AnswerStatus.ANSWERED, GOOD[0])


def test_a_server_that_breaks_off_leaves_what_held_and_that_is_said(evidence: Evidence) -> None:
    found = events(Pieces([f"{GOOD[0]} It lapses at the end"], fails=True), evidence)
    answer = done(found).answer
    assert (answer.text, answer.reason, answer.notices) == (GOOD[0], "broken_off", (BROKEN_OFF,))
    assert sent(found) == GOOD[0]


def test_a_server_that_fails_before_anything_went_out_is_an_error_or_is_stood_in_for(evidence: Evidence) -> None:
    with pytest.raises(LanguageModelError):
        events(Pieces([], fails=True), evidence)
    writer, sufficiency = Pieces([BAD], fails=True), Sufficiency(WordSufficiency(), threshold=0.0)
    fallback = ExtractiveWriter(WordReranker(), max_sentences=1)
    answering = Answering(writer, Checker(WordVerifier()), Gate(), sufficiency, fallback)
    found = list(answering.events(evidence))
    assert sent(found) == "Annual leave is 25 days a year. [1]"
    assert done(found).answer.notices == (UNREACHABLE,)


def test_who_stops_listening_stops_the_writer(evidence: Evidence) -> None:
    writer = Pieces([f"{GOOD[0]} ", f"{GOOD[1]} ", *["more and more words. "] * 100])
    stream = Streaming(evidence, Checker(WordVerifier())).events(writer)
    assert isinstance(next(stream), Shown)
    stream.close()  # type: ignore[attr-defined]  # a generator
    assert writer.taken < 4


def test_letter_by_letter_from_a_language_model_it_is_the_same(evidence: Evidence) -> None:
    writer = LlmWriter(LetterModel(" ".join(GOOD)))
    found = list(Streaming(evidence, Checker(WordVerifier())).events(writer))
    assert sent(found) == " ".join(GOOD)


@pytest.mark.parametrize(
    "draft",
    [
        "Annual leave is 25 days a year. It lapses. It lapses at the end of March.",
        "Annual leave is:\n- 25 days a year\n- annual\n- leave\n- 25 days at the end of March\n",
        "| Leave | Days |\n|---|---|\n| Annual leave | 25 days a year |\n| Hotels | 140 euros a night |\n",
        "1. Annual leave is 25 days a year.\n2. It lapses at the end of March.\n35. Trains are booked by the office.",
    ],
)
@pytest.mark.parametrize("size", [1, 4, 1000])
def test_what_is_streamed_is_what_would_be_shown_at_once(draft: str, size: int) -> None:
    evidence = Evidence(query="leave", hits=make_hits(LEAVE, HOTELS))
    found = events(Pieces([draft[at : at + size] for at in range(0, len(draft), size)]), evidence)
    texts = [hit.chunk.embedded_text for hit in evidence.hits]
    decision = Gate(0.0).decide(Checker(WordVerifier()).verify(draft, texts))
    assert sent(found) == compose(draft, decision, evidence.hits).text == done(found).answer.text
