"""What the rows of a grid are: titles above a table, the rows of its header, rows of values.

A grid says nowhere where its header ends. What stands below tells: a name has no values of its own kind there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import BlockKind
from ingest.loaders.table import Covered, Row, add_rows, row_text, tidy_rows
from ingest.text_builder import TextBuilder

# Of one file: more would be chunks by the ten thousands.
MOST_CELLS = 500_000
_MOST_HEADER_ROWS = 4
_NUMBER = re.compile(r"[-+(]{0,2}[€$£¥]? ?[-+]?\d[\d.,' ]*(?:[eE][-+]?\d+)? ?(?:%|[€$£¥]|[A-Z]{3})?\)?")
# "2 months", "30 days", "500 EUR a year"
_AMOUNT = re.compile(r"(?!(?:19|20)\d\d )\d[\d.,]* ?%?(?: [^\W\d]\S*){1,3}")
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


@dataclass(frozen=True, slots=True)
class Said:
    """What a format says about the parts of a table.

    Attributes:
        header_rows: How many rows at the top are its header; 0 where that is not said.
        no_header: Whether words above words are no header, because one would have been marked.
        row_names: Whether its first column names the rows where it has no header; with `no_header`, it has none.
    """

    header_rows: int = 0
    no_header: bool = False
    row_names: bool = False


_UNSAID = Said()


def read_grid(rows: Sequence[Row], said: Said = _UNSAID) -> Grid:
    """Tell the parts of a table apart. Names that end with a colon stand before their values, not above them.

    Args:
        rows: Its cells; a row of a single cell goes over the whole width.
        said: What its format says of it.
    """
    clean = tidy_rows(rows)
    width = max(map(len, clean), default=0)
    titles = []
    while width > 1 and clean and len(clean[0]) == 1:
        titles.append(clean.pop(0)[0])
    if clean and all(len(row) == 2 and row[0].endswith(":") for row in clean):
        return Grid(tuple(titles), (), [[" ".join(row)] for row in clean])
    depth = _depth(clean, said, said.header_rows - len(titles))
    body = clean[depth:]
    if not depth and said.row_names:
        body = [[_named(row)] for row in body]
    return Grid(tuple(titles), _names(clean[:depth]), body)


def _named(row: Row) -> str:
    """``Notice period: 2 months``, as a row says it whose first cell is its name."""
    values = row_text((), row[1:])
    return f"{row[0]}: {values}" if row[0] and values else row[0] or values


def is_header(rows: Sequence[Row]) -> bool:
    """Whether the first of `rows` names columns: no value in it has values of its kind in the rows below."""
    filled = [cell for cell in rows[0] if cell]
    if not filled or (len(rows) == 1 and any(map(kind_of, filled))):
        return False
    if _is_count(rows):
        return True
    return not any(kind_of(cell) and kind_of(cell) == kind_of(next(iter(below), "")) for cell, below in _below(rows))


def is_proven_header(rows: Sequence[Row]) -> bool:
    """Whether the first of `rows` names columns beyond doubt: it counts, or one of its words has only values below."""
    counts = _is_count(rows) and sum(bool(kind_of(cell)) for cell in rows[0]) > 1
    return counts or any(
        cell and not kind_of(cell) and below and all(map(kind_of, below)) for cell, below in _below(rows)
    )


def _below(rows: Sequence[Row]) -> Iterator[tuple[str, list[str]]]:
    """Each cell of the first row, and the filled ones below it."""
    for column, cell in enumerate(rows[0]):
        yield cell, [row[column] for row in rows[1:20] if column < len(row) and row[column]]


def _is_count(rows: Sequence[Row]) -> bool:
    """Whether the first of `rows` goes through years, months, grades."""
    filled = [cell for cell in rows[0] if cell]
    years = any(_YEAR.fullmatch(cell) for cell in filled) and not _is_year_below(rows)
    return years or _counts(filled)


def _is_year_below(rows: Sequence[Row]) -> bool:
    below = (row[at] for at, cell in enumerate(rows[0]) if _YEAR.fullmatch(cell) for row in rows[1:20] if at < len(row))
    return any(_YEAR.fullmatch(cell) for cell in below)


def _counts(cells: Sequence[str]) -> bool:
    """Whether the numbers among `cells` go up or down by one: months, quarters, grades."""
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 5]
    values = [cell for cell in cells if kind_of(cell)]
    return len(numbers) == len(values) > 1 and {b - a for a, b in pairwise(numbers)} in ({1}, {-1})


def kind_of(cell: str) -> str:
    """`number`, `amount` (a number of something) or `date`; empty for words."""
    kinds = {"number": _NUMBER, "date": _DATE, "amount": _AMOUNT}
    return next((kind for kind, pattern in kinds.items() if pattern.fullmatch(cell)), "")


def _depth(rows: Sequence[Row], said: Said, marked: int) -> int:
    """How many rows the header has, of which `marked` are said to be; a table of one row is a header without values."""
    if 0 < marked < len(rows):
        return marked
    if not rows or not is_header(rows) or (said.no_header and said.row_names):
        return 0
    depth = _found_depth(rows)
    if said.no_header and not is_proven_header([_names(rows[:depth]), *rows[depth:]]):
        return 0
    return depth


def _found_depth(rows: Sequence[Row]) -> int:
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
    cells = zip(upper, lower, _merged(rows[depth - 1]), strict=False)
    shared = [(name, cell) for name, cell, is_merged in cells if name and is_merged]
    if shared and all(cell and cell != name for name, cell in shared):
        return heads or depth == 1
    return heads and any(not name and cell for name, cell in list(zip(upper, lower, strict=False))[1:])


def _merged(row: Row) -> list[bool]:
    """Of each cell, whether it is one of several that were merged."""
    return [isinstance(cell, Covered) or isinstance(after, Covered) for cell, after in pairwise([*row, ""])]


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
