"""The tables of a page as rows under one header, with cells that span several where they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bs4 import Tag

from ingest.loaders.grid import Grid, Said, read_grid
from ingest.loaders.table import merged

# A span of more is a slip or meant to do harm; so is a row that spans make longer than this.
_LONGEST_SPAN = 50
_WIDEST = 500
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_LAYOUT = frozenset(("table", "h1", "h2", "h3", "h4", "h5", "h6"))
Rows = list[list[str]]
Cells = list[list[Tag]]


def grid_of(table: Tag, text_of: Callable[[Tag], str]) -> Grid | None:
    """What `table` says; None where it only puts blocks beside each other."""
    cells = cells_of(table)
    if any(tag.name in _LAYOUT for tag in table.descendants if isinstance(tag, Tag)) or max(map(len, cells)) < 2:
        return None
    heads = _header_rows(cells)
    row_names = not heads and all(_is_name(row[0]) and row[0].get_text(strip=True) for row in cells if row)
    return read_grid(_rows_of(cells, text_of), Said(heads, no_header=True, row_names=row_names))


def cells_of(table: Tag) -> Cells:
    """The cells of each row, those of tables inside it left out; at least one row."""
    rows = [[cell for cell in _children(row) if cell.name in ("td", "th")] for row in _rows(table)]
    return rows or [[]]


def _rows(table: Tag) -> Iterator[Tag]:
    for child in _children(table):
        if child.name == "tr":
            yield child
        elif child.name in _GROUPS:
            rows = [row for row in _children(child) if row.name == "tr"]
            yield from rows or [child]  # whoever writes one row may leave out its tag


def _children(tag: Tag) -> Iterator[Tag]:
    return (child for child in tag.children if isinstance(child, Tag))


def _rows_of(rows: Cells, text_of: Callable[[Tag], str]) -> Rows:
    """The text of each cell in each column and row that it covers; a cell over a whole row is the only one of it."""
    hanging: dict[int, tuple[int, str]] = {}
    grid: Rows = []
    for row in rows:
        line: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for cell in row:
            _fill(line, hanging, below)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan") if len(line) < _WIDEST else 1
            for text in merged(text_of(cell), across):
                if down > 1 and len(line) < _WIDEST:
                    below[len(line)] = (down - 1, text)
                line.append(text)
        _fill(line, hanging, below)
        grid.append(line[:1] if len(row) == 1 and not hanging else line)
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
    number = int(said[:9]) if said.isdecimal() else 1
    to_the_end = number == 0 and name == "rowspan"
    return _LONGEST_SPAN if to_the_end else max(1, min(number, _LONGEST_SPAN))


def _header_rows(cells: Cells) -> int:
    """How many rows at the top are header: those of `<thead>`, else those of names and empty cells alone."""
    count = 0
    for row in cells:
        named = [cell for cell in row if cell.name == "th" or cell.get_text(strip=True)]
        if not row or not (_is_in_head(row[0]) or (any(map(_is_name, named)) and all(map(_is_name, named)))):
            break
        count += 1
    return count if count < len(cells) else 1


def _is_name(cell: Tag) -> bool:
    """Whether it is a header cell, or all of its text is bold, as mail programs write one."""
    bold = "".join(part.get_text(strip=True) for part in cell.find_all(["b", "strong"]))
    return cell.name == "th" or (bool(bold) and bold == cell.get_text(strip=True))


def _is_in_head(cell: Tag) -> bool:
    around = cell.find_parent(["thead", "table"])
    return around is not None and around.name == "thead"
