"""Sentences of two documents in force that say nearly the same with another number, day, limit, duty or a no."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from answer.addressed import without_addressed
from answer.disagreement import are_apart, names_around
from ingest.chunk import Chunk
from ragstone.doctor.corpus import Corpus
from ragstone.doctor.difference import differ, is_measure
from ragstone.doctor.finding import Finding, Place, Severity
from ragstone.doctor.sentences import Near, Sentence, sentences
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
        """Its words, cut where they are many."""
        said = self.claim.statement
        return said if len(said) <= _LONGEST_QUOTE else f"{said[:_LONGEST_QUOTE]}…"


def contradictions(corpus: Corpus) -> Iterator[Finding]:
    """Pairs of sentences of two documents in force, each pair of documents with its sentences."""
    chunks = [chunk for record in corpus.in_force for chunk in corpus.texts[record.document_id]]
    found: defaultdict[tuple[str, str], list[tuple[Said, Said]]] = defaultdict(list)
    for one, other in _proposed(sentences(chunks)):
        for pair in _confirmed(one, other):
            names = sorted(said.chunk.document_id for said in pair)
            found[(names[0], names[1])].append(pair)
    for documents, pairs in sorted(found.items()):
        yield from _findings(documents, pairs)


def _proposed(every: Sequence[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """Pairs that differ as they stand, without those of forms."""
    counted: defaultdict[tuple[str, ...], int] = defaultdict(int)
    for sentence in every:
        counted[tuple(sorted(sentence.words))] += 1
    asked = [sentence for sentence in every if counted[tuple(sorted(sentence.words))] <= _FORM]
    for one, other in Near(asked).pairs():
        if len(one.documents | other.documents) > 1 and differ(one.text, other.text):
            yield one, other


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
    return tuple(split_claims(without_addressed(text)))


def _findings(documents: tuple[str, str], pairs: Sequence[tuple[Said, Said]]) -> Iterator[Finding]:
    seen: set[tuple[Place, ...]] = set()
    for pair in pairs:
        first, second = sorted(pair, key=lambda said: said.place)
        places = (first.place, second.place)
        if places in seen:
            continue
        seen.add(places)
        yield Finding(
            _CHECK, Severity.WARNING, documents,
            f"'{first.chunk.document_id}' says \"{first.quote}\", "
            f"and '{second.chunk.document_id}' says \"{second.quote}\"",
            "Correct the one that is wrong; if one replaces the other, let it say `supersedes`.",
            places,
        )  # fmt: skip
