"""A source as a typeset PDF with headings by size, ruled tables and page numbers."""

from __future__ import annotations

import io
from functools import partial
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Table, TableStyle

from samples.writers.office import AUTHOR
from samples.writers.source import Part, title_of

_SIDE = 32 * mm
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=16, spaceAfter=9)
_ITEM = ParagraphStyle("item", _BODY, leftIndent=16, bulletIndent=4, spaceAfter=6)
_CELL = ParagraphStyle("cell", _BODY, fontSize=9.5, leading=12, spaceAfter=0)
_HEADINGS = {
    level: ParagraphStyle(f"h{level}", fontName="Helvetica-Bold", fontSize=size, leading=size * 1.2,
                          spaceBefore=12, spaceAfter=8, keepWithNext=1)
    for level, size in ((1, 20), (2, 15), (3, 12.5))
}  # fmt: skip
_GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.6, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke)])  # fmt: skip


def write(parts: list[Part]) -> bytes:
    """The bytes of the document; no clock and no random identifier goes into them."""
    title = title_of(parts)
    target = io.BytesIO()
    document = BaseDocTemplate(target, pagesize=A4, title=title, author=AUTHOR, invariant=1, pageCompression=0)
    frame = Frame(_SIDE, 30 * mm, A4[0] - 2 * _SIDE, A4[1] - 58 * mm, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=partial(_footer, title)))
    document.build(_story(parts))
    return target.getvalue()


def _footer(title: str, canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.setFont("Helvetica", 8.5)
    canvas.drawString(_SIDE, 15 * mm, f"{AUTHOR} - {title}")
    canvas.drawRightString(A4[0] - _SIDE, 15 * mm, f"Page {document.page}")


def _story(parts: list[Part]) -> list[Flowable]:
    story: list[Flowable] = []
    number = 0
    for part in parts:
        number = number + 1 if part.kind == "number" else 0
        story.append(_flowable(part, number))
    return story


def _flowable(part: Part, number: int) -> Flowable:
    text = escape(part.text)
    match part.kind:
        case "heading":
            return Paragraph(text, _HEADINGS[part.level])
        case "bullet":
            return Paragraph(f"- {text}", _ITEM)
        case "number":
            return Paragraph(f"{number}. {text}", _ITEM)
        case "table":
            return _table(part.rows)
        case _:
            return Paragraph(text, _BODY)


def _table(rows: tuple[tuple[str, ...], ...]) -> Table:
    width = (A4[0] - 2 * _SIDE) / len(rows[0])
    cells = [[Paragraph(escape(cell), _CELL) for cell in row] for row in rows]
    return Table(cells, colWidths=[width] * len(rows[0]), repeatRows=1, spaceAfter=10, style=_GRID)
