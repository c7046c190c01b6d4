"""Files with what real ones at hand lack: two columns, tables without lines, cells that span, a page's margins."""

from __future__ import annotations

import io
from collections.abc import Callable

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

_LINE = 14
_SITES = (
    ("Site", "Country", "Instrument", "Last visit"),
    ("Wylam Bridge", "United Kingdom", "Heron 3", "4 March 2026"),
    ("Otago Head", "New Zealand", "Dabchick", "17 June 2026"),
    ("Drammen Weir", "Norway", "Ripple", "2 September 2026"),
    ("Tczew Quay", "Poland", "Heron 3X", "30 October 2026"),
)
_OPTIONS = (
    ("Option", "What it adds", "Price"),
    ("Heated lens", "Melts wet snow on the lens in two minutes", "310"),
    ("Long arm", "Three metres of galvanised steel with a brace", "145"),
    ("Surge kit", "Guards the cable against lightning", "88"),
)
_FLOODS = (
    "The river rose by three metres in one", "night at Wylam, and the bridge was", "closed for a week. The measure-",
    "ment team repaired seven stations", "within two days of the flood.1 Nobody", "was hurt, and one van was lost.",
)  # fmt: skip
_GAUGES = (
    "Twelve gauges came back from the", "field in June. The temperature compen-",
    "sation was wrong in four of them. They", "were adjusted and sent out again.",
)  # fmt: skip
_STAFF = ("Ole Wiebusch leads the laboratory", "from May. The summer meeting is in", "Tczew. Bring a coat.")


def plain_table() -> bytes:
    """Two tables without ruling lines between paragraphs."""
    out = io.BytesIO()
    pen = Canvas(out, pagesize=A4, invariant=True)
    y = _title(pen, "Sites and options", 760.0, 20)
    y = _title(pen, "Sites", y, 14)
    y = _lines(pen, 72, y, ("The sites below are visited once a year by the team of their country. Each visit takes a",
                            "morning, and the report is in the library by the evening of the same day."))  # fmt: skip
    y = _grid(pen, _SITES, (72, 190, 310, 410), y)
    y = _title(pen, "Options", y, 14)
    y = _lines(pen, 72, y, ("Prices are in pounds without tax. An option can be ordered with an instrument alone.",))
    y = _grid(pen, _OPTIONS, (72, 170, 480), y)
    y = _title(pen, "Delivery", y, 14)
    _lines(pen, 72, y, ("Orders placed before noon leave the stores on the same day. Parcels over twenty kilograms go",
                        "by carrier and take two days more."))  # fmt: skip
    pen.save()
    return out.getvalue()


def two_columns() -> bytes:
    """Four pages of a newsletter in two columns, the last lines of which are a footnote and a running footer."""
    out = io.BytesIO()
    pen = Canvas(out, pagesize=A4, invariant=True)
    for number in range(1, 5):
        if number == 1:
            _title(pen, "The river newsletter", 770.0, 20)
            y = _title(pen, "Floods of the spring", 730.0, 14)
            _lines(pen, 60, y, _FLOODS)
            y = _lines(pen, 310, _title(pen, "New gauges", 730.0, 14, left=310), _GAUGES)
            _lines(pen, 310, _title(pen, "Staff", y, 14, left=310), _STAFF)
            pen.setFont("Helvetica", 7)
            pen.drawString(60, 90, "1 Measured at the weir, not at the bridge.")
        else:
            _lines(pen, 60, 700, [f"Page {number} has a report of its own number {n}" for n in range(6)])
            _lines(pen, 310, 700, [f"and a second column with line {number}{n}" for n in range(6)])
        pen.setFont("Helvetica", 8)
        pen.drawString(60, 50, f"The river newsletter, number 12          {number}")
        pen.showPage()
    pen.save()
    return out.getvalue()


def spans() -> bytes:
    """A page with navigation around it, cells that span rows and columns, definitions and details."""
    return b"""<!DOCTYPE html><html><head><title>Terms</title></head><body><form action="/">
<div class="top-nav"><a href="/">Home</a> <a href="/a">About us</a></div>
<h1>Terms of employment</h1><p>Notice is given<br>in writing.</p><h2>Grades</h2>
<table><thead><tr><th rowspan="2">Grade</th><th colspan="2">Notice</th><th rowspan="2">Leave</th></tr>
<tr><th>In probation</th><th>After it</th></tr></thead><tbody>
<tr><td>E1</td><td rowspan="2">1 week</td><td>1 month</td><td rowspan="2">25 days</td></tr>
<tr><td>E2</td><td>2 months</td></tr><tr><td>E3</td><td>2 weeks</td><td>3 months</td><td>28 days</td></tr>
</tbody></table>
<dl><dt>Probation</dt><dd>the first six months of a contract.</dd></dl>
<details><summary>What about part time?</summary><p>In proportion to the hours.</p></details>
<h2>The company</h2><table><tr><th>Founded</th><td>1987</td></tr><tr><th>Seat</th><td>Hexham</td></tr>
<tr><th>Colleagues</th><td>412</td></tr></table><button>Subscribe</button></form>
<footer><a href="/p">Privacy</a></footer></body></html>"""


def _title(pen: Canvas, text: str, y: float, size: int, *, left: float = 60) -> float:
    pen.setFont("Helvetica-Bold", size)
    pen.drawString(left, y - size, text)
    pen.setFont("Helvetica", 10)
    return y - size - 16


def _lines(pen: Canvas, left: float, y: float, lines: tuple[str, ...] | list[str]) -> float:
    pen.setFont("Helvetica", 10)
    for line in lines:
        pen.drawString(left, y, line)
        y -= _LINE
    return y - 14


def _grid(pen: Canvas, rows: tuple[tuple[str, ...], ...], columns: tuple[int, ...], y: float) -> float:
    for number, row in enumerate(rows):
        pen.setFont("Helvetica" if number else "Helvetica-Bold", 10)
        for left, cell in zip(columns, row, strict=True):
            pen.drawString(left, y, cell)
        y -= 18
    return y - 10


BUILT: dict[str, Callable[[], bytes]] = {
    "plain-table.pdf": plain_table, "two-columns.pdf": two_columns, "spans.html": spans,
}  # fmt: skip
