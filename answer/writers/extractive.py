"""Drafts with the evidence's own sentences: nothing is put in other words, so nothing can be made up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from answer.sufficiency import content_words
from answer.writers.answer_type import AnswerType, answer_type, denies
from answer.writers.qualification import qualified
from answer.writers.sentence import Sentence, scored
from answer.writers.thing import Thing
from ingest.document import BlockKind
from models.protocols import Reranker, SufficiencyModel
from retrieval.comparison import compared
from retrieval.hit import Evidence
from verify.verification import CheckedClaim

_LONGEST_LIST = 12
# So many sentences at most of each of two things that are compared.
_OF_A_THING = 2
# What a sentence on one of them needs of the best one's score.
_OF_THE_BEST = 0.5
_ASKS_FOR_ALL = re.compile(
    r"\b(steps?|procedure|in (?:what |which )?order|(?:bullet|numbered)?\s*list|checklist|walk me through|"
    r"schritte?|reihenfolge|liste)\b",
    re.IGNORECASE,
)
_ASKS_HOW = re.compile(
    r"\b(how (?:do|can|should|must|to)|what (?:do|should|must) (?:i|we|you) do|wie \w+ (?:ich|man)|"
    r"was (?:muss|soll|mache) ich)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\(?\d")
_SAYS_ALL = re.compile(
    r"\b(only|in (?:this|that|the following|order)|order of|these cases|conditions?|unless|except|nur|reihenfolge|"
    r"folgenden fällen)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ExtractiveWriter:
    """Chooses the sentences that answer best; a list asked for comes whole, of two things compared each has its own.

    Attributes:
        max_sentences: How many at most, a whole list aside.
        keep: A further sentence needs this share of the best one's score, in [0, 1].
        reader: Says of the best sentences whether they answer; None leaves that out.
    """

    reranker: Reranker
    max_sentences: int = 3
    keep: float = 0.87
    reader: SufficiencyModel | None = None

    @property
    def name(self) -> str:
        """What drafts."""
        return f"extractive/{self.reranker.name}"

    def write(self, question: str, evidence: Evidence) -> Iterator[str]:
        """See `Writer.write`."""
        chosen = self.chosen(question, evidence)
        lead = ""
        for position, sentence in enumerate(chosen):
            line = f"{sentence.text} [{sentence.n}]"
            if sentence.lead and sentence.lead != lead:
                line = f"{sentence.lead}\n{sentence.bullet or '-'} {line}"
            elif sentence.lead:
                line = f"{sentence.bullet or '-'} {line}"
            elif sentence.bullet and _has_neighbour(sentence, chosen):
                line = f"{sentence.bullet} {line}"
            lead = sentence.lead
            yield f"{chr(10) if position else ''}{line}"

    def repair(self, question: str, evidence: Evidence, draft: str, refused: Sequence[CheckedClaim]) -> Iterator[str]:
        """See `Writer.repair`; quotes cannot be said better."""
        return iter(())

    def chosen(self, question: str, evidence: Evidence) -> list[Sentence]:
        """What is quoted, in the order of the evidence.

        Raises:
            ModelError: A model cannot be run.
        """
        sentences = scored(question, evidence.hits, self.reranker, self.reader)
        best_first = sorted(sentences, key=lambda sentence: (-sentence.score, sentence.n, sentence.start))
        if evidence.unmentioned and best_first:  # a row is of one thing, and what is asked about has none
            rows = {hit.rank for hit in evidence.hits if hit.chunk.kind is BlockKind.TABLE}
            if best_first[0].n in rows:
                return []
            best_first = [sentence for sentence in best_first if sentence.n not in rows]
        kind = answer_type(question)
        best_first = best_first if kind is None else _of_kind(kind, question, best_first)
        if best_first and _is_of_a_whole(question, best_first[0]):
            whole = _list_of(best_first[0], sentences, evidence)
            if 1 < len(whole) <= _LONGEST_LIST:
                return whole
        things = compared(question)
        sides = self._compared(things, best_first, evidence) if things is not None else []
        if sides:
            return sides
        best = qualified(question, self._best(best_first), sentences, evidence)
        return sorted(best, key=lambda sentence: (sentence.n, sentence.start))

    def _compared(self, things: tuple[str, str], best_first: Sequence[Sentence], evidence: Evidence) -> list[Sentence]:
        """What speaks of both things, then of each, announced by its name; nothing where one of them is left out."""
        headings = {hit.rank: " ".join((hit.chunk.title, *hit.chunk.heading_path)) for hit in evidence.hits}
        good = [sentence for sentence in best_first if sentence.score >= _OF_THE_BEST * best_first[0].score]
        one, other = (
            [sentence for sentence in good if about.names(sentence.text, headings[sentence.n])]
            for about in (Thing.of(*things), Thing.of(*things[::-1]))
        )
        both = [sentence for sentence in one if sentence in other]
        sides = [self._first([sentence for sentence in side if sentence not in both]) for side in (one, other)]
        if not all(sides):
            return []
        leads = [f"{thing[:1].upper()}{thing[1:]}:" for thing in things]
        found = self._first(both)
        for lead, side in zip(leads, sides, strict=True):
            found += [replace(sentence, lead=lead, bullet="-") for sentence in side]
        return found

    def _first(self, best_first: Sequence[Sentence]) -> list[Sentence]:
        return sorted(self._best(best_first)[:_OF_A_THING], key=lambda sentence: (sentence.n, sentence.start))

    def _best(self, best_first: Sequence[Sentence]) -> list[Sentence]:
        chosen: list[Sentence] = []
        for sentence in best_first:
            if chosen and (len(chosen) == self.max_sentences or sentence.score < self.keep * chosen[0].score):
                break
            if all(not _repeats(sentence.text, other.text) for other in chosen):
                chosen.append(sentence)
        return chosen


def _of_kind(kind: AnswerType, question: str, best_first: Sequence[Sentence]) -> list[Sentence]:
    """What holds a sum, a date, or whatever is asked for comes first; nothing where no good sentence holds one.

    That there is none answers as well.
    """
    needed = _OF_THE_BEST * best_first[0].score if best_first else 0.0
    good = [
        one
        for one in best_first
        if one.score >= needed and (kind.is_in(f"{one.lead} {one.text}") or denies(question, one.text))
    ]
    return [*good, *(one for one in best_first if one not in good)] if good else []


def _is_of_a_whole(question: str, best: Sentence) -> bool:
    """Whether one item alone would mislead: steps, what is in an order, and all the cases in which something holds."""
    if best.block < 0:
        return False
    numbered = bool(_NUMBERED.match(best.bullet))
    asked = _ASKS_FOR_ALL.search(question) or (numbered and _ASKS_HOW.search(question))
    return bool(asked or _SAYS_ALL.search(best.lead))


def _list_of(item: Sentence, sentences: Sequence[Sentence], evidence: Evidence) -> list[Sentence]:
    """The items of its list in the order of the document, those in the chunks before and after it among them."""
    at = {hit.rank: (hit.chunk.document_id, hit.chunk.ordinal) for hit in evidence.hits}
    document, ordinal = at[item.n]
    beside = [(document, ordinal - 1), (document, ordinal), (document, ordinal + 1)]
    same = [
        one
        for one in sentences
        if (one.n, one.block) == (item.n, item.block)
        or (item.lead and one.block >= 0 and one.lead == item.lead and at[one.n] in beside)
    ]
    return sorted(same, key=lambda one: (at[one.n], one.start))


def _has_neighbour(sentence: Sentence, chosen: Sequence[Sentence]) -> bool:
    return sum((one.n, one.block) == (sentence.n, sentence.block) for one in chosen) > 1


def _repeats(text: str, other: str) -> bool:
    one, two = content_words(text), content_words(other)
    return bool(one) and len(one & two) / len(one | two) > 0.8
