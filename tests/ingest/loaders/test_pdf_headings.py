"""What tells a heading in a PDF: the size of its letters, their weight, a bookmark."""

from __future__ import annotations

import io

from reportlab.pdfgen.canvas import Canvas

from ingest.document import BlockKind
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load

BODY = "Leave is asked for in writing, and the answer comes within a week."


def drawn(*rows: tuple[str, str, int], marks: tuple[str, ...] = ()) -> Loaded:
    out = io.BytesIO()
    pen = Canvas(out, invariant=True)
    for level, mark in enumerate(marks):
        pen.bookmarkPage(mark)
        pen.addOutlineEntry(mark, mark, level)
    y = 740
    for text, font, size in rows:
        pen.setFont(font, size)
        pen.drawString(60, y, text)
        y -= 16
    pen.save()
    return load(RawFile("a.pdf", out.getvalue()))


def headings(loaded: Loaded) -> list[str]:
    return [block.span.of(loaded.text) for block in loaded.blocks if block.kind is BlockKind.HEADING]


def body(count: int) -> list[tuple[str, str, int]]:
    return [(BODY, "Helvetica", 10)] * count


def test_a_bold_line_is_a_heading_where_little_is_bold() -> None:
    bold = ("How to ask", "Helvetica-Bold", 10)
    assert headings(drawn(*body(2), bold, *body(2))) == ["How to ask"]
    assert headings(drawn(*[(BODY, "Helvetica-Bold", 10)] * 3, bold, *body(2))) == []


def test_a_bold_label_or_sentence_is_none() -> None:
    rows = [("Note:", "Helvetica-Bold", 10), *body(3), ("Never on a Monday.", "Helvetica-Bold", 10), *body(3)]
    assert headings(drawn(*rows)) == []


def test_a_bookmark_tells_a_heading_and_its_level() -> None:
    rows = [("Leave", "Helvetica", 16), *body(3), ("Who may ask.", "Helvetica", 12), *body(3)]
    loaded = drawn(*rows, marks=("Leave", "Who may ask"))
    assert headings(loaded) == ["Leave", "Who may ask."]
    assert loaded.blocks[-1].heading_path == ("Leave", "Who may ask.")
