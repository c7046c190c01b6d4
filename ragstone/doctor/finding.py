"""One thing that is wrong, or may be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.chunk import Chunk


class Severity(StrEnum):
    """How much it matters: wrong or dangerous as it stands, probably wrong, worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a document: half-open character offsets into its text, and the page, slide or sheet from 1."""

    document_id: str
    start: int
    end: int
    page: int | None = None

    @classmethod
    def of(cls, chunk: Chunk, start: int, end: int) -> Place:
        """A span of a chunk's text."""
        offset = chunk.span.start
        return cls(chunk.document_id, offset + start, offset + end, chunk.page_at(start))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes:
        check: The name of the check.
        documents: Ids of the documents that it is about.
        sentence: What is the matter, in one sentence.
        remedy: What the curator can do.
        places: Where it stands, where that is one place.
    """

    check: str
    severity: Severity
    documents: tuple[str, ...]
    sentence: str
    remedy: str
    places: tuple[Place, ...] = ()
