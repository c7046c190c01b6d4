"""What other documents in force say against an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from answer.addressed import without_addressed
from answer.answer import Answer, AnswerClaim, Citation
from ingest.chunk import Chunk
from retrieval.hit import Hit
from verify.claim import MARKER
from verify.claims import split_claims
from verify.disagreement import disagree

_NAME = re.compile(r"(?<=[\w,;)] )[A-ZÀ-Þ][^\W\d_]{2,}")


def weighed(answer: Answer, hits: Sequence[Hit]) -> Answer:
    """`answer` with what other documents among `hits` say against it, and a notice for each of them."""
    found = against(answer.claims, hits)
    notices = tuple(f"{one.title} [{one.n}] is in force, too, and says otherwise: {_line(one.quote)}" for one in found)
    return replace(answer, against=found, notices=(*answer.notices, *notices)) if found else answer


def against(claims: Sequence[AnswerClaim], hits: Sequence[Hit]) -> tuple[Citation, ...]:
    """The sentences of `hits` that disagree with a claim that cites another document, each pair once, by number."""
    found: dict[tuple[str, int], Citation] = {}
    settled: set[frozenset[tuple[str, int]]] = set()
    for claim in claims:
        own = {(citation.document_id, citation.start) for citation in claim.citations}
        for other in _against(claim, hits):
            place = (other.document_id, other.start)
            pairs = {frozenset((one, place)) for one in own}
            if not pairs & settled:
                found[place] = other
            settled |= pairs
    return tuple(sorted(found.values(), key=lambda citation: (citation.n, citation.start)))


def _against(claim: AnswerClaim, hits: Sequence[Hit]) -> Iterator[Citation]:
    cited = {citation.document_id for citation in claim.citations}
    numbers = {citation.n for citation in claim.citations}
    said = " ".join(MARKER.sub("", claim.text).split())
    names = names_around(said, [hit.chunk for hit in hits if hit.rank in numbers])
    for hit in hits:
        if hit.chunk.document_id in cited:
            continue
        for other in split_claims(without_addressed(hit.chunk.text)):
            if disagree(said, other.judged) and not are_apart(names, names_around(other.judged, [hit.chunk])):
                yield Citation.of(hit, other.start, other.end)


def names_around(text: str, chunks: Sequence[Chunk]) -> set[str]:
    """The names in a sentence, its headings and its title: whom or where it is about."""
    around = [text, *(part for chunk in chunks for part in (chunk.title, *chunk.heading_path))]
    return {name for part in around for name in _NAME.findall(part)}


def are_apart(one: set[str], other: set[str]) -> bool:
    """Whether each is about somebody or somewhere of its own."""
    return bool(one - other) and bool(other - one)


def _line(quote: str) -> str:
    return f'"{" ".join(quote.split())}"'
