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
    ],
)
def test_the_blocks_of_a_page(markup: str, blocks: list[str]) -> None:
    assert lines(markup) == blocks
