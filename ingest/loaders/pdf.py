"""PDF: lines become paragraphs and headings by position and size; ruled tables become rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from statistics import median
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.pdf_aligned import aligned_tables
from ingest.loaders.pdf_hidden import hidden_characters, is_light
from ingest.loaders.pdf_hyphens import Hyphens
from ingest.loaders.pdf_lines import Line, page_lines, without_running_lines
from ingest.loaders.pdf_tables import PdfTable, TableFinder
from ingest.loaders.table import add_table
from ingest.text_builder import TextBuilder

_ITEM = re.compile(r"^(?:[•‣▪●○–-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_ROW = re.compile(r"[A-Za-z].*?(?:\s+(?:[$€£]\s?)?\(?\d[\d,.]*\)?%?|\s+—){2,}$")
# Upright lines on a page: fewer rule no table. Paths: more draw a map or a chart.
_RULED, _DRAWN = 2, 5000
# In points: the widest line and the lowest that counts; in segments: a path of more than a box.
_THIN, _UPRIGHT, _BOX = 2.0, 6.0, 5
_LONGEST_ROW = 400
_HEADING_RATIO = 1.15
_GAP_RATIO = 1.45


def load(file: RawFile) -> Loaded:
    """Read a PDF page by page; a page without text is a warning, a file without text an error.

    Raises:
        LoadError: It is encrypted, damaged, or has no text layer at all.
    """
    pdf = _open(file.data)
    try:
        unseen = [hidden_characters(page) for page in pdf]
        pages = without_running_lines([page_lines(page, hidden) for page, hidden in zip(pdf, unseen, strict=True)])
        bare = [number for number, lines in enumerate(pages, start=1) if not lines]
        if len(bare) == len(pages):
            raise LoadError(f"got no text layer on any of its {len(pages)} pages: it needs OCR; add a text layer")
        builder = TextBuilder()
        builder.hidden = sum(len(hidden) for hidden in unseen)
        with TableFinder(file.data) as finder:
            writer = _PageWriter(builder, _body_size(pages), Hyphens.of(line.text for lines in pages for line in lines))
            for number, (page, lines) in enumerate(zip(pdf, pages, strict=True), start=1):
                builder.page = number
                ruled = finder.tables(number) if _is_ruled(page) else []
                writer.write(lines, _with_aligned(ruled, lines))
        title = pdf.get_metadata_dict().get("Title") or None
    finally:
        pdf.close()
    warnings = tuple(f"page {number} has no text layer: it needs OCR" for number in bare)
    loaded = Loaded.of(builder, "application/pdf", title=title)
    return replace(loaded, warnings=(*loaded.warnings, *warnings))


def _open(data: bytes) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise LoadError("got a password-protected PDF; save it without its password") from error
        raise LoadError("got a damaged PDF; open it in its program and save it again") from error


def _is_ruled(page: Any) -> bool:
    """Whether lines stand upright between columns, or boxes around cells: what else is drawn rules no table."""
    rules = 0
    for count, path in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH])):
        left, bottom, right, top = path.get_bounds()
        upright = right - left <= _THIN and top - bottom >= _UPRIGHT
        grid = min(right - left, top - bottom) > _UPRIGHT and pdfium.FPDFPath_CountSegments(path.raw) > _BOX
        rules += (upright or grid) and not is_light(path)
        if count > _DRAWN:
            return False
    return rules >= _RULED


def _with_aligned(ruled: list[PdfTable], lines: list[Line]) -> list[PdfTable]:
    """The ruled tables, and those that are only aligned and stand elsewhere."""
    free = [
        table
        for table in aligned_tables(lines)
        if not any(table.bottom < other.top and other.bottom < table.top for other in ruled)
    ]
    return sorted([*ruled, *free], key=lambda table: -table.top)


def _body_size(pages: list[list[Line]]) -> float:
    sizes = [line.size for lines in pages for line in lines for _ in range(len(line.text))]
    return median(sizes) if sizes else 0.0


@dataclass(slots=True)
class _PageWriter:
    builder: TextBuilder
    body_size: float
    hyphens: Hyphens

    def write(self, lines: list[Line], tables: list[PdfTable]) -> None:
        """Write one page: each table where it stands between the lines, its own lines left out."""
        waiting = list(tables)
        paragraph: list[Line] = []
        for line in lines:
            middle = (line.bottom + line.top) / 2
            while waiting and middle < waiting[0].top:
                self._flush(paragraph)
                self._table(waiting.pop(0))
            if any(table.holds((line.left + line.right) / 2, middle) for table in tables):
                continue
            if paragraph and self._starts_anew(paragraph[-1], line):
                self._flush(paragraph)
            paragraph.append(line)
        self._flush(paragraph)
        for table in waiting:
            self._table(table)

    def _table(self, table: PdfTable) -> None:
        caption = self._caption()
        rows = [[self.hyphens.mended(cell) for cell in row] for row in table.rows]
        if any(rows[0]):
            add_table(self.builder, rows, caption=caption)
            return
        for row in rows:
            self.builder.add(BlockKind.TABLE, "; ".join(filter(None, row)), lead_in=caption)

    def _caption(self) -> str:
        last = self.builder.blocks[-1] if self.builder.blocks else None
        return last.span.of(self.builder.text)[:200] if last and last.kind is not BlockKind.TABLE else ""

    def _starts_anew(self, above: Line, line: Line) -> bool:
        gap = above.bottom - line.bottom
        resized = abs(line.size - above.size) > 0.1 * above.size
        jumped = gap > _GAP_RATIO * above.size or gap < -above.size
        return resized or jumped or _stands_alone(line.text) or _is_row(above.text)

    def _flush(self, paragraph: list[Line]) -> None:
        if not paragraph:
            return
        text = self.hyphens.one_line([line.text for line in paragraph])
        ratio = paragraph[0].size / self.body_size
        if ratio >= _HEADING_RATIO and len(text) < 200 and not text.endswith("."):
            self.builder.heading(text, 1 if ratio >= 1.6 else 2 if ratio >= 1.3 else 3)
        elif _is_row(text) and len(paragraph) == 1:
            self.builder.add(BlockKind.TABLE, text, lead_in=self._lead_in())
        elif _ITEM.match(text):
            self.builder.add(BlockKind.LIST, text, lead_in=self._lead_in())
        else:
            self.builder.add(BlockKind.PROSE, text)
        paragraph.clear()

    def _lead_in(self) -> str:
        last = self.builder.blocks[-1] if self.builder.blocks else None
        if last is None or last.kind in (BlockKind.LIST, BlockKind.TABLE):
            return last.lead_in if last else ""
        return last.span.of(self.builder.text) if last.kind is BlockKind.PROSE else ""


def _stands_alone(text: str) -> bool:
    """Whether a line is a list item, or a row of an unruled table: a label and at least two figures."""
    return bool(_ITEM.match(text)) or _is_row(text)


def _is_row(text: str) -> bool:
    return len(text) < _LONGEST_ROW and bool(_ROW.match(text))
