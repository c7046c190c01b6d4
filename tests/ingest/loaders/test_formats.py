"""Per format: what must and must not be in the text, and where each block stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from io import BytesIO

import pytest
from docx import Document as Docx
from openpyxl import Workbook
from pptx import Presentation
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

from ingest.document import Block, BlockKind
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load


def docx() -> bytes:
    document = Docx()
    document.add_heading("Expenses", 1)
    document.add_paragraph("Keep every receipt for ten years.")
    document.add_heading("Limits", 2)
    document.add_paragraph("The limits are:")
    document.add_paragraph("Hotel up to 140 euros", style="List Bullet")
    document.add_paragraph("Meals up to 30 euros", style="List Bullet")
    document.add_paragraph("To claim:")
    document.add_paragraph("Fill in the form", style="List Number")
    document.add_paragraph("Send it", style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip([*table.rows[0].cells, *table.rows[1].cells], ["City", "Limit", "Oslo", "180"], strict=True):
        cell.text = text
    return saved(document.save)


def pptx() -> bytes:
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Quarter three"
    slide.placeholders[1].text = "Revenue grew by 4 percent"
    slide.notes_slide.notes_text_frame.text = "Mention the new office in Turku."
    return saved(deck.save)


def xlsx() -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Prices"
    for row in (["Article", "Price"], ["Gauge", 120], ["Logger", 340.5]):
        sheet.append(row)
    book.create_sheet("Empty")
    return saved(book.save)


def eml() -> bytes:
    message = EmailMessage()
    message["Subject"] = "New parking rules"
    message["From"] = "Facilities <facilities@corrow.example>"
    message["Date"] = "Mon, 02 Nov 2026 09:00:00 +0000"
    message.set_content("From Monday, level two is for\nvisitors only.\n\nBring:\n- the old card\n- a photo\n")
    message.add_alternative("<p>From Monday, level two is for visitors only.</p>", subtype="html")
    return message.as_bytes()


def pdf() -> bytes:
    styles = getSampleStyleSheet()
    body = "Each device is checked once a year by the workshop, and the date goes on the sticker. "
    table = Table([["Device", "Interval"], ["Gauge", "12 months"], ["Logger", "24 months"]])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 1, colors.black)]))
    story: list[Flowable] = [
        Paragraph("Calibration", styles["Heading1"]), Paragraph(body * 3, styles["BodyText"]), PageBreak(),
        Paragraph("Intervals", styles["Heading1"]), table, Paragraph(body * 3, styles["BodyText"]),
    ]  # fmt: skip
    buffer = BytesIO()
    SimpleDocTemplate(buffer, pagesize=A4).build(story)
    return buffer.getvalue()


def saved(save: Callable[[BytesIO], object]) -> bytes:
    buffer = BytesIO()
    save(buffer)
    return buffer.getvalue()


MARKDOWN = b"""---
title: Remote work
tags: {department: people}
---
# Remote work

