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
    is_named = upper.goes_on or (any(header) and (len(upper.rows) == 1 or is_header(tidy_rows(upper.rows))))
    if not is_named or not _same_columns(upper, lower) or _is_parted(before, page):
        return tables
    if _words(rows[0]) == _words(header) or not any(rows[0]):
        rows = rows[1:]
    elif _has_own_header(lower, page.lines, bold=upper.goes_on or _is_bold_above(upper, before.lines)):
        return tables
    tables[0] = replace(lower, rows=[header, *rows], goes_on=True)
    return tables


def _is_parted(before: TablePage, page: TablePage) -> bool:
    """Whether something is said between the last table of a page and the first of the next."""
    below = [line for line in before.lines if _middle(line) < before.tables[-1].bottom]
    above = [line for line in page.lines if _middle(line) > page.tables[0].top]
    title = [line.text for line in before.lines if _middle(line) > before.tables[-1].top][-1:]
    numbers = {found for text in (*title, *(line.text for line in above)) for found in _TABLE.findall(text)}
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


def _has_own_header(table: PdfTable, lines: Sequence[Line], *, bold: bool) -> bool:
    """Whether its first row names columns: it alone is bold, or, where no letters tell, what stands below it says so.

    Args:
        table: The table.
        lines: Those of its page.
        bold: Whether the header of the table before is bold, so that one that is not would be none.
    """
    return _is_bold_above(table, lines) or (not bold and is_proven_header(tidy_rows(table.rows)))


def _is_bold_above(table: PdfTable, lines: Sequence[Line]) -> bool:
    """Whether its first line is bold and its last is not."""
    inside = [line for line in lines if table.holds((line.left + line.right) / 2, _middle(line))]
    return len(inside) > 1 and inside[0].bold and not inside[-1].bold
