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
_LAST_COLUMN = 16_384

Cells = dict[int, dict[int, str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet.

    Attributes:
        cells: What is shown, by row and column, both from 1; empty cells and rows are not in it.
        across: By row, first and last column of the widest cell that is merged of several.
        without_value: Where formulas stand whose value the file does not hold.
        is_whole: Whether all cells were read.
        count: How many cells hold something, those that are hidden among them.
        hidden: Characters in rows and columns that are not shown, or in a sheet that is not; they are not in `cells`.
    """

    cells: Cells
    across: dict[int, tuple[int, int]]
    without_value: tuple[str, ...]
    is_whole: bool
    count: int
    hidden: int


def read_sheet(sheet: Any, xml: IO[bytes], most: int) -> Sheet:
    """Read until `most` cells are found.

    Args:
        sheet: A read-only sheet of openpyxl.
        xml: Its part of the archive, for what openpyxl does not tell of such a sheet.
        most: How many cells that hold something are read; the row that goes beyond is not.
    """
    cells, is_whole = _read_cells(sheet, most)
    marks = _read_marks(xml)
    if sheet.sheet_state != "visible":
        return Sheet({}, {}, (), is_whole, _count(cells), _characters(cells))
    hidden = _characters(cells) - _characters(_seen(cells, marks))
    across = _fill(cells, marks.merged)
    return Sheet(_seen(cells, marks), across, tuple(marks.without_value), is_whole, _count(cells), hidden)


def _read_cells(sheet: Any, most: int) -> tuple[Cells, bool]:
    """What `Sheet.cells` and `Sheet.is_whole` say."""
    cells: Cells = {}
    # The size that a sheet declares is often wrong, and costs memory where it is.
    sheet.reset_dimensions()
    found = places = 0
    for row in sheet.iter_rows():
        filled = {cell.column: shown(cell.value, cell.number_format) for cell in row if cell.value is not None}
        number = next((cell.row for cell in row if cell.value is not None), 0)
        filled = {column: text for column, text in filled.items() if text.strip()}
        found, places = found + len(filled), places + len(row) + 1
        if found > most or places > _MOST_PLACES:
            return cells, False
        if filled:
            cells[number] = filled
    return cells, True


def _count(cells: Cells) -> int:
    return sum(map(len, cells.values()))


def _characters(cells: Cells) -> int:
    return sum(len(text) for row in cells.values() for text in row.values())


def _seen(cells: Cells, marks: _Marks) -> Cells:
    """The cells of rows and columns that are shown."""
    rows = {number: row for number, row in cells.items() if number not in marks.hidden_rows}
    seen = {number: {at: row[at] for at in row if at not in marks.hidden_columns} for number, row in rows.items()}
    return {number: row for number, row in seen.items() if row}


@dataclass(slots=True)
class _Marks:
    """Merged ranges (first column and row, last column and row), formulas without a value, and what is not shown."""

    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    without_value: list[str] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)


def _read_marks(xml: IO[bytes]) -> _Marks:
    marks = _Marks()
    row = 0
    tags = ["{*}col", "{*}row", "{*}mergeCell"]
    for _, element in etree.iterparse(xml, tag=tags, resolve_entities=False, no_network=True):
        match etree.QName(element).localname:
            case "row":
                row = int(element.get("r", row + 1))
                marks.without_value += [place for formula in element.iter("{*}f") if (place := _lacks_value(formula))]
                marks.hidden_rows |= {row} if _is_hidden(element) else set()
            case "col":
                first, last = int(element.get("min", "1")), min(int(element.get("max", "1")), _LAST_COLUMN)
                marks.hidden_columns |= set(range(first, last + 1)) if _is_hidden(element) else set()
            case _:
                first_column, first_row, last_column, last_row = range_boundaries(str(element.get("ref")))
                marks.merged.append((first_column or 1, first_row or 1, last_column or 1, last_row or 1))
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return marks


def _is_hidden(element: etree._Element) -> bool:
    return element.get("hidden") in ("1", "true")


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