Two days a week, [with approval](https://example.org/form).

## Equipment

You get:

- a screen
- a **chair**

| Item | Years |
|------|-------|
| Screen | 5 |
| Chair | 8 |

```
make request
```
"""
HTML = b"""<html><head><title>Sick leave</title><style>p {color: red}</style></head><body>
<nav>Home | Contact</nav><h1>Sick leave</h1><p>Tell your lead <b>before nine</b>.</p>
<script>track()</script><ul><li>a doctor's note from day four</li></ul>
<table><tr><th>Day</th><th>Note</th></tr><tr><td>1 to 3</td><td>none</td></tr></table></body></html>"""


@dataclass(frozen=True)
class Case:
    name: str
    data: bytes
    has: tuple[str, ...]
    lacks: tuple[str, ...] = ()


CASES = [
    Case("a.md", MARKDOWN, ("Two days a week, with approval", "a chair", "Item: Screen; Years: 5", "make request"),
         ("https://", "**", "|--", "department")),
    Case("a.html", HTML, ("Tell your lead before nine.", "a doctor's note", "Day: 1 to 3; Note: none"),
         ("track()", "color", "<b>")),
    Case("a.docx", docx(), ("Keep every receipt", "Hotel up to 140 euros", "City: Oslo; Limit: 180", "2. Send it")),
    Case("a.pptx", pptx(), ("Quarter three", "Revenue grew by 4 percent", "the new office in Turku")),
    Case("a.xlsx", xlsx(), ("Article: Gauge; Price: 120", "Article: Logger; Price: 340.5"), ("Empty",)),
    Case("a.csv", b"item,price\ngauge,120\nlogger,\n", ("item: gauge; price: 120",)),
    Case("a.tsv", b"item\tprice\ngauge\t120\n", ("item: gauge; price: 120",)),
    Case("a.csv", b"item;price\ngauge;1,5\n", ("item: gauge; price: 1,5",)),
    Case("a.csv", b'name,note\nAda,"first line\nsecond line"\nBob,"he said ""no"", twice"\n',
         ("name: Ada; note: first line second line", 'note: he said "no", twice')),
    Case("a.eml", eml(), ("New parking rules", "level two is for visitors only", "- the old card\n- a photo"),
         ("<p>",)),
    Case("a.pdf", pdf(), ("Each device is checked once a year", "Device: Gauge; Interval: 12 months")),
    Case("a.txt", b"One line.\r\n\r\nAnother.", ("One line.", "Another.")),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_text_has_what_it_must_and_lacks_what_it_must_not(case: Case) -> None:
    text = load(RawFile(case.name, case.data)).text
    assert [part for part in case.has if part not in text] == []
    assert [part for part in case.lacks if part in text] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_blocks_are_in_order_and_hold_all_of_the_text(case: Case) -> None:
    loaded = load(RawFile(case.name, case.data))
    ends = [0, *(block.span.end for block in loaded.blocks)]
    gaps = [loaded.text[end : block.span.start] for end, block in zip(ends, loaded.blocks, strict=False)]
    assert not "".join(gaps).strip()
    assert all(block.span.of(loaded.text).strip() for block in loaded.blocks)


def block_with(loaded: Loaded, part: str) -> Block:
    return next(block for block in loaded.blocks if part in block.span.of(loaded.text))


@pytest.mark.parametrize(
    ("name", "data", "part", "kind", "path"),
    [
        ("a.md", MARKDOWN, "a screen", BlockKind.LIST, ("Remote work", "Equipment")),
        ("a.md", MARKDOWN, "Item: Chair", BlockKind.TABLE, ("Remote work", "Equipment")),
        ("a.md", MARKDOWN, "make request", BlockKind.CODE, ("Remote work", "Equipment")),
        ("a.html", HTML, "doctor", BlockKind.LIST, ("Sick leave",)),
        ("a.docx", docx(), "Meals", BlockKind.LIST, ("Expenses", "Limits")),
        ("a.docx", docx(), "City: Oslo", BlockKind.TABLE, ("Expenses", "Limits")),
        ("a.pdf", pdf(), "Device: Gauge", BlockKind.TABLE, ("Intervals",)),
        ("a.pdf", pdf(), "Intervals", BlockKind.HEADING, ("Intervals",)),
    ],
)
def test_kind_and_heading_path(name: str, data: bytes, part: str, kind: BlockKind, path: tuple[str, ...]) -> None:
    block = block_with(load(RawFile(name, data)), part)
    assert (block.kind, block.heading_path) == (kind, path)


def test_list_items_know_their_lead_in() -> None:
    assert block_with(load(RawFile("a.docx", docx())), "Hotel").lead_in == "The limits are:"
    assert block_with(load(RawFile("a.md", MARKDOWN)), "a screen").lead_in == "You get:"


def test_pages_are_counted_from_one() -> None:
    loaded = load(RawFile("a.pdf", pdf()))
    assert block_with(loaded, "Calibration").page == 1
    assert block_with(loaded, "Device: Gauge").page == 2
    assert block_with(load(RawFile("a.pptx", pptx())), "Revenue").page == 1


def test_front_matter_becomes_fields() -> None:
    loaded = load(RawFile("a.md", MARKDOWN))
    assert loaded.fields.title == "Remote work"
    assert loaded.fields.tags == {"department": ("people",)}


def test_the_encoding_is_found() -> None:
    text = "Größe, Maß und Gewicht stehen auf dem Typenschild der Geräte, außer bei älteren Modellen."
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert load(RawFile("a.txt", text.encode(encoding))).text == text


def test_a_long_tail_format_names_the_extra_it_needs() -> None:
    try:
        import unstructured  # noqa: F401
    except ImportError:
        with pytest.raises(Exception, match=r"install `ragstone\[unstructured\]`"):
            load(RawFile("a.rtf", b"{\\rtf1 Hello}"))
    else:
        assert "Hello" in load(RawFile("a.rst", b"Title\n=====\n\nHello there.\n")).text
