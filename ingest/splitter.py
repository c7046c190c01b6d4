"""Splits a document into chunks: structure first, then size. A chunk is always an exact piece of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.chunk import Chunk, chunk_id
from ingest.document import Block, BlockKind, Document, Span
from models.line_breaks import unwrapped

SPLITTER_VERSION = "structure-1"
_BREAK = re.compile(r"(?<=[.!?;:])\s+|\n+")
_WORD = re.compile(r"\s+")
_LONGEST_LEAD = 200

CountTokens = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block, or a part of one that is too long alone."""

    block: Block
    span: Span
    tokens: int


@dataclass(frozen=True, slots=True)
class Splitter:
    """Packs blocks of one section into chunks of at most `max_tokens`, as the embedder counts them.

    A section's end closes a chunk once it holds `min_tokens`; smaller sections share a chunk with what follows, so
    that a heading never stands alone. A block too long for one chunk is cut between sentences, else between words.

    Attributes:
        count_tokens: The embedder's own count, without special tokens.
        max_tokens: Largest size of a chunk's text; the context comes on top, so stay well below the embedder's limit.
        min_tokens: Below this a chunk takes in the next section, too.
    """

    count_tokens: CountTokens
    max_tokens: int = 180
    min_tokens: int = 60

    @property
    def version(self) -> str:
        """What the index records: chunks of another version cannot be mixed with these."""
        return f"{SPLITTER_VERSION}/{self.max_tokens}/{self.min_tokens}"

    def split(self, document: Document) -> list[Chunk]:
        """The chunks of `document` in reading order; their spans do not overlap."""
        groups = self._pack(list(self._pieces(document)))
        version = document.content_hash
        return [_chunk(document, group, ordinal, version) for ordinal, group in enumerate(groups)]

    def _pieces(self, document: Document) -> Iterator[_Piece]:
        counts = self.count_tokens([block.span.of(document.text) for block in document.blocks])
        for block, tokens in zip(document.blocks, counts, strict=True):
            if tokens <= self.max_tokens:
                yield _Piece(block, block.span, tokens)
            else:
                yield from self._cut(document.text, block)

    def _cut(self, text: str, block: Block) -> Iterator[_Piece]:
        for pattern in (_BREAK, _WORD):
            spans = list(_parts(unwrapped(block.span.of(text)), block.span.start, pattern))
            counts = self.count_tokens([span.of(text) for span in spans])
            if max(counts) <= self.max_tokens:
                break
        for span, tokens in zip(spans, counts, strict=True):
            yield from ([_Piece(block, span, tokens)] if tokens <= self.max_tokens else self._chop(text, block, span))

    def _chop(self, text: str, block: Block, span: Span) -> Iterator[_Piece]:
        """A single 'word' longer than a chunk (a key, a data line): cut by characters; a token has at least one."""
        for start in range(span.start, span.end, self.max_tokens):
            part = Span(start, min(start + self.max_tokens, span.end))
            yield _Piece(block, part, self.count_tokens([part.of(text)])[0])

    def _pack(self, pieces: list[_Piece]) -> list[list[_Piece]]:
        groups: list[list[_Piece]] = []
        size = 0
        for piece in pieces:
            if groups and not self._closes(groups[-1], size, piece):
                groups[-1].append(piece)
                size += piece.tokens
            else:
                carried = _trailing_headings(groups)
                groups.append([*carried, piece])
                size = sum(part.tokens for part in groups[-1])
        return [group for group in groups if group]

    def _closes(self, group: list[_Piece], size: int, piece: _Piece) -> bool:
        if size + piece.tokens > self.max_tokens:
            return True
        new_section = piece.block.kind is BlockKind.HEADING and group[-1].block.kind is not BlockKind.HEADING
        return new_section and size >= self.min_tokens


def _parts(block: str, at: int, pattern: re.Pattern[str]) -> Iterator[Span]:
    """The parts of a block that begins at `at`."""
    start = 0
    for match in pattern.finditer(block):
        if match.start() > start:
            yield Span(at + start, at + match.start())
        start = match.end()
    if start < len(block):
        yield Span(at + start, at + len(block))


def _trailing_headings(groups: list[list[_Piece]]) -> list[_Piece]:
    """Headings at the end of the last group belong to what comes next; they are taken out of it."""
    carried: list[_Piece] = []
    while groups and len(groups[-1]) > len(carried) and groups[-1][-1].block.kind is BlockKind.HEADING:
        if len(groups[-1]) == 1:
            break
        carried.insert(0, groups[-1].pop())
    return carried


def _chunk(document: Document, group: list[_Piece], ordinal: int, version: str) -> Chunk:
    span = Span(group[0].span.start, group[-1].span.end)
    body = next((piece.block for piece in group if piece.block.kind is not BlockKind.HEADING), group[0].block)
    return Chunk(
        id=chunk_id(document.id, version, ordinal),
        document_id=document.id,
        ordinal=ordinal,
        text=span.of(document.text),
        span=span,
        title=document.title,
        uri=document.uri,
        context=_context(document, body, span),
        kind=_main_kind(group),
        heading_path=body.heading_path,
        page=group[0].block.page,
        page_turns=tuple(_page_turns(group)),
        language=document.language,
        media_type=document.media_type,
        tags=document.metadata.tags,
        groups=document.metadata.groups,
    )


def _page_turns(group: list[_Piece]) -> Iterator[tuple[int, int]]:
    for before, piece in pairwise(group):
        if piece.block.page is not None and piece.block.page != before.block.page:
            yield piece.span.start - group[0].span.start, piece.block.page


def _main_kind(group: list[_Piece]) -> BlockKind:
    sizes: Counter[BlockKind] = Counter()
    for piece in group:
        sizes[piece.block.kind] += piece.tokens if piece.block.kind is not BlockKind.HEADING else 0
    return sizes.most_common(1)[0][0]


def _context(document: Document, body: Block, span: Span) -> str:
    """Title, headings and lead-in, as far as the chunk does not say them itself."""
    text = span.of(document.text)
    names = dict.fromkeys([document.title, *body.heading_path])
    lines = [" > ".join(name for name in names if name and name not in text)]
    if body.lead_in and body.lead_in not in text:
        # Cut short it still announces what follows.
        lines.append(body.lead_in if len(body.lead_in) <= _LONGEST_LEAD else f"{body.lead_in[: _LONGEST_LEAD - 3]} …:")
    return "\n".join(line for line in lines if line)
