"""What of a page is its content, and in which form."""

from __future__ import annotations

import pytest

from benchmarks.loaders.built import spans
from ingest.document import Block, BlockKind
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load


def page(markup: str | bytes) -> Loaded:
    return load(RawFile("a.html", markup.encode() if isinstance(markup, str) else markup))


def lines(markup: str) -> list[str]:
    loaded = page(markup)
    return [block.span.of(loaded.text) for block in loaded.blocks]


def block_with(loaded: Loaded, part: str) -> Block:
    return next(block for block in loaded.blocks if part in block.span.of(loaded.text))


def test_cells_that_span_are_said_wherever_they_hold_under_one_header() -> None:
    text = page(spans()).text
    assert "Grade: E1; Notice In probation: 1 week; Notice After it: 1 month; Leave: 25 days" in text
    assert "Grade: E2; Notice In probation: 1 week; Notice After it: 2 months; Leave: 25 days" in text


def test_a_table_with_its_names_in_the_first_column_gives_a_line_for_each() -> None:
    assert "Founded: 1987\nSeat: Hexham\nColleagues: 412" in page(spans()).text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<ul><li>travel<li>leave</ul>", "travel leave"),
        ("all<pre>code\n7</pre>", "all code 7"),
        ("<dl><dt>Term<dd>Meaning</dl>", "Term Meaning"),
        ("<p>one</p><div>two<br>three</div>", "one two three"),
    ],
)
def test_what_a_cell_holds_is_said_in_its_row(cell: str, text: str) -> None:
    table = f"<table><caption>Who <ul><li>may</ul></caption><tr><th>Role<th>Approves<tr><td>Lead<td>{cell}</table>"
    loaded = page(table)
    assert loaded.text == f"Role: Lead; Approves: {text}"
    assert loaded.blocks[0].lead_in == "Who may"


KEYS = ("Notice period", "2 months", "Probation", "6 months", "Manager", "Kim")


def table(*cells: str, columns: int) -> str:
    rows = ["".join(cells[at : at + columns]) for at in range(0, len(cells), columns)]
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (table(*(f"<td>{text}" for text in KEYS), columns=2),
         ["Notice period; 2 months", "Probation; 6 months", "Manager; Kim"]),
        (table(*(f"<th>{text}" if at % 2 == 0 else f"<td>{text}" for at, text in enumerate(KEYS)), columns=2),
         ["Notice period: 2 months", "Probation: 6 months", "Manager: Kim"]),
        (table("<td><b>Leave</b>", "<td>25", "<td>30", "<td><b>Notice</b>", "<td>1", "<td>3", columns=3),
         ["Leave: 25; 30", "Notice: 1; 3"]),
        (table("<td>Item", "<td>Price", "<td>Gauge", "<td>12", columns=2), ["Item: Gauge; Price: 12"]),
        (table("<td><b>Role</b>", "<td><p><strong>Deputy</strong></p>", "<td>Lead", "<td>Kim", columns=2),
         ["Role: Lead; Deputy: Kim"]),
        (table("<td>", "<th>2025", "<th>2026", "<th>Rent", "<td>1", "<td>2", columns=3), ["Rent; 2025: 1; 2026: 2"]),
        (table("<th>", "<td>2025", "<td>2026", "<th>Rent", "<td>1", "<td>2", columns=3), ["Rent; 2025: 1; 2026: 2"]),
        (table("<td>Founded", "<td>1987", "<td>Staff", "<td>412", columns=2), ["Founded; 1987", "Staff; 412"]),
        (table("<th>Role", "<th>Contact", "<th>Contact", "<td>Pay", "<td>Ann", "<td>Bo", columns=3),
         ["Role: Pay; Contact: Ann; Contact: Bo"]),
        ("<table><tr><th>Day<th>Rate<tr><td colspan=2>Germany<tr><td>Monday<td>1</table>",
         ["Germany", "Day: Monday; Rate: 1"]),
        ("<table><thead><td>Role<td>Deputy</thead><tr><td>Lead<td>Kim</table>", ["Role: Lead; Deputy: Kim"]),
        ("<table><tr><th>Group<th>Day<th>Rate<tr><td rowspan=0>G1<td>Mon<td>1<tr><td>Tue<td>2</table>",
         ["Group: G1; Day: Mon; Rate: 1", "Group: G1; Day: Tue; Rate: 2"]),
    ],
)  # fmt: skip
def test_a_row_has_names_only_where_the_page_gives_them(markup: str, expected: list[str]) -> None:
    assert lines(markup) == expected


def test_a_description_has_its_term_in_front() -> None:
    loaded = page("<p>Terms:</p><dl><dt>TOIL<dt>Time off<dd>Hours that come back.<dd>Within a month.</dl>")
    block = block_with(loaded, "come back")
    assert (block.kind, block.lead_in) == (BlockKind.LIST, "Terms:")
    assert block.span.of(loaded.text) == "TOIL, Time off: Hours that come back."


@pytest.mark.parametrize(
    ("markup", "blocks"),
    [
        ("<details><summary>How?</summary>So.</details>", ["How?", "So."]),
        ("<p>one<br>two</p>", ["one\ntwo"]),
        ("<p>before <b>nine</b>.</p>", ["before nine."]),
        ("<pre>a\n  b<br>c</pre>", ["a\n  b\nc"]),
        ("<ol start=4><li>x<li>y</ol>", ["4. x", "5. y"]),
        ("<ul><li>x<ul><li>y</ul><li>z</ul>", ["- x", "- y", "- z"]),
        ("<ul><li><p>x</p><table><tr><th>A<th>B<tr><td>1<td>2</table></ul>", ["- x", "A: 1; B: 2"]),
        ("<table><tr><td><h2>Left</h2>x<td>y</table>", ["Left", "x", "y"]),
        ("<div role=navigation><a href=/>Home</a></div><p>x</p>", ["x"]),
        ("<div class='side-nav'><a href=/>Home</a></div><p>x</p>", ["x"]),
        ("<div class=menu><p>Soup, bread and cheese. <a href=/>Order</a></p></div>", ["Soup, bread and cheese. Order"]),
        ("<form><h1>All of it</h1><p>x</p><select><option>y</select></form>", ["All of it", "x"]),
        ("<article>x<article>y</article></article>", ["x", "y"]),
        ("<ol><li value=7>x<li>y<li value=a>z</ol>", ["7. x", "8. y", "9. z"]),
        ("<h2>Leave <ul><li>of staff</ul></h2>", ["Leave of staff"]),
    ],
)
def test_the_blocks_of_a_page(markup: str, blocks: list[str]) -> None:
    assert lines(markup) == blocks
