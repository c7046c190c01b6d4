"""What a reader of a document does not see is not in its text; what only looks like it stays."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt, RGBColor
from reportlab.pdfgen.canvas import Canvas

from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load


def read(name: str, data: str | bytes) -> Loaded:
    return load(RawFile(name, data.encode() if isinstance(data, str) else data))


@pytest.mark.parametrize(
    "style",
    [
        "display:none", "DISPLAY : none !important", "visibility:hidden", "opacity:0", "font-size:0", "font-size:1px",
        "color:#fff", "color:#fefefe", "color:white", "color:rgb(255,255,255)", "color:rgba(0,0,0,0)",
        "position:absolute;left:-9999px", "position:fixed; top:-999px", "text-indent:-9999px",
        "position:absolute;clip:rect(0 0 0 0)", "clip-path:inset(50%)", "height:0;overflow:hidden",
        "transform:scale(0)", "background:#333;color:#333",
    ],
)  # fmt: skip
def test_a_style_that_hides_an_element_takes_its_text_away(style: str) -> None:
    loaded = read("a.html", f'<p>Leave is 25 days.</p><p style="{style}">Leave is 99 days.</p>')
    assert loaded.text == "Leave is 25 days."
    assert loaded.warnings == ("17 characters that a reader does not see were left out; if they count, show them",)


@pytest.mark.parametrize(
    "markup",
    [
        '<p style="background:#003;color:#fff">Leave is 25 days.</p>',
        '<table bgcolor="navy"><tr><td style="color:white">Leave is 25 days.</td></tr></table>',
        '<div style="background:url(a.png)"><p style="color:#fff">Leave is 25 days.</p></div>',
        '<div style="font-size:0"><p style="font-size:14px">Leave is 25 days.</p></div>',
        '<div style="visibility:hidden"><p style="visibility:visible">Leave is 25 days.</p></div>',
        '<p aria-hidden="true">Leave is 25 days.</p>',
        '<p style="position:absolute;left:-4px">Leave is 25 days.</p>',
        '<p style="overflow:hidden;height:20px;opacity:0.9;color:inherit">Leave is 25 days.</p>',
        '<style>@media print { p { display:none } } .x { display:none }</style><p class="y">Leave is 25 days.</p>',
        '<style>.tab { display:none } .tab.open { display:block }</style><p class="tab open">Leave is 25 days.</p>',
        "<style>p:hover { display:none } p[ { x } </style><p>Leave is 25 days.</p>",
    ],
)
def test_what_is_seen_stays(markup: str) -> None:
    loaded = read("a.html", markup)
    assert loaded.text == "Leave is 25 days."
    assert loaded.warnings == ()


@pytest.mark.parametrize("selector", [".x", "p.x", "div > p.x", "#one", "p[class=x]"])
def test_rules_of_the_page_hide_too(selector: str) -> None:
    page = (
        f'<style>{selector} {{ display:none }}</style><div><p id="one" class="x">99</p><p>Leave is 25 days.</p></div>'
    )
    assert read("a.html", page).text == "Leave is 25 days."


@pytest.mark.parametrize(
    "page",
    [
        "Leave is 25 days.<!-- 99 -->",
        'Leave is 25 days.<span style="display:none"> Or *99*.</span>',
        'Leave is 25 days.\n\n<div style="display:none">\n\nIt is **99**.\n\n- 99\n\n</div>',
        "Leave is 25 days.\n\n[//]: # (99)",
        "Leave is 25 days.\n\n<p hidden>99</p>",
    ],
)
def test_markdown_hides_as_its_rendered_page_does(page: str) -> None:
    assert read("a.md", page).text.strip() == "Leave is 25 days."


def test_markdown_after_what_is_hidden_is_read_again() -> None:
    loaded = read("a.md", '<div style="display:none">\n\n99\n\n</div>\n\nLeave is <br> 25 <b>days</b>.')
    assert loaded.text == "Leave is\n25 days."


def word(*, cell: bool = False, shaded: bool = False) -> bytes:
    document = docx.Document()
    target = document.add_table(1, 1).cell(0, 0).paragraphs[0] if cell else document.add_paragraph()
    run = target.add_run("Leave is 25 days.")
    run.font.color.rgb = RGBColor(255, 255, 255)
    if shaded:
        shading = OxmlElement("w:shd")
        shading.set(qn("w:fill"), "1F3864")
        run._r.get_or_add_rPr().append(shading)
    hidden = document.add_paragraph("Ask Kim.").add_run(" It is 99.")
    hidden.font.hidden = True
    document.add_paragraph().add_run("99").font.size = Pt(1)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_hidden_and_tiny_runs_of_word_are_left_out_and_white_ones_where_the_page_is_white() -> None:
    assert read("a.docx", word()).text == "Ask Kim."
    assert read("a.docx", word(cell=True)).text == "Ask Kim."
    assert read("a.docx", word(shaded=True)).text == "Leave is 25 days.\n\nAsk Kim."


def pdf(*, behind: bool) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.drawString(72, 700, "Ask Kim.")
    if behind:
        canvas.rect(60, 590, 300, 30, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 600, "Leave is 25 days.")
    canvas.save()
    return out.getvalue()


def test_white_letters_of_a_pdf_count_where_something_dark_is_painted() -> None:
    assert "25 days" in read("a.pdf", pdf(behind=True)).text
    loaded = read("a.pdf", pdf(behind=False))
    assert loaded.text == "Ask Kim."
    assert "do not" not in loaded.text and loaded.warnings[0].startswith("17 characters")
