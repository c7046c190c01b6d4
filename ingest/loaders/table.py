"""Tables of every format in one form: a row a line, each value with the name of its column.

``Grade: E3; Notice: 2 months`` can be cited, read and checked alone; a grid whose header stands a page above can
not.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.document import BlockKind
from ingest.text_builder import TextBuilder, tidy

Row = Sequence[str]
_LONG = 40  # characters; no two cells beside each other say as much alike by chance


def add_table(builder: TextBuilder, rows: Sequence[Row], *, caption: str = "") -> None:
    """Add a table whose first row is its header; without a header's worth of columns, rows stay as they are."""
    clean = [[tidy(cell).replace("\n", " ") for cell in row] for row in rows]
    clean = [row for row in clean if any(row)]
    if not clean:
        return
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
    """One row as ``column: value; column: value``; empty cells are left out, merged ones said once.

    A short value that is repeated below another name is said again: nothing tells that it was merged.
    """
    parts: list[str] = []
    before = ""
    for position, value in enumerate(row):
        name = header[position] if position < len(header) else ""
        part = f"{name}: {value}" if name and name != value else value
        if value and not (name and parts and parts[-1] == part) and not (value == before and len(value) > _LONG):
            parts.append(part)
        before = value
    return "; ".join(parts)
