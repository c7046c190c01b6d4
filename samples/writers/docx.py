"""A source as a Word document with heading, list and table styles."""

from __future__ import annotations

import io
from itertools import groupby

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE

from samples.writers.office import AUTHOR, WRITTEN, settled
from samples.writers.source import Part, title_of

_STYLES = {"paragraph": None, "bullet": "List Bullet", "number": "List Number"}


def write(parts: list[Part]) -> bytes:
    """The bytes of the document."""
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title_of(parts), AUTHOR, ""
    properties.created = properties.modified = WRITTEN.replace(tzinfo=None)
    _slim(document)
    for part in parts:
        _add(document, part)
    _number_each_list_from_one(document)
    target = io.BytesIO()
    document.save(target)
    return settled(target.getvalue())


def _slim(document: Document) -> None:
    """Take out the template's hundred table styles, which are nine tenths of the file."""
    for style in list(document.styles):
        if style.type is WD_STYLE_TYPE.TABLE and style.name not in ("Table Grid", "Normal Table"):
            style.delete()
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.endswith("/stylesWithEffects"):
            del document.part.rels[key]


def _add(document: Document, part: Part) -> None:
    if part.kind == "heading":
        document.add_heading(part.text, part.level)
    elif part.kind == "table":
        _add_table(document, part.rows)
    else:
        document.add_paragraph(part.text, style=_STYLES[part.kind])


def _add_table(document: Document, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def _number_each_list_from_one(document: Document) -> None:
    """The style alone would have the second list go on where the first one ended."""
    groups = groupby(document.paragraphs, key=lambda paragraph: paragraph.style.name == "List Number")
    lists = [list(group) for numbered, group in groups if numbered]
    for items in lists[1:]:
        numbering = document.part.numbering_part.element
        style = items[0].style.element.pPr.numPr.numId.val
        number = numbering.add_num(numbering.num_having_numId(style).abstractNumId.val)
        number.add_lvlOverride(0).add_startOverride(1)
        for item in items:
            item._p.get_or_add_pPr().get_or_add_numPr().get_or_add_numId().val = number.numId
