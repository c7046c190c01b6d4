"""The lines of a PDF page as pypdfium2 reads them, with position and size."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

_DIGITS = re.compile(r"\d+")
_MARGIN_LINES = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; coordinates in points from the page's lower left corner, size in points."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

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
    start = 0
    for raw in text.split("\r\n"):
        stripped = raw.strip()
        if stripped:
            first = start + raw.index(stripped[0])
            lines.append(_line(textpage, stripped, first, start + len(raw.rstrip()) - 1))
        start += len(raw) + 2
    textpage.close()
    return _footer_last(lines)


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
    return Line(text.replace("\ufffe", "-").replace("\x02", "-"), left, bottom, right, top)


def without_running_lines(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """`pages` without headers and footers: first or last lines that stand on most pages, digits aside."""
    if len(pages) < 3:
        return [list(lines) for lines in pages]
    seen = Counter(key for lines in pages for key in {_key(line) for line in _margins(lines)})
    running = {key for key, count in seen.items() if count >= 3 and count > len(pages) / 2}
    return [[line for line in lines if not _runs(line, lines, running)] for lines in pages]


def _margins(lines: list[Line]) -> list[Line]:
    return lines[:_MARGIN_LINES] + lines[-_MARGIN_LINES:]


def _runs(line: Line, lines: list[Line], running: set[str]) -> bool:
    return line in _margins(lines) and _key(line) in running


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text)
