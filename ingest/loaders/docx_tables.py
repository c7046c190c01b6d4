"""The cells of a Word table as rows of equal columns."""

from __future__ import annotations

from collections.abc import Callable

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from ingest.loaders.docx_body import CELL, inside, rows
from ingest.loaders.docx_styles import value_of

_MOST_COLUMNS = 200

Read = Callable[[Element], str]


def cell_rows(table: Element, read: Read) -> list[list[str]]:
    """The text of each cell in each column and row that it covers; a cell over a whole row is the only one of it.

    Args:
        table: A `w:tbl`.
        read: Gives a cell's text; asked once for each cell, in reading order.
    """
    grid: list[list[str]] = []
    for row in rows(table):
        above = grid[-1] if grid else []
        grid.append(_cells(row, above, read))
    width = max(map(len, grid), default=0)
    single = [len(list(inside(row, CELL))) == 1 for row in rows(table)]
    return [
        row[:1] if alone and len(row) == width and row[0] == row[-1] else row
        for alone, row in zip(single, grid, strict=True)
    ]


def header_rows(table: Element) -> int:
    """How many rows at the top are marked to be repeated on each page."""
    count = 0
    for row in rows(table):
        if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
            break
        count += 1
    return count


def _cells(row: Element, above: list[str], read: Read) -> list[str]:
    cells = [""] * _number(row, "w:trPr", "w:gridBefore")
    for cell in inside(row, CELL):
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        goes_on = merged is not None and value_of(merged) != "restart" and len(cells) < len(above)
        text = above[len(cells)] if goes_on else read(cell)
        cells += [text] * max(1, _number(cell, "w:tcPr", "w:gridSpan"))
    return cells


def _number(element: Element, properties: str, name: str) -> int:
    value = value_of(element.find(f"{qn(properties)}/{qn(name)}"))
    return min(int(value), _MOST_COLUMNS) if value.isdecimal() else 0
