"""Plain text: paragraphs are what blank lines part; its items and headings are told from what introduces them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.document import Block, BlockKind, Span
from ingest.invisible import without_invisible
from ingest.loaders.encoding import decode
from ingest.loaders.front_matter import refuse_unread_rights
from ingest.loaders.loaded import Loaded, RawFile

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")
_MARKER = r"[ \t]*(?:[-*•]|\d{1,2}[.)])[ \t]+"
_ITEM = re.compile(_MARKER)
_HEADING_LINE = re.compile(r"(?m)^#{1,6} \S.*$")
_ITEM_BREAK = re.compile(rf"\n(?={_MARKER}\S|#{{1,6}} \S)")
_HEADING = re.compile(r"(#{1,6}) (\S.*)")


def load(file: RawFile) -> Loaded:
    """Read plain text; but for invisible ones its characters stay as they are, so spans mostly fit the file as well.

    Raises:
        LoadError: It is no text in any encoding, or what only Markdown has as front matter would be read as text.
    """
    text = decode(file.data)
    refuse_unread_rights(text)
    return parse_text(text)


def parse_text(text: str) -> Loaded:
    """Paragraphs, list items and `#` headings of `text` as blocks; of the text only what is invisible is left out."""
    text = without_invisible(text)
    headings: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for paragraph in _spans(text, Span(0, len(text)), _BLANK_LINE):
        blocks += _paragraph_blocks(text, paragraph, headings)
    return Loaded(text, tuple(blocks), "text/plain")


def _paragraph_blocks(text: str, paragraph: Span, headings: list[tuple[int, str]]) -> Iterator[Block]:
    lead_in = ""
    for span in _parts(text, paragraph):
        part = span.of(text)
        heading = _HEADING.fullmatch(part)
        if heading:
            level = len(heading.group(1))
            headings[:] = [entry for entry in headings if entry[0] < level] + [(level, heading.group(2).strip())]
        kind = BlockKind.HEADING if heading else BlockKind.LIST if _ITEM.match(part) else BlockKind.PROSE
        lead_in = part if kind is BlockKind.PROSE else lead_in
        yield Block(span, kind, tuple(title for _, title in headings), None, lead_in * (kind is BlockKind.LIST))


def _parts(text: str, paragraph: Span) -> Iterator[Span]:
    """Items of a list, a heading line and what follows it at once."""
    for span in _spans(text, paragraph, _ITEM_BREAK):
        line = _HEADING_LINE.match(text, span.start, span.end)
        if line is None:
            yield span
        else:
            yield Span(span.start, span.start + len(line.group().rstrip()))
            yield from _spans(text, Span(line.end(), span.end), _ITEM_BREAK)


def _spans(text: str, within: Span, separator: re.Pattern[str]) -> Iterator[Span]:
    """The non-blank parts between separators, without blanks at their ends."""
    start = within.start
    for end, following in [*((m.start(), m.end()) for m in separator.finditer(text, within.start, within.end)),
                           (within.end, within.end)]:  # fmt: skip
        part = text[start:end]
        if part.strip():
            lead = len(part) - len(part.lstrip())
            yield Span(start + lead, start + len(part.rstrip()))
        start = following
