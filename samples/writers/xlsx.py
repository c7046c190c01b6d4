"""A source as a workbook: each heading is a sheet, a paragraph is a line above the table."""

from __future__ import annotations

import io
import re
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from samples.writers.office import AUTHOR, WRITTEN, settled
from samples.writers.source import Part

_WHOLE = re.compile(r"-?\d+")
_DECIMAL = re.compile(r"-?\d+\.\d+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def write(parts: list[Part]) -> bytes:
    """The bytes of the workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator, book.properties.created = AUTHOR, WRITTEN.replace(tzinfo=None)
    for part in parts:
        if part.kind == "heading":
            book.create_sheet(part.text)
        elif part.kind == "table":
            _add_table(book.worksheets[-1], part.rows)
        else:
            book.worksheets[-1].append([part.text])
            book.worksheets[-1].append([])
    target = io.BytesIO()
    book.save(target)
    return settled(target.getvalue())


def _add_table(sheet: Worksheet, rows: tuple[tuple[str, ...], ...]) -> None:
    for number, row in enumerate(rows):
        sheet.append([text if number == 0 else _value(text) for text in row])
        if number == 0:
            for cell in sheet[sheet.max_row]:
                cell.font = Font(bold=True)


def _value(text: str) -> str | int | float | date | None:
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _DAY.fullmatch(text):
        return date.fromisoformat(text)
    return text or None
