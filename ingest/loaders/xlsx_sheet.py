"""The cells of a sheet that hold something, with what is said in them said for all cells that are merged with them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import IO, Any

from lxml import etree
from openpyxl.utils.cell import range_boundaries

from ingest.loaders.grid import MOST_CELLS
from ingest.loaders.table import merged
from ingest.loaders.xlsx_format import shown

_MOST_PLACES = 5_000_000  # cells and the empty ones before them

Cells = dict[int, dict[int, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Attributes:
        cells: What is shown, by row and column, both from 1; empty cells and rows are not in it.
        across: By row, first and last column of the widest cell that is merged of several.
        without_value: Where formulas stand whose value the file does not hold.
        is_whole: Whether all cells were read.
    """

    cells: Cells
    across: dict[int, tuple[int, int]]
    without_value: tuple[str, ...]
    is_whole: bool

    @property
    def count(self) -> int:
        """How many cells hold something."""
        return sum(map(len, self.cells.values()))


def read_sheet(sheet: Any, xml: IO[bytes], most: int) -> Sheet:
    """Read until `most` cells are found.

    Args:
        sheet: A read-only sheet of openpyxl.
        xml: Its part of the archive, for what openpyxl does not tell of such a sheet.
        most: How many cells that hold something are read; the row that goes beyond is not.
    """
    cells: Cells = {}
    # The size that a sheet declares is often wrong, and costs memory where it is.
    sheet.reset_dimensions()
    found = places = 0
    is_whole = True
    for row in sheet.iter_rows():
        filled = {cell.column: shown(cell.value, cell.number_format) for cell in row if cell.value is not None}
        number = next((cell.row for cell in row if cell.value is not None), 0)
        filled = {column: text for column, text in filled.items() if text.strip()}
        found, places = found + len(filled), places + len(row) + 1
        is_whole = found <= most and places <= _MOST_PLACES
        if not is_whole:
            break
        if filled:
            cells[number] = filled
    marks = _read_marks(xml)
    across = _fill(cells, marks.merged)
    return Sheet(cells, across, tuple(marks.without_value), is_whole)


@dataclass(slots=True)
class _Marks:
    """Merged ranges (first column and row, last column and row), and formulas without a value."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    without_value: list[str] = field(default_factory=list)


def _read_marks(xml: IO[bytes]) -> _Marks:
    marks = _Marks()
    tags = ["{*}row", "{*}mergeCell"]
    for _, element in etree.iterparse(xml, tag=tags, resolve_entities=False, no_network=True):
        if etree.QName(element).localname == "row":
            marks.without_value += [place for formula in element.iter("{*}f") if (place := _lacks_value(formula))]
        else:
            first_column, first_row, last_column, last_row = range_boundaries(str(element.get("ref")))
            marks.merged.append((first_column or 1, first_row or 1, last_column or 1, last_row or 1))
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return marks


def _lacks_value(formula: etree._Element) -> str:
    """Where a formula stands whose value is not stored; empty where it is, be it a text of no letters."""
    cell = formula.getparent()
    if cell is None or cell.get("t") == "str" or cell.findtext("{*}v"):
        return ""
    return str(cell.get("r", "?"))


def _fill(cells: Cells, ranges: list[tuple[int, int, int, int]]) -> dict[int, tuple[int, int]]:
    """Write what a merged cell shows into all rows and columns it covers that hold anything; gives `Sheet.across`."""
    rows, columns = sorted(cells), sorted({column for row in cells.values() for column in row})
    across: dict[int, tuple[int, int]] = {}
    left = MOST_CELLS
    for first_column, first_row, last_column, last_row in ranges:
        text = cells.get(first_row, {}).get(first_column)
        if text is None:
            continue
        for row in rows[bisect_left(rows, first_row) : bisect_right(rows, last_row)]:
            covered = columns[bisect_left(columns, first_column) : bisect_right(columns, last_column)]
            left -= len(covered)
            if left < 0:
                return across
            cells[row] |= zip(covered, merged(text, len(covered)), strict=True)
            widest = [across.get(row, (0, -1)), (first_column, last_column)]
            across[row] = max(widest, key=lambda ends: ends[1] - ends[0])
    return across
