"""XLSX: a sheet is a section of tables; values are shown as their number formats say, dates as days."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import openpyxl

from ingest.document import BlockKind
from ingest.loaders.archive import open_office
from ingest.loaders.grid import MOST_CELLS, Grid, add_grid, read_grid
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.table import Row
from ingest.loaders.xlsx_sheet import Cells, Sheet, read_sheet
from ingest.loaders.xlsx_tables import areas, columns_of, rows_of
from ingest.text_builder import TextBuilder

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_ENTRY = 60  # characters; longer ones in a single column are sentences


def load(file: RawFile) -> Loaded:
    """Read a workbook's values as last computed; pages are sheet numbers. Blank rows and columns part tables.

    What is not shown is left out. What was not computed, or is too much to read, is a warning.
    """
    stream = open_office(file.data)
    book: Any = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    builder = TextBuilder()
    warnings: list[str] = []
    left = MOST_CELLS
    with zipfile.ZipFile(stream) as archive:
        for number, sheet in enumerate(book.worksheets, start=1):
            with archive.open(sheet._worksheet_path) as xml:
                read = read_sheet(sheet, xml, left)
            left -= read.count
            builder.hidden += read.hidden
            warnings += _warnings(read, number)
            if read.cells:
                builder.page = number
                builder.heading(sheet.title, 1)
                _SheetWriter(builder, read, sheet.title).write()
    loaded = Loaded.of(builder, _MEDIA_TYPE, title=book.properties.title)
    return replace(loaded, warnings=(*loaded.warnings, *warnings))


def _warnings(sheet: Sheet, number: int) -> list[str]:
    warnings = []
    if not sheet.is_whole:
        rows = max(sheet.cells, default=0)
        warnings.append(f"sheet {number} was read down to row {rows} alone, since it holds too many cells; split it")
    if sheet.without_value:
        count, first = len(sheet.without_value), sheet.without_value[0]
        warnings.append(
            f"{count} formulas of sheet {number} have no stored value, the first in {first}; save it in its program"
        )
    return warnings


@dataclass(slots=True)
class _SheetWriter:
    """Writes the tables of a sheet; a part without names goes on with those of the table just above it."""

    builder: TextBuilder
    sheet: Sheet
    caption: str
    header: Row = ()
    columns: Sequence[int] = ()
    last_row: int = 0

    def write(self) -> None:
        for area in areas(self.sheet.cells):
            columns = columns_of(area)
            rows = rows_of(area, columns, self.sheet.across)
            if len(columns) == 1 and self._is_prose(rows):
                self._prose(rows)
            else:
                self._table(area, columns, read_grid(rows))

    def _is_prose(self, rows: list[list[str]]) -> bool:
        return bool(len(rows) == 1 or self.header or any(len(row[0]) > _LONGEST_ENTRY for row in rows))

    def _prose(self, rows: list[list[str]]) -> None:
        for row in rows:
            self.builder.add(BlockKind.PROSE, row[0])
        self.caption = rows[0][0] if len(rows) == 1 else self.caption

    def _table(self, area: Cells, columns: list[int], grid: Grid) -> None:
        if self._goes_on(min(area), columns, grid):
            columns = list(self.columns)
            grid = Grid((), self.header, rows_of(area, columns, self.sheet.across))
        add_grid(self.builder, grid, caption=self.caption)
        self.caption = grid.titles[-1] if grid.titles else self.caption
        self.header, self.columns, self.last_row = grid.header, columns, max(area)

    def _goes_on(self, first_row: int, columns: list[int], grid: Grid) -> bool:
        if grid.header or grid.titles or not self.header or first_row - self.last_row > 2:
            return False
        return set(columns) <= set(self.columns) and columns[-1] == self.columns[-1]
