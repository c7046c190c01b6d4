"""XLSX: a sheet is a section; the header row is found, merged header cells are filled, dates read as days."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from ingest.document import BlockKind
from ingest.loaders.archive import open_office
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.table import add_table
from ingest.text_builder import TextBuilder

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def load(file: RawFile) -> Loaded:
    """Read a workbook's values as last computed; pages are sheet numbers. Blank rows part tables."""
    book = openpyxl.load_workbook(open_office(file.data), data_only=True)
    builder = TextBuilder()
    for number, sheet in enumerate(book.worksheets, start=1):
        grid = _grid(sheet)
        if any(any(row) for row in grid):
            builder.page = number
            builder.heading(sheet.title, 1)
            _add_sheet(builder, grid, sheet.title)
    return Loaded.of(builder, _MEDIA_TYPE, title=book.properties.title)


def _add_sheet(builder: TextBuilder, grid: list[list[str]], caption: str) -> None:
    for blank, group in groupby(grid, key=lambda row: not any(row)):
        rows = list(group)
        if blank:
            continue
        while rows and len({cell for cell in rows[0] if cell}) == 1 and len(rows[0]) > 1:
            caption = next(cell for cell in rows.pop(0) if cell)
            builder.add(BlockKind.PROSE, caption)
        add_table(builder, _one_header(rows), caption=caption)


def _one_header(rows: list[list[str]]) -> list[list[str]]:
    """Two header rows become one where the upper is a merged group of columns."""
    if len(rows) < 3 or len(set(filter(None, rows[0]))) == len([cell for cell in rows[0] if cell]):
        return rows
    below = rows[1]
    names = [
        f"{upper} {lower}".strip() if upper != lower else upper for upper, lower in zip(rows[0], below, strict=True)
    ]
    return [names, *rows[2:]]


def _grid(sheet: Worksheet) -> list[list[str]]:
    grid = [[_shown(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    for merged in sheet.merged_cells.ranges:
        text = grid[merged.min_row - 1][merged.min_col - 1]
        for row in range(merged.min_row - 1, min(merged.max_row, len(grid))):
            for column in range(merged.min_col - 1, min(merged.max_col, len(grid[row]))):
                grid[row][column] = text
    return grid


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() if value.hour == value.minute == 0:
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return f"{value:.10g}"
        case _:
            return str(value)
