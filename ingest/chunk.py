"""One indexed unit: an exact piece of a document, with everything a reader or a filter needs."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ingest.document import BlockKind, Span

_NAMESPACE = uuid.UUID("6f0d3c52-6d0a-4b0e-9a35-8b6f0c0a7e11")


def chunk_id(document_id: str, version: str, ordinal: int) -> str:
    """The id of a point, the same each time the same content is written, so writing twice is harmless."""
    return str(uuid.uuid5(_NAMESPACE, f"{document_id}\0{version}\0{ordinal}"))


@dataclass(frozen=True, slots=True)
class Validity:
    """The days on which a document is in force, both inclusive; what `supersedes` implies is applied."""

    start: date = date.min
    end: date = date.max

    @property
    def first_day(self) -> date | None:
        """The first day in force; None where it always was."""
        return None if self.start == date.min else self.start

    @property
    def last_day(self) -> date | None:
        """The last day in force; None where no end is known."""
        return None if self.end == date.max else self.end

    def holds(self, day: date) -> bool:
        """Whether the document is in force on `day`."""
        return self.start <= day <= self.end


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document: ``text == document.text[span.start:span.end]``, always.

    Attributes:
        ordinal: Position in the document from 0.
        context: Title, headings and lead-in; embedded in front of the text, never shown or cited.
        kind: What most of the chunk is.
        page: First page, slide or sheet that it stands on, from 1.
        page_turns: Where in its text further ones begin: (character, page), in order.
    """

    id: str
    document_id: str
    ordinal: int
    text: str
    span: Span
    title: str
    uri: str
    context: str = ""
    kind: BlockKind = BlockKind.PROSE
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    page_turns: tuple[tuple[int, int], ...] = ()
    language: str = "en"
    media_type: str = "text/plain"
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    validity: Validity = Validity()

    def page_at(self, character: int) -> int | None:
        """The page, slide or sheet on which a character of its text stands, from 1; None where the format has none."""
        return next((page for start, page in reversed(self.page_turns) if start <= character), self.page)

    @property
    def embedded_text(self) -> str:
        """What the embedder and BM25 see: the context, then the text."""
        return f"{self.context}\n{self.text}" if self.context else self.text
