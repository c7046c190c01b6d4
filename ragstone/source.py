"""A document's text around a span, put together from its chunks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.chunk import Chunk
from ingest.document import BlockKind, Span
from ragstone.errors import SpanError

_LINES = {BlockKind.LIST, BlockKind.TABLE, BlockKind.CODE}


@dataclass(frozen=True, slots=True)
class Source:
    """What stands at a place of a document.

    Attributes:
        span: The place itself, within the text.
        text: What stands there and around it.
        text_start: Where `text` begins in the document's text; the span begins ``span.start - text_start`` further.
        length: Characters of the whole text.
        chunk: The chunk that the span starts in.
    """

    span: Span
    text: str
    text_start: int
    length: int
    chunk: Chunk

    @property
    def page(self) -> int | None:
        """The page, slide or sheet on which the span starts, from 1; None where the format has none."""
        return self.chunk.page_at(self.span.start - self.chunk.span.start)

    @classmethod
    def of(cls, chunks: Sequence[Chunk], start: int, end: int, *, around: int) -> Source:
        """The text from `start` to `end` with up to `around` characters on each side, words kept whole.

        Args:
            chunks: All of one document, in reading order.
            start: First character; one behind the text's end stands for that end.
            end: Half-open.
            around: Characters.

        Raises:
            SpanError: `end` is before `start`.
        """
        if end < start:
            raise SpanError(f"got the span [{start}, {end}), expected start <= end; correct it")
        text = rebuilt(chunks)
        span = Span(min(start, len(text)), min(end, len(text)))
        first, last = _whole_words(text, span.start - around, span.end + around)
        chunk = next((chunk for chunk in reversed(chunks) if chunk.span.start <= span.start), chunks[0])
        return cls(span, text[first:last], first, len(text), chunk)


def rebuilt(chunks: Sequence[Chunk]) -> str:
    """The document's text, each chunk at its own place; between chunks stand only blanks, in their number.

    Which blanks stood there is not kept: one becomes a space, or a line break where rows follow each other, several
    become line breaks.
    """
    parts: list[str] = []
    length = 0
    before: Chunk | None = None
    for chunk in chunks:
        gap = chunk.span.start - length
        rows = before is not None and before.kind in _LINES and chunk.kind is before.kind
        parts += ["\n" * gap if gap > 1 or rows else " " * gap, chunk.text]
        length, before = chunk.span.end, chunk
    return "".join(parts)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = max(start, 0), min(end, len(text))
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end
