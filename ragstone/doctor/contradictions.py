"""Sentences of two documents in force that say nearly the same with another number, day, limit, duty or a no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answer.addressed import without_addressed
from answer.disagreement import are_apart, names_around
from ingest.chunk import Chunk
from ingest.patterns import masked
from ragstone.doctor.corpus import Corpus
from ragstone.doctor.difference import differ, is_measure
from ragstone.doctor.finding import Finding, Place, Severity
from ragstone.doctor.sentences import Near, Sentence, is_whole, sentences, unwrapped
from verify.claim import Claim
from verify.claims import split_claims

_CHECK = "contradictions"
# Forms say the same with another number each: that is what they are for.
_FORM = 8
_LONGEST_QUOTE = 240


@dataclass(frozen=True, slots=True)
class Said:
    """A claim in its chunk."""

    chunk: Chunk
    claim: Claim

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place.of(self.chunk, self.claim.start, self.claim.end)

    @property
    def names(self) -> set[str]:
        """Whom or where it is about; months are no names."""
        return {name for name in names_around(self.claim.judged, [self.chunk]) if not is_measure(name.lower())}

    @property
    def quote(self) -> str:
        """Its words, cut where they are many, secrets and numbers of persons withheld."""
        said = masked(self.claim.statement)
        return said if len(said) <= _LONGEST_QUOTE else f"{said[:_LONGEST_QUOTE]}…"


def contradictions(corpus: Corpus) -> Iterator[Finding]:
    """Pairs of sentences, each with the documents in force that have the one or the other.

    Last, in a note, what was not compared so that the time stays within bounds.
    """
    every = sentences(chunk for record in corpus.in_force for chunk in corpus.texts[record.document_id])
    filled_in = Counter(sentence.words for sentence in every)
    near = Near([sentence for sentence in every if filled_in[sentence.words] <= _FORM])
    for one, other in near.pairs():
        # What one document says side by side it does not take for a contradiction.
        if not one.documents & other.documents and differ(one.text, other.text):
            confirmed = list(_confirmed(one, other))
            if confirmed:
                yield _finding(confirmed)
    yield from _bounds(forms=len(every) - len(near.found), words=len(near.passed_over))


def _bounds(*, forms: int, words: int) -> Iterator[Finding]:
    if forms or words:
        yield Finding(
            _CHECK, Severity.NOTE, (),
            f"Not compared: {forms} sentences that more than {_FORM} fill in alike, as forms do, and pairs whose only "
            f"rare words are among {words} that stand in very many sentences.",
            "Nothing is to be done; search for such a sentence if it matters.",
        )  # fmt: skip


def _confirmed(one: Sentence, other: Sentence) -> Iterator[tuple[Said, Said]]:
    """The claims behind two sentences that differ with what they need of their texts, and are about the same."""
    for first in one.places[:_FORM]:
        for second in other.places[:_FORM]:
            if first[0].document_id != second[0].document_id:
                yield from _in_context(_claims_at(*first), _claims_at(*second))


def _in_context(own: Sequence[Said], others: Sequence[Said]) -> Iterator[tuple[Said, Said]]:
    for one in own:
        for other in others:
            if differ(one.claim.judged, other.claim.judged) and not are_apart(one.names, other.names):
                yield one, other


def _claims_at(chunk: Chunk, start: int, end: int) -> list[Said]:
    return [Said(chunk, claim) for claim in _claims(chunk.text) if claim.start < end and start < claim.end]


# Splitting is slow, and a chunk with one such sentence often has others.
@lru_cache(maxsize=4096)
def _claims(text: str) -> tuple[Claim, ...]:
    return tuple(claim for claim in split_claims(unwrapped(without_addressed(text))) if is_whole(claim.statement))


def _finding(pairs: Sequence[tuple[Said, Said]]) -> Finding:
    sides = [
        sorted({said.place: said for said in side}.values(), key=lambda said: said.place)
        for side in zip(*pairs, strict=True)
    ]
    first, second = sorted(sides, key=lambda side: side[0].place)
    documents = sorted({said.chunk.document_id for said in (*first, *second)})
    return Finding(
        _CHECK, Severity.WARNING, tuple(documents),
        f"{_who(first)} \"{first[0].quote}\", and {_who(second)} \"{second[0].quote}\"",
        "Correct the one that is wrong; if one replaces the other, let it say `supersedes`.",
        tuple(said.place for said in (*first, *second)),
    )  # fmt: skip


def _who(side: Sequence[Said]) -> str:
    names = list(dict.fromkeys(said.chunk.document_id for said in side))
    return f"'{names[0]}' says" if len(names) == 1 else f"'{names[0]}' and {len(names) - 1} more say"
