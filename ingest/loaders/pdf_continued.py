"""A table of a PDF that goes on over a page break: the rows on the next page have the header of the first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.loaders.grid import is_header, is_proven_header
from ingest.loaders.pdf_lines import Line
from ingest.loaders.pdf_tables import PdfTable
from ingest.loaders.table import tidy_rows

# In points: how far the same column may stand from itself on the next page.
_NEAR = 4.0
# At the end of a line: "Table 3 (continued)", "cont'd", "continued on the next page".
_GOES_ON = re.compile(
    r"(?:.*[\s(\[–—-])?(?:continue[sd]|cont['’]d|cont\.|fortsetzung|forts\.)"
    r"(?:\s+(?:on|from|overleaf|auf|von)\b.{0,30})?[\s)\].…:]*",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\W*(?:(?:page|seite|p\.|s\.)\s*)?\d{1,4}(?:\s*(?:of|von|/)\s*\d{1,4})?\W*", re.IGNORECASE)
_TABLE = re.compile(r"\b(?:table|tabelle|tab\.)\s*([A-Z]?\d+(?:[.-]\d+)*)", re.IGNORECASE)
_LONGEST = 80  # characters of a line that only says that a table goes on


@dataclass(frozen=True, slots=True)
class TablePage:
    """A page without what runs through all of them, and its tables from top to bottom."""

    lines: Sequence[Line]
    tables: Sequence[PdfTable]


def continued(before: TablePage, page: TablePage) -> list[PdfTable]:
    """The tables of `page`; the first begins with the header of the last one of the page before where it goes on there.

    It does where nothing but a page's number, or a line that says so, stands between the two, their columns stand in
    the same places, and its first row is no header of its own.
    """
    tables = list(page.tables)
    if not before.tables or not tables:
        return tables
    upper, lower = before.tables[-1], tables[0]
    header, rows = upper.rows[0], lower.rows
    if not _names_columns(upper) or not _same_columns(upper, lower) or _is_parted(before, page):
        return tables
    bold = upper.bold_header if upper.goes_on else _is_bold_above(upper, before.lines)
    if _words(rows[0]) == _words(header) or not _says_something(rows[0]):
        rows = rows[1:]
    elif _has_own_header(lower, page.lines, above=header, bold=bold):
        return tables
    tables[0] = replace(lower, rows=[header, *rows], goes_on=True, bold_header=bold)
    return tables


def _names_columns(table: PdfTable) -> bool:
    return table.goes_on or (_says_something(table.rows[0]) and is_header(tidy_rows(table.rows)))


def _says_something(row: Sequence[str]) -> bool:
    """Whether anything of it can be seen."""
    return bool(tidy_rows([row]))


def _is_parted(before: TablePage, page: TablePage) -> bool:
    """Whether something is said between the last table of a page and the first of the next."""
    below = [line for line in before.lines if _middle(line) < before.tables[-1].bottom]
    above = [line for line in page.lines if _middle(line) > page.tables[0].top]
    title = [line for line in before.lines if _middle(line) > before.tables[-1].top][-1:]
    numbers = {found[1] for line in (*title, *above) if (found := _TABLE.search(line.text))}
    return len(numbers) > 1 or not all(map(_says_nothing_else, [*below, *above]))


def _middle(line: Line) -> float:
    return (line.bottom + line.top) / 2


def _says_nothing_else(line: Line) -> bool:
    return bool(_PAGE.fullmatch(line.text)) or (len(line.text) <= _LONGEST and bool(_GOES_ON.fullmatch(line.text)))


def _same_columns(upper: PdfTable, lower: PdfTable) -> bool:
    """Whether each column begins, or ends, where it did."""
    if len(upper.columns) != len(lower.columns) or len(upper.rows[0]) != len(lower.rows[0]):
        return False
    pairs = zip(upper.columns, lower.columns, strict=True)
    return all(min(abs(one[0] - other[0]), abs(one[1] - other[1])) <= _NEAR for one, other in pairs)


def _words(row: Sequence[str]) -> list[str]:
    return ["".join(cell.split()).lower() for cell in row]


def _has_own_header(table: PdfTable, lines: Sequence[Line], *, above: Sequence[str], bold: bool) -> bool:
    """Whether its first row names columns.

    It does where it has some of the names above and others, as the next of many forms has; where it alone is bold; and,
    where no letters tell, where what stands below it says so.

    Args:
        table: The table.
        lines: Those of its page.
        above: The header of the table before.
        bold: Whether that is bold, so that one that is not would be none.
    """
    first = table.rows[0]
    shared = any(one and one == other for one, other in zip(_words(first), _words(above), strict=True))
    is_bold = all(map(str.strip, first)) and _is_bold_above(table, lines)
    return shared or is_bold or (not bold and is_proven_header(tidy_rows(table.rows)))


def _is_bold_above(table: PdfTable, lines: Sequence[Line]) -> bool:
    """Whether its first line is bold and its last is not."""
    inside = table.lines_in(lines)
    return len(inside) > 1 and inside[0].bold and not inside[-1].bold
