"""The tables of a sheet: what blank rows and blank columns part, as long as each part stands alone."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.loaders.grid import kind_of
from ingest.loaders.xlsx_sheet import Cells


def areas(cells: Cells) -> Iterator[Cells]:
    """The parts of a sheet in reading order; a title over tables that stand side by side is a part of its own."""
    for band in _bands(cells):
        titles = _titles(band)
        sides = _sides({number: row for number, row in band.items() if number not in titles})
        if len(sides) < 2:
            yield band
            continue
        if titles:
            yield titles
        for side in sides:
            yield from areas(side)


def columns_of(area: Cells) -> list[int]:
    """The columns that hold anything, from left to right."""
    return sorted({column for row in area.values() for column in row})


def rows_of(area: Cells, columns: list[int], across: dict[int, tuple[int, int]]) -> list[list[str]]:
    """The cells of `columns`, row by row; a title, or a cell merged over all of them, is a row of its own.

    Args:
        area: A part of a sheet.
        columns: The ones to give.
        across: By row, first and last column of the widest merged cell.
    """
    titles = _titles(area)
    rows = []
    for number in sorted(area):
        first, last = across.get(number, (0, -1))
        goes_over_all = len(columns) > 1 and (number in titles or (first <= columns[0] and columns[-1] <= last))
        cells = [area[number].get(column, "") for column in columns]
        rows.append([next(filter(None, cells), "")] if goes_over_all else cells)
    return rows


def _bands(cells: Cells) -> Iterator[Cells]:
    band: Cells = {}
    for number in sorted(cells):
        if band and number - 1 not in band:
            yield band
            band = {}
        band[number] = cells[number]
    if band:
        yield band


def _titles(band: Cells) -> Cells:
    """The rows at its top that say one thing: in one cell alone, or the same words from the first column on."""
    titles: Cells = {}
    left = min(columns_of(band), default=0)
    for number in sorted(band):
        row = band[number]
        words = {text for text in row.values() if len(row) == 1 or not kind_of(text)}
        if len(words) != 1 or len(set(row.values())) > 1 or (left not in row and len(row) > 1):
            break
        titles[number] = row
    return titles


def _sides(band: Cells) -> list[Cells]:
    """What blank columns part; a part that does not stand alone belongs to the one left of it."""
    sides: list[list[int]] = []
    for columns in _runs(columns_of(band)):
        if sides and not (_stands_alone(band, columns) and _stands_alone(band, sides[-1])):
            sides[-1] += columns
        else:
            sides.append(columns)
    return [_only(band, columns) for columns in sides]


def _runs(columns: list[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for column in columns:
        if run and column - 1 != run[-1]:
            yield run
            run = []
        run.append(column)
    if run:
        yield run


def _only(band: Cells, columns: list[int]) -> Cells:
    within = {number: {at: row[at] for at in columns if at in row} for number, row in band.items()}
    return {number: row for number, row in within.items() if row}


def _stands_alone(band: Cells, columns: list[int]) -> bool:
    """Whether it is a table by itself: two columns or more, names above them, and words or days in the first one."""
    if len(columns) < 2:
        return False
    part = _only(band, columns)
    titles = _titles(part)
    rows = [part[number] for number in sorted(part) if number not in titles]
    if len(rows) < 2 or len(rows[0]) < 2 or columns[0] not in rows[0] or kind_of(rows[0][columns[0]]):
        return False
    return any(kind_of(row[columns[0]]) != "number" for row in rows[1:] if columns[0] in row)
