"""The cells of a Word table as rows of equal columns."""

from __future__ import annotations

from collections.abc import Callable

from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.text.font import Font
from lxml.etree import _Element as Element

from ingest.loaders.docx_body import CELL, RUN, inside, rows
from ingest.loaders.docx_styles import value_of
from ingest.loaders.grid import Said
from ingest.loaders.table import merged

_MOST_COLUMNS = 200
_FIRST_ROW, _FIRST_COLUMN = 0x20, 0x80  # bits of `w:tblLook`

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


def said_of(table: Element) -> Said:
    """What it says of its parts: rows to be repeated on each page are header, and its style tells names from values.

    A style that stresses the first column alone has no header, as one of which that column alone is bold. Most tables
    stress both, and some nothing: that is what programs write unless told otherwise.
    """
    if _names_are_bold(table):
        return Said(_header_rows(table), no_header=True, row_names=True)
    look = table.find(f"{qn('w:tblPr')}/{qn('w:tblLook')}")
    row_names = _is_stressed(look, "firstColumn", _FIRST_COLUMN)
    no_header = row_names and not _is_stressed(look, "firstRow", _FIRST_ROW)
    return Said(_header_rows(table), no_header=no_header, row_names=row_names)


def _names_are_bold(table: Element) -> bool:
    """Whether the first cell of each row is bold, and not all of the first row."""
    cells = [list(inside(row, CELL)) for row in rows(table)]
    return bool(cells) and all(row and _is_bold(row[0]) for row in cells) and not all(map(_is_bold, cells[0]))


def _is_bold(cell: Element) -> bool:
    runs = [run for run in cell.iter(RUN) if isinstance(run, CT_R) and run.text.strip()]
    return bool(runs) and all(Font(run).bold for run in runs)


def _is_stressed(look: Element | None, name: str, bit: int) -> bool:
    """By the attribute of today's programs, else by that of 2007."""
    if look is None:
        return False
    said = look.get(qn(f"w:{name}"))
    return bool(int(look.get(qn("w:val"), "0"), 16) & bit) if said is None else said in ("1", "true", "on")


def _header_rows(table: Element) -> int:
    count = 0
    for row in rows(table):
        if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
            break
        count += 1
    return count


def _cells(row: Element, above: list[str], read: Read) -> list[str]:
    cells = [""] * _number(row, "w:trPr", "w:gridBefore")
    for cell in inside(row, CELL):
        vertical = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        goes_on = vertical is not None and value_of(vertical) != "restart" and len(cells) < len(above)
        text = above[len(cells)] if goes_on else read(cell)
        cells += merged(str(text), max(1, _number(cell, "w:tcPr", "w:gridSpan")))
    return cells


def _number(element: Element, properties: str, name: str) -> int:
    value = value_of(element.find(f"{qn(properties)}/{qn(name)}"))
    return min(int(value), _MOST_COLUMNS) if value.isdecimal() else 0
