"""PDF: lines become paragraphs and headings by position and size; ruled tables become rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.errors import LoadError
from ingest.loaders import ocr
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.pdf_aligned import aligned_tables
from ingest.loaders.pdf_continued import TablePage, continued
from ingest.loaders.pdf_hidden import hidden_characters, is_light
from ingest.loaders.pdf_lines import Line, page_lines, without_running_lines
from ingest.loaders.pdf_outline import Outline
from ingest.loaders.pdf_tables import PdfTable, TableFinder
from ingest.loaders.pdf_writer import PageWriter
from ingest.text_builder import TextBuilder

# Upright lines on a page: fewer rule no table. Paths: more draw a map or a chart.
_RULED, _DRAWN = 2, 5000
# In points: the widest line and the lowest that counts; in segments: a path of more than a box.
_THIN, _UPRIGHT, _BOX = 2.0, 6.0, 5
# Pixels for a point (150 dots an inch) where a page is read by OCR, and the most on its longer side.
_SCALE, _MOST_PIXELS = 150 / 72, 5000


def load(file: RawFile) -> Loaded:
    """Read a PDF page by page; a page without text is a warning, or read by OCR, a file without text an error.

    Raises:
        LoadError: It is encrypted, damaged, or has no text layer at all and OCR finds nothing.
    """
    pdf = _open(file.data)
    try:
        unseen = [hidden_characters(page) for page in pdf]
        pages = without_running_lines([page_lines(page, hidden) for page, hidden in zip(pdf, unseen, strict=True)])
        warnings = _read_pictures(pdf, pages)
        if not any(pages):
            raise LoadError(f"got no text layer on any of its {len(pages)} pages: it needs OCR; {ocr.EXTRA}")
        builder = TextBuilder()
        builder.hidden = sum(len(hidden) for hidden in unseen)
        _write(builder, pdf, pages, file.data)
        title = pdf.get_metadata_dict().get("Title") or None
    finally:
        pdf.close()
    loaded = Loaded.of(builder, "application/pdf", title=title)
    return replace(loaded, warnings=(*loaded.warnings, *warnings))


def _write(builder: TextBuilder, pdf: Any, pages: list[list[Line]], data: bytes) -> None:
    writer = PageWriter.of(builder, pages, Outline.of(pdf))
    before = TablePage((), ())
    with TableFinder(data) as finder:
        for number, (page, lines) in enumerate(zip(pdf, pages, strict=True), start=1):
            builder.page = number
            found = TablePage(lines, _tables(finder.tables(number) if _is_ruled(page) else [], lines))
            tables = continued(before, found)
            writer.write(lines, tables)
            before = TablePage(lines, tables)


def _read_pictures(pdf: Any, pages: list[list[Line]]) -> list[str]:
    """Put into `pages` what OCR finds on those without text; gives a sentence on each of them."""
    warnings = []
    bare = [at for at, lines in enumerate(pages) if not lines]
    for at in bare[: ocr.MOST_PAGES] if ocr.is_installed() else ():
        found = ocr.recognise(_picture(pdf[at]), scale=_SCALE)
        pages[at] = list(found.lines)
        warnings += [found.warning(at + 1)] * bool(found.lines)
    return warnings + [f"page {at + 1} has no text layer: it needs OCR; {ocr.EXTRA}" for at in bare if not pages[at]]


def _picture(page: Any) -> Any:
    width, height = page.get_size()
    return page.render(scale=min(_SCALE, _MOST_PIXELS / max(width, height, 1))).to_pil().convert("RGB")


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


def _tables(ruled: list[PdfTable], lines: list[Line]) -> list[PdfTable]:
    """The ruled tables, those that are only aligned and stand elsewhere, and rows that stand alone."""
    whole = [table for table in ruled if len(table.rows) > 1]
    whole += [table for table in aligned_tables(lines) if not _stands_in(table, whole)]
    # A box whose words are gone runs through all pages.
    alone = [
        table for table in ruled if len(table.rows) == 1 and not _stands_in(table, whole) and table.lines_in(lines)
    ]
    return sorted([*whole, *alone], key=lambda table: -table.top)


def _stands_in(table: PdfTable, others: list[PdfTable]) -> bool:
    return any(table.bottom < other.top and other.bottom < table.top for other in others)
