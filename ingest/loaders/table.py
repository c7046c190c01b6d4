"""Tables of every format in one form: a row a line, each value with the name of its column.

``Grade: E3; Notice: 2 months`` can be cited, read and checked alone; a grid whose header stands a page above can
not.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.document import BlockKind
from ingest.text_builder import TextBuilder, tidy

Row = Sequence[str]
_LONG = 40  # characters; what is said once for several columns, and not below the name of each


class Covered(str):
    """What a merged cell says in a column that it covers beside its first."""

    __slots__ = ()


def merged(text: str, columns: int) -> list[str]:
    """The text of a cell for each of the columns that it covers."""
    return [text, *[Covered(text)] * (columns - 1)]


def tidy_rows(rows: Sequence[Row]) -> list[list[str]]:
    """`rows` with each cell in one line, without those that say nothing."""
    clean = [[_in_one_line(cell) for cell in row] for row in rows]
    return [row for row in clean if any(row)]


def _in_one_line(cell: str) -> str:
    text = tidy(cell).replace("\n", " ")
    return Covered(text) if isinstance(cell, Covered) else text


def add_table(builder: TextBuilder, rows: Sequence[Row], *, caption: str = "") -> None:
    """Add a table whose first row is its header; without a header's worth of columns, rows stay as they are."""
    clean = tidy_rows(rows)
    if clean:
        add_rows(builder, clean[0], clean[1:], caption=caption)


def add_rows(builder: TextBuilder, header: Row, body: Sequence[Row], *, caption: str = "") -> None:
    """Add rows whose columns `header` names, where it does; a row of one cell leads those below it."""
    if not body:
        builder.add(BlockKind.TABLE, "; ".join(cell for cell in header if cell), lead_in=caption)
    group = ""
    for row in body:
        leads = len(row) == 1 < len(header)
        group = row[0] if leads else group
        text = group if leads else row_text(header, row)
        builder.add(BlockKind.TABLE, text, lead_in=caption if leads or not group else f"{caption}: {group}")


def row_text(header: Row, row: Row) -> str:
    """One row as ``column: value; column: value``; empty cells are left out, long merged ones said once."""
    parts: list[str] = []
    before = ""
    for position, value in enumerate(row):
        name = header[position] if position < len(header) else ""
        part = f"{name}: {value}" if name and name != value else value
        is_said = value == before and isinstance(value, Covered) and len(value) > _LONG
        if value and not is_said and not (name and parts and parts[-1] == part):
            parts.append(part)
        before = value
    return "; ".join(parts)
