"""DOCX: headings by style, list items by style or numbering, tables row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from ingest.document import BlockKind
from ingest.loaders.archive import open_office
from ingest.loaders.docx_hidden import visible_cell, visible_text
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.table import add_table
from ingest.text_builder import TextBuilder

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


def load(file: RawFile) -> Loaded:
    """Read a Word document; the title is its properties', else its first heading."""
    document = docx.Document(open_office(file.data))
    builder = TextBuilder()
    writer = _Writer(builder)
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            add_table(builder, _rows(part, builder), caption=writer.lead_in)
        else:
            writer.write(part)
    return Loaded.of(builder, _MEDIA_TYPE, title=document.core_properties.title or _first_line(builder))


def _first_line(builder: TextBuilder) -> str | None:
    return builder.blocks[0].span.of(builder.text)[:120] if builder.blocks else None


@dataclass(slots=True)
class _Writer:
    """Writes paragraphs and keeps what introduces a list, and the number of its last step."""

    builder: TextBuilder
    lead_in: str = ""
    step: int = 0

    def write(self, paragraph: Paragraph) -> None:
        style = (paragraph.style.name if paragraph.style else None) or ""
        text, hidden = visible_text(paragraph)
        self.builder.hidden += hidden
        heading = _HEADING.match(style)
        if heading or style.lower() == "title":
            self.builder.heading(text, int(heading.group(1)) if heading else 1)
            self.lead_in, self.step = "", 0
        elif _is_item(paragraph, style):
            self._item(text, numbered="number" in style.lower())
        else:
            self.builder.add(BlockKind.PROSE, text)
            self.lead_in, self.step = text.strip() or self.lead_in, 0 if text.strip() else self.step

    def _item(self, text: str, *, numbered: bool) -> None:
        if not text.strip():
            return
        self.step += numbered
        marker = f"{self.step}." if numbered else "-"
        self.builder.add(BlockKind.LIST, f"{marker} {text}", lead_in=self.lead_in)


def _is_item(paragraph: Paragraph, style: str) -> bool:
    properties = paragraph._p.pPr
    return "list" in style.lower() or (properties is not None and properties.numPr is not None)


def _rows(table: Table, builder: TextBuilder) -> list[list[str]]:
    rows = [[visible_cell(cell, table) for cell in row.cells] for row in table.rows]
    builder.hidden += sum(hidden for row in rows for _, hidden in row)
    return [[text for text, _ in row] for row in rows]
