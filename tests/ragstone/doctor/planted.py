"""Small corpora made by hand: what is planted in them, and clean neighbours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.chunk import Chunk
from ingest.document import Span
from ingest.index.protocol import DocumentRecord
from ingest.validity import Term, validities
from ragstone.doctor.corpus import Beside, Corpus

TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Planted:
    """A document of one chunk a paragraph."""

    id: str
    text: str = "Nothing of note stands here."
    title: str = ""
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    term: Term = Term()
    warnings: tuple[str, ...] = ()


def corpus_of(*documents: Planted, beside: Beside | None = None, whole: bool = True) -> Corpus:
    """The corpus of `documents` as an index would give it."""
    in_force = validities({one.id: one.term for one in documents})
    records = [
        DocumentRecord(
            document_id=one.id, source="/docs", fingerprint="", title=one.title or one.id, uri=one.id,
            media_type="text/plain", language="en", tags=one.tags, groups=one.groups, term=one.term,
            validity=in_force[one.id], chunks=1, warnings=one.warnings,
        )
        for one in sorted(documents, key=lambda one: one.id)
    ]  # fmt: skip
    texts = {one.id: tuple(_chunks(one)) for one in documents}
    return Corpus(TODAY, tuple(records), texts, beside or Beside(), whole)


def _chunks(one: Planted) -> Sequence[Chunk]:
    found, start = [], 0
    for ordinal, text in enumerate(one.text.split("\n\n")):
        span = Span(start, start + len(text))
        found.append(
            Chunk(f"{one.id}/{ordinal}", one.id, ordinal, text, span, one.title or one.id, one.id, groups=one.groups)
        )
        start = span.end + 2
    return found


# Two pages that have nothing to do with each other.
LEAVE = (
    "Everybody has 27 days of annual leave a year. Leave is asked for in the portal four weeks ahead. The team lead "
    "answers within five working days. What is not taken by the end of March lapses, unless illness kept you from it. "
    "In the year of joining, one twelfth is given for each full month."
)
TRAVEL = (
    "Hotels may cost at most 140 euros a night in capitals and 110 elsewhere. Trains are booked in second class below "
    "three hours. Receipts are photographed in the expense tool within a month. Taxis are paid for after ten at night, "
    "with heavy luggage, or where no bus goes."
)
