"""DOCX: headings by style, list items by style or numbering, tables row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator

import docx
from docx.document import Document as DocxDocument
from docx.table import Table
from docx.text.paragraph import Paragraph

from ingest.document import BlockKind
from ingest.loaders.archive import open_office
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.table import add_table
from ingest.text_builder import TextBuilder

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


def load(file: RawFile) -> Loaded:
    """Read a Word document; the title is its properties', else its first heading."""
    document = docx.Document(open_office(file.data))
    builder = TextBuilder()
    lead_in = ""
    for part in _parts(document):
        if isinstance(part, Table):
            add_table(builder, _rows(part), caption=lead_in)
            continue
        lead_in = _add_paragraph(builder, part, lead_in)
    return Loaded.of(builder, _MEDIA_TYPE, title=document.core_properties.title or _first_line(builder))


def _first_line(builder: TextBuilder) -> str | None:
    return builder.blocks[0].span.of(builder.text)[:120] if builder.blocks else None


def _parts(document: DocxDocument) -> Iterator[Paragraph | Table]:
    yield from document.iter_inner_content()


def _add_paragraph(builder: TextBuilder, paragraph: Paragraph, lead_in: str) -> str:
    """Add one paragraph; gives the lead-in that holds after it."""
    style = (paragraph.style.name if paragraph.style else None) or ""
    text = paragraph.text
    heading = _HEADING.match(style)
    if heading or style.lower() == "title":
        builder.heading(text, int(heading.group(1)) if heading else 1)
        return ""
    if _is_item(paragraph, style):
        builder.add(BlockKind.LIST, f"- {text}" if text.strip() else "", lead_in=lead_in)
        return lead_in
    builder.add(BlockKind.PROSE, text)
    return text.strip() or lead_in


def _is_item(paragraph: Paragraph, style: str) -> bool:
    properties = paragraph._p.pPr
    return "list" in style.lower() or (properties is not None and properties.numPr is not None)


def _rows(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]
