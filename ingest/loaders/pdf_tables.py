"""Tables with ruling lines on a PDF page, through pdfplumber."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import pdfplumber
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from ingest.loaders.pdf_lines import Line

_MIN_FILLED = 0.6
_DAMAGED = (PdfminerException, MalformedPDFException, IndexError)


@dataclass(frozen=True, slots=True)
class PdfTable:
    """A grid of cells, and where it stands: points from the page's lower left corner.

    Attributes:
        rows: The first one is the header, empty where there is none.
        columns: Where each begins and ends, from left to right.
        goes_on: Whether it began on a page before, and has its header from there.
        bold_header: Whether that header is bold.
    """

    rows: list[list[str]]
    bottom: float
    top: float
    left: float
    right: float
    columns: tuple[tuple[float, float], ...] = ()
    goes_on: bool = False
    bold_header: bool = False

    def holds(self, across: float, up: float) -> bool:
        """Whether a point of the page is in it."""
        return self.left <= across <= self.right and self.bottom <= up <= self.top

    def lines_in(self, lines: Sequence[Line]) -> list[Line]:
        """Those of `lines` whose middle is in it."""
        return [line for line in lines if self.holds((line.left + line.right) / 2, (line.bottom + line.top) / 2)]


class TableFinder:
    """Opens the file a second time, only once a page with ruling lines comes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pdf: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pdf is not None:
            with suppress(*_DAMAGED):
                self._pdf.close()

    def tables(self, page_number: int) -> list[PdfTable]:
        """The ruled tables of page `page_number` (from 1), from top to bottom, rows that stand alone among them.

        None in a damaged file, which pdfium reads as well as it can: the rows are in its text all the same.
        """
        try:
            found = self._found(page_number)
        except _DAMAGED:
            return []
        return sorted((table for table in found if _is_grid(table.rows)), key=lambda table: -table.top)

    def _found(self, page_number: int) -> list[PdfTable]:
        if self._pdf is None:
            self._pdf = pdfplumber.open(io.BytesIO(self._data))
        page = self._pdf.pages[page_number - 1]
        found = [_table(table, float(page.height)) for table in page.find_tables()]
        page.close()
        return found


def _table(table: Any, height: float) -> PdfTable:
    rows = [[(cell or "").replace("\n", " ") for cell in row] for row in table.extract()]
    left, top, right, bottom = map(float, table.bbox)
    edges = {round(cell[0]): cell for cell in table.cells}
    columns = tuple((float(edges[at][0]), float(edges[at][2])) for at in sorted(edges))
    return PdfTable(rows, height - bottom, height - top, left, right, columns)


def _is_grid(rows: list[list[str]]) -> bool:
    """Shaded bands and boxes around prose look like tables to a line finder; a grid is mostly filled."""
    cells = [cell for row in rows for cell in row]
    return bool(rows) and len(rows[0]) >= 2 and sum(map(bool, cells)) >= _MIN_FILLED * len(cells)
