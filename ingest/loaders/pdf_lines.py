"""The lines of a PDF page as pypdfium2 reads them, with position and size."""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from ingest.loaders.pdf_hyphens import SOFT

_DIGITS = re.compile(r"\d+")
# pdfium reads on behind a hyphen at a line's end, as if the next line were the same.
_LINE = re.compile(rf"[^\r\n{SOFT}]+{SOFT}?")
_BLANKS = re.compile(r"\s+")
_MARGIN_LINES = 2
_FONT_NAME, _HEAVY = 128, 600
# In points: how far apart in height and in width pieces of one line stand.
_LEVEL, _BESIDE = 1.5, 400.0
# In heights of a line: a blank as wide parts what stands beside it.
_GAP = 0.7
# In heights of a line: how far the header of a table stands from its first row.
_CLOSE = 2.5


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line with much room on both sides; coordinates in points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; coordinates in points from the page's lower left corner, size in points.

    Attributes:
        parts: Its pieces between wide gaps, at least one.
        bold: Whether its first and last letters are.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    parts: tuple[Part, ...] = ()
    bold: bool = False

    @property
    def size(self) -> float:
        """Height of its first letter's box, which grows with the font."""
        return self.top - self.bottom


def page_lines(page: Any, hidden: Collection[int] = ()) -> list[Line]:
    """The lines of a pypdfium2 page in reading order; a page without a text layer has none.

    Args:
        page: The page.
        hidden: Positions in its text of characters that nobody sees; they are left out.
    """
    textpage = page.get_textpage()
    text = textpage.get_text_range()
    if hidden:
        text = "".join(" " if at in hidden else character for at, character in enumerate(text))
    lines: list[Line] = []
    for found in _LINE.finditer(text.replace("\x02", SOFT)):
        stripped = found.group().strip()
        if stripped:
            first = found.start() + found.group().index(stripped[0])
            lines.append(_line(textpage, stripped, first, first + len(stripped) - 1))
    textpage.close()
    return _footer_last(_beside_each_other(lines))


def _beside_each_other(lines: Sequence[Line]) -> list[Line]:
    """Lines with what pdfium reads as a line of its own, but stands at the same height to the right."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last is None or abs(last.bottom - line.bottom) > _LEVEL or not 0 < line.left - last.right < _BESIDE:
            joined.append(line)
            continue
        joined[-1] = Line(
            f"{last.text} {line.text}", last.left, last.bottom, line.right, max(last.top, line.top),
            (*last.parts, *line.parts), last.bold and line.bold,
        )  # fmt: skip
    return joined


def _footer_last(lines: list[Line]) -> list[Line]:
    """Some programs draw the footer first; a line below all that follow it is read after them."""
    leading = 0
    while leading < len(lines) - 1 and lines[leading].top < min(line.bottom for line in lines[leading + 1 :]):
        leading += 1
    return lines[leading:] + lines[:leading]


def _line(textpage: Any, text: str, first: int, last: int) -> Line:
    end = textpage.count_chars() - 1
    left, bottom, _, top = textpage.get_charbox(min(first, end), loose=True)
    right = textpage.get_charbox(min(last, end), loose=True)[2]
    parts = tuple(_parts(textpage, text, min(first, end), top - bottom))
    bold = _is_bold(textpage, min(first, end)) and _is_bold(textpage, min(last, end))
    return Line(text, left, bottom, right, top, parts, bold)


def _is_bold(textpage: Any, at: int) -> bool:
    """By the name of the font, for not every file says how heavy its letters are."""
    name, flags = ctypes.create_string_buffer(_FONT_NAME), ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage.raw, at, name, _FONT_NAME, flags)
    return b"bold" in name.value.lower() or int(pdfium.FPDFText_GetFontWeight(textpage.raw, at)) >= _HEAVY


def _parts(textpage: Any, text: str, first: int, size: float) -> Iterator[Part]:
    """Only beside blanks can a gap be, so only there is measured."""
    begun, end = 0, textpage.count_chars() - 1
    left = textpage.get_charbox(first, loose=True)[0]
    for blank in _BLANKS.finditer(text):
        right = textpage.get_charbox(min(first + blank.start() - 1, end), loose=True)[2]
        next_left = textpage.get_charbox(min(first + blank.end(), end), loose=True)[0]
        if next_left - right > _GAP * size:
            yield Part(text[begun : blank.start()], left, right)
            begun, left = blank.end(), next_left
    yield Part(text[begun:], left, textpage.get_charbox(min(first + len(text) - 1, end), loose=True)[2])


def without_running_lines(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """`pages` without headers and footers: first or last lines that stand on most pages, digits aside.

    Of two pages alone, both have to have them at the same height.
    """
    if len(pages) < 2:
        return [list(lines) for lines in pages]
    heights = len(pages) == 2
    seen = Counter(key for lines in pages for key in {_key(line, heights) for line in _margins(lines)})
    least = max(len(pages) / 2, 1 if heights else 2)
    running = {key for key, count in seen.items() if count > least}
    return [[line for line in lines if not _runs(line, lines, running, heights)] for lines in pages]


def _margins(lines: list[Line]) -> list[Line]:
    return lines[:_MARGIN_LINES] + lines[-_MARGIN_LINES:]


def _runs(line: Line, lines: list[Line], running: set[str], heights: bool) -> bool:
    """Whether a line stands on most pages; the header of a table does too, and stays."""
    margins = _margins(lines)
    if line not in margins or _key(line, heights) not in running:
        return False
    return not any(below not in margins or _key(below, heights) not in running for below in _stack(line, lines))


def _stack(line: Line, lines: list[Line]) -> Iterator[Line]:
    """The lines below it, as far as each may be a row of one table with the one above."""
    for above, below in pairwise(lines[lines.index(line) :]):
        if not _heads(above, below):
            return
        yield below


def _heads(line: Line, below: Line) -> bool:
    """Whether it stands close above a line with as many parts, each over one of that."""
    if not 1 < len(line.parts) == len(below.parts):
        return False
    pairs = zip(line.parts, below.parts, strict=True)
    over = all(part.left < under.right and under.left < part.right for part, under in pairs)
    return over and 0 < line.bottom - below.bottom <= _CLOSE * line.size


def _key(line: Line, heights: bool) -> str:
    return _DIGITS.sub("#", line.text) + f" at {line.bottom:.0f}" * heights
