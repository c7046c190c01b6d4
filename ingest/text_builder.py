"""Builds a document's text and its blocks together, so that every span is right by construction."""

from __future__ import annotations

import re

from ingest.document import Block, BlockKind, Span
from ingest.invisible import without_invisible

_SPACES = re.compile(r"[ \t\u00a0]+")
_TIGHT = {BlockKind.LIST, BlockKind.TABLE}


def tidy(text: str) -> str:
    """`text` with runs of blanks folded to one, each line stripped, and nothing invisible; line breaks stay."""
    lines = (_SPACES.sub(" ", line).strip() for line in without_invisible(text).splitlines())
    return "\n".join(line for line in lines if line)


class TextBuilder:
    """Takes blocks in reading order and keeps the heading path while they come.

    Attributes:
        page: Of what is added next.
        hidden: Characters that a loader left out because a reader of the document does not see them.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[tuple[int, str]] = []
        self.blocks: list[Block] = []
        self.page: int | None = None
        self.hidden = 0

    @property
    def text(self) -> str:
        """All that was added so far."""
        return "".join(self._parts)

    @property
    def heading_path(self) -> tuple[str, ...]:
        """The headings above what is added next, outermost first."""
        return tuple(title for _, title in self._headings)

    def heading(self, text: str, level: int) -> None:
        """Add a heading of `level` (1 is the outermost); it ends all headings of its level and below."""
        clean = tidy(text).replace("\n", " ")
        if not clean:
            return
        self._headings = [entry for entry in self._headings if entry[0] < level]
        self._headings.append((level, clean))
        self.add(BlockKind.HEADING, clean)

    def add(self, kind: BlockKind, text: str, *, lead_in: str = "") -> None:
        """Add one block; blank text is left out. Code keeps its blanks."""
        clean = without_invisible(text).strip("\n") if kind is BlockKind.CODE else tidy(text)
        if not clean.strip():
            return
        self._separate(kind)
        span = Span(self._length, self._length + len(clean))
        self._append(clean)
        self.blocks.append(Block(span, kind, self.heading_path, self.page, without_invisible(lead_in)))

    def _separate(self, kind: BlockKind) -> None:
        if not self.blocks:
            return
        together = kind in _TIGHT and self.blocks[-1].kind is kind
        self._append("\n" if together else "\n\n")

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
