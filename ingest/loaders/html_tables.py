"""The tables of a page as rows under one header, with cells that span several where they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bs4 import Tag

# A span of more is a slip or meant to do harm; so is a row that spans make longer than this.
_LONGEST_SPAN = 50
_WIDEST = 500
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_LAYOUT = frozenset(("table", "h1", "h2", "h3", "h4", "h5", "h6"))
Rows = list[list[str]]
Cells = list[list[Tag]]


def rows_of(table: Tag, text_of: Callable[[Tag], str]) -> list[Rows] | None:
    """What `table` says, as tables whose first row is the header; None where it only puts blocks beside each other.

    A table with its names in the first column gives one table of a name and a value for each row.
    """
    cells = cells_of(table)
    if any(tag.name in _LAYOUT for tag in table.descendants if isinstance(tag, Tag)) or max(map(len, cells)) < 2:
        return None
    grid = _grid(cells, text_of)
    if all(len(row) == 2 and row[0].name == "th" and row[1].name == "td" for row in cells):
        return [[[name], [value]] for name, value in grid]
    heads = _header_rows(cells)
    return [[_one_header(grid[:heads]), *grid[heads:]] if heads > 1 else grid]


def cells_of(table: Tag) -> Cells:
    """The cells of each row, those of tables inside it left out; at least one row."""
    rows = [[cell for cell in _children(row) if cell.name in ("td", "th")] for row in _rows(table)]
    return rows or [[]]


def _rows(table: Tag) -> Iterator[Tag]:
    for child in _children(table):
        if child.name == "tr":
            yield child
        elif child.name in _GROUPS:
            yield from (row for row in _children(child) if row.name == "tr")


def _children(tag: Tag) -> Iterator[Tag]:
    return (child for child in tag.children if isinstance(child, Tag))


def _grid(rows: Cells, text_of: Callable[[Tag], str]) -> Rows:
    hanging: dict[int, tuple[int, str]] = {}
    grid: Rows = []
    for row in rows:
        line: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for cell in row:
            _fill(line, hanging, below)
            text, down = text_of(cell), _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan") if len(line) < _WIDEST else 1):
                if down > 1 and len(line) < _WIDEST:
                    below[len(line)] = (down - 1, text)
                line.append(text)
        _fill(line, hanging, below)
        grid.append(line)
        hanging = below
    return grid


def _fill(line: list[str], hanging: dict[int, tuple[int, str]], below: dict[int, tuple[int, str]]) -> None:
    """Put in what cells of the rows above have at this place."""
    while len(line) in hanging:
        left, text = hanging[len(line)]
        if left > 1:
            below[len(line)] = (left - 1, text)
        line.append(text)


def _span(cell: Tag, name: str) -> int:
    said = str(cell.get(name, "1")).strip()
    return max(1, min(int(said[:9]), _LONGEST_SPAN)) if said.isdecimal() else 1


def _header_rows(cells: Cells) -> int:
    """How many rows at the top are header: those of `<thead>`, else those of header cells alone."""
    count = 0
    for row in cells:
        if not row or not (_is_in_head(row[0]) or all(cell.name == "th" for cell in row)):
            break
        count += 1
    return count if count < len(cells) else 1


def _is_in_head(cell: Tag) -> bool:
    group = cell.parent.parent if cell.parent is not None else None
    return group is not None and group.name == "thead"


def _one_header(rows: Rows) -> list[str]:
    """Several header rows as one: ``Price 2026`` under ``Price``; what is said twice is said once."""
    width = max(map(len, rows))
    columns = [[row[column] if column < len(row) else "" for row in rows] for column in range(width)]
    return [" ".join(dict.fromkeys(filter(None, (part.strip() for part in column)))) for column in columns]
