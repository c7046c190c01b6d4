"""One parsed source: a text, and blocks that say what each part of it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open character offsets ``[start, end)`` into a document's text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"got span [{self.start}, {self.end}), expected 0 <= start <= end")

    def of(self, text: str) -> str:
        """The part of `text` that this span covers."""
        return text[self.start : self.end]


class BlockKind(StrEnum):
    """What a block is; a chunk takes the kind that most of its characters have."""

    HEADING = "heading"
    PROSE = "prose"
    LIST = "list"
    TABLE = "table"
    CODE = "code"
    SLIDE = "slide"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest unit that is kept whole if it fits: a paragraph, a list item, a table row, a heading.

    Attributes:
        span: Where it stands in the document's text.
        kind: What it is.
        heading_path: The headings above it, outermost first; a heading's own text is the last of its path.
        page: Page, slide or sheet number from 1, where the format has one.
        lead_in: The sentence that introduces a list item, or the caption of a table row; embedded, never cited.
    """

    span: Span
    kind: BlockKind
    heading_path: tuple[str, ...] = ()
    page: int | None = None
    lead_in: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a curator says about a document.

    Attributes:
        tags: Key to values, both free text.
        groups: Who may read it; empty means everybody.
        effective: First day in force; None means always.
        expires: Last day in force; None means no end.
        supersedes: Ids of the documents that this one replaces from its effective day on.
        review_by: Last day by which somebody shall have read it again.
    """

    title: str | None = None
    uri: str | None = None
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    effective: date | None = None
    expires: date | None = None
    supersedes: tuple[str, ...] = ()
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One source as ragstone reads it; `text` is what spans and citations point into."""

    id: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    uri: str
    media_type: str
    language: str
    metadata: Metadata

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of everything that a reader could see change: the text and what is said about it."""
        meta = self.metadata
        parts = [self.text, self.title, self.uri, sorted(meta.tags.items()), sorted(meta.groups)]
        parts += [str(meta.effective), str(meta.expires), sorted(meta.supersedes)]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
