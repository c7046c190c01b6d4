"""What the rows of a grid are: titles above a table, the rows of its header, rows of values.

A grid says nowhere where its header ends. What stands below tells: a name has no values of its own kind there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import BlockKind
from ingest.loaders.table import Row, add_rows
from ingest.text_builder import TextBuilder, tidy

# Of one file: more would be chunks by the ten thousands.
MOST_CELLS = 500_000
_MOST_HEADER_ROWS = 4
_NUMBER = re.compile(r"[-+(]{0,2}[€$£¥]? ?[-+]?\d[\d.,' ]*(?:[eE][-+]?\d+)? ?(?:%|[€$£¥]|[A-Z]{3})?\)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{1,2}:\d\d.*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT = re.compile(
    r"\(.{1,24}\)|\[.{1,24}\]|[%‰€$£¥]|[A-Z]{3}|[kcmMµ]?(?:m|g|l|t|W|V|A|Wh|Hz|€)[²³]?|°[CF]|s|h|min|days?|hours?|pcs?"
)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table whose parts are known.

    Attributes:
        titles: What stands above it, over its whole width.
        header: The names of its columns; empty where it has none.
        body: Its rows of values; one of a single cell goes over the whole width.
    """

    titles: tuple[str, ...]
    header: Row
    body: Sequence[Row]


def add_grid(builder: TextBuilder, grid: Grid, *, caption: str = "") -> None:
    """Add a table; its titles are paragraphs, and the last of them is its caption instead of `caption`."""
    for title in grid.titles:
        builder.add(BlockKind.PROSE, title)
    add_rows(builder, grid.header, grid.body, caption=grid.titles[-1] if grid.titles else caption)


def read_grid(rows: Sequence[Row], *, header_rows: int = 0) -> Grid:
    """Tell the parts of a table apart. Names that end with a colon stand before their values, not above them.

    Args:
        rows: Its cells; a row of a single cell goes over the whole width.
        header_rows: How many of them are its header, as far as the format says so; 0 where it does not.
    """
    clean = [[tidy(cell).replace("\n", " ") for cell in row] for row in rows]
    clean = [row for row in clean if any(row)]
    width = max(map(len, clean), default=0)
    titles = []
    while width > 1 and clean and len(clean[0]) == 1:
        titles.append(clean.pop(0)[0])
        header_rows -= 1
    if clean and all(len(row) == 2 and row[0].endswith(":") for row in clean):
        return Grid(tuple(titles), (), [[" ".join(row)] for row in clean])
    depth = header_rows if 0 < header_rows < len(clean) else _depth(clean)
    return Grid(tuple(titles), _names(clean[:depth]), clean[depth:])


def is_header(rows: Sequence[Row]) -> bool:
    """Whether the first of `rows` names columns: no value in it has values of its kind in the rows below."""
    filled = [cell for cell in rows[0] if cell]
    if not filled or (len(rows) == 1 and any(map(kind_of, filled))):
        return False
    years = any(_YEAR.fullmatch(cell) for cell in filled) and not _is_year_below(rows)
    return years or _counts(filled) or not any(kind_of(cell) and kind_of(cell) == below for cell, below in _below(rows))


def _below(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Each cell of the first row, and the kind of the first filled one below it."""
    for column, cell in enumerate(rows[0]):
        below = next((row[column] for row in rows[1:20] if column < len(row) and row[column]), "")
        yield cell, kind_of(below)


def _is_year_below(rows: Sequence[Row]) -> bool:
    below = (row[at] for at, cell in enumerate(rows[0]) if _YEAR.fullmatch(cell) for row in rows[1:20] if at < len(row))
    return any(_YEAR.fullmatch(cell) for cell in below)


def _counts(cells: Sequence[str]) -> bool:
    """Whether the numbers among `cells` go up or down by one: months, quarters, grades."""
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 5]
    values = [cell for cell in cells if kind_of(cell)]
    return len(numbers) == len(values) > 1 and {b - a for a, b in pairwise(numbers)} in ({1}, {-1})


def kind_of(cell: str) -> str:
    """`number` or `date`; empty for words."""
    return "number" if _NUMBER.fullmatch(cell) else "date" if _DATE.fullmatch(cell) else ""


def _depth(rows: Sequence[Row]) -> int:
    """How many rows the header has; a table of one row is a header without values."""
    if not rows or not is_header(rows):
        return 0
    depth = 1
    while depth < min(_MOST_HEADER_ROWS, len(rows) - 1) and _goes_on(rows, depth):
        depth += 1
    names = [name for name in _names(rows[:depth]) if name]
    depth = depth if len(names) == len(set(names)) else min(depth, 2)
    return depth + (depth < len(rows) - 1 and _are_units(rows[depth], rows[depth + 1]))


def _goes_on(rows: Sequence[Row], depth: int) -> bool:
    """Whether the row below the first `depth` ones names columns as well, because they do not tell them apart."""
    upper, lower, below = _names(rows[:depth]), rows[depth], rows[depth + 1]
    if len(lower) == 1 or (any(map(kind_of, lower)) and not is_header(rows[depth:])):
        return False
    heads = any(cell and not kind_of(cell) and kind_of(value) for cell, value in zip(lower, below, strict=False))
    shared = [(name, cell) for name, cell in zip(upper, lower, strict=False) if name and upper.count(name) > 1]
    if shared and all(cell and cell != name for name, cell in shared):
        return heads or depth == 1
    return heads and any(not name and cell for name, cell in list(zip(upper, lower, strict=False))[1:])


def _are_units(row: Row, below: Row) -> bool:
    units = [(cell, value) for cell, value in zip(row, below, strict=False) if cell]
    return bool(units) and all(_UNIT.fullmatch(cell) for cell, _ in units) and any(kind_of(value) for _, value in units)


def _names(rows: Sequence[Row]) -> list[str]:
    """One name a column from all rows of a header; the name of a group goes for the columns right of it, too."""
    columns: list[dict[str, None]] = [{} for _ in range(max(map(len, rows), default=0))]
    for upper, lower in zip(rows, [*rows[1:], []], strict=False):
        group = ""
        for column, cell in enumerate(upper):
            group = cell or (group if column < len(lower) and lower[column] else "")
            if group:
                columns[column][group] = None
    return [" ".join(parts) for parts in columns]
