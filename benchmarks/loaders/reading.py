"""What a tool made of one file, in the one form in which tools are compared. Needs nothing of ragstone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

Cell = tuple[str, str]  # the name of its column, and what it says
Row = tuple[Cell, ...]
Table = tuple[Row, ...]
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*$")
_RULE = re.compile(r"\|?[\s:|-]+\|?$")


@dataclass(frozen=True)
class Reading:
    """One file as a tool reads it.

    Attributes:
        error: Why it could not be read; empty where it was.
        seconds: What reading took, imports left out.
    """

    text: str = ""
    headings: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    seconds: float = 0.0
    error: str = ""


def of_grid(grid: Sequence[Sequence[str]]) -> Table:
    """Rows under the first one as their header."""
    if not grid:
        return ()
    header = grid[0]
    return tuple(
        tuple((header[at] if at < len(header) else "", value) for at, value in enumerate(row)) for row in grid[1:]
    )


def of_markdown(text: str) -> Reading:
    """The headings and pipe tables of Markdown."""
    lines = text.splitlines()
    headings = [match.group(1).strip("* ") for line in lines if (match := _HEADING.match(line))]
    return Reading(text, tuple(headings), tuple(of_grid(grid) for grid in _grids(lines)))


def _grids(lines: Iterable[str]) -> Iterator[list[list[str]]]:
    grid: list[list[str]] = []
    for line in [*lines, ""]:
        if line.strip().startswith("|"):
            if not _RULE.fullmatch(line.strip()):
                grid.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif grid:
            yield grid
            grid = []


class HtmlRows(HTMLParser):
    """The rows of one table written as HTML."""

    def __init__(self, markup: str) -> None:
        """Read `markup`."""
        super().__init__()
        self.grid: list[list[str]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a row or a cell."""
        if tag == "tr":
            self.grid.append([])
        elif tag in ("td", "th") and self.grid:
            self.grid[-1].append("")

    def handle_data(self, data: str) -> None:
        """Add to the cell that is open."""
        if self.grid and self.grid[-1]:
            self.grid[-1][-1] += data
