"""A table of a PDF that goes on over a page break, and what only looks like one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.document import BlockKind
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load

HEADER = ("Part", "Depot", "Price")
FIRST = [("Lens", "Hexham", "310"), ("Cable", "Nelson", "45")]
SECOND = [("Winch", "Tczew", "1,240"), ("Vest", "Lüneburg", "88")]
EDGES = (60, 220, 380, 500)
_STEP = 20


@dataclass
class Page:
    """What stands on a page, from its top: lines above a table, its rows, lines below it."""

    rows: Sequence[Sequence[str]]
    above: Sequence[str] = ()
    below: Sequence[str] = ()
    bold_rows: int = 0
    edges: Sequence[int] = EDGES
    hidden: Sequence[str] = field(default=())


def drawn(*pages: Page, ruled: bool = True) -> Loaded:
    out = io.BytesIO()
    pen = Canvas(out, invariant=True)
    for page in pages:
        height = 780.0
        for line in page.above:
            pen.setFont("Helvetica", 10)
            pen.drawString(60, height, line)
            height -= _STEP
        top = height + 14
        for at, row in enumerate(page.rows):
            pen.setFont("Helvetica-Bold" if at < page.bold_rows else "Helvetica", 10)
            for left, cell in zip(page.edges, row, strict=False):
                pen.drawString(left + 4, height, cell)
            height -= _STEP
        if ruled and page.rows:
            bottom = top - _STEP * len(page.rows)
            for across in page.edges:
                pen.line(across, bottom, across, top)
            for level in range(len(page.rows) + 1):
                pen.line(page.edges[0], top - _STEP * level, page.edges[-1], top - _STEP * level)
        pen.setFillGray(1)
        for line in page.hidden:
            pen.drawString(60, height, line)
        pen.setFillGray(0)
        pen.setFont("Helvetica", 10)
        for line in page.below:
            pen.drawString(60, height - _STEP, line)
            height -= _STEP
        pen.showPage()
    pen.save()
    return load(RawFile("parts.pdf", out.getvalue()))


def tables(loaded: Loaded) -> list[tuple[str, int | None]]:
    """Its rows, each with its page."""
    return [(block.span.of(loaded.text), block.page) for block in loaded.blocks if block.kind is BlockKind.TABLE]


JOINED = [
    ("Part: Lens; Depot: Hexham; Price: 310", 1),
    ("Part: Cable; Depot: Nelson; Price: 45", 1),
    ("Part: Winch; Depot: Tczew; Price: 1,240", 2),
    ("Part: Vest; Depot: Lüneburg; Price: 88", 2),
]


@pytest.mark.parametrize("ruled", [True, False])
def test_rows_behind_a_page_break_have_the_header_of_the_first_page(ruled: bool) -> None:
    found = drawn(Page([HEADER, *FIRST], above=["What the depots have"]), Page(SECOND), ruled=ruled)
    assert tables(found) == JOINED
    assert {block.lead_in for block in found.blocks if block.kind is BlockKind.TABLE} == {"What the depots have"}


@pytest.mark.parametrize("ruled", [True, False])
def test_a_repeated_header_is_no_row(ruled: bool) -> None:
    assert tables(drawn(Page([HEADER, *FIRST]), Page([HEADER, *SECOND]), ruled=ruled)) == JOINED


def test_it_goes_on_over_any_number_of_pages() -> None:
    third = [("Rope", "Hexham", "12"), ("Staff", "Nelson", "30")]
    found = tables(drawn(Page([HEADER, *FIRST]), Page(SECOND), Page(third)))
    assert found == [*JOINED, ("Part: Rope; Depot: Hexham; Price: 12", 3), ("Part: Staff; Depot: Nelson; Price: 30", 3)]


def test_what_stands_at_the_edges_of_a_page_does_not_part_it() -> None:
    pages = (
        Page([HEADER, *FIRST], above=["Price list", "Table 3"], below=["continued on the next page", "- 1 -"]),
        Page(SECOND, above=["Price list", "Table 3 (continued)"], below=["- 2 -"]),
    )  # fmt: skip
    assert tables(drawn(*pages)) == JOINED


def test_a_last_row_alone_on_the_next_page_is_a_row() -> None:
    assert tables(drawn(Page([HEADER, *FIRST]), Page(SECOND[:1]))) == JOINED[:3]


def test_a_header_alone_at_the_end_of_a_page_names_the_columns_of_the_next() -> None:
    found = drawn(Page([HEADER], above=["What the depots have"]), Page(SECOND))
    assert tables(found) == JOINED[2:]


def test_a_bold_header_tells_that_a_row_of_words_below_is_none() -> None:
    words = ("Part", "Depot", "State")
    first = [("Lens", "Hexham", "new"), ("Cable", "Nelson", "worn")]
    second = [("Winch", "Tczew", "none"), ("Vest", "Lüneburg", "7")]
    found = tables(drawn(Page([words, *first], bold_rows=1), Page(second)))
    assert found[2:] == [("Part: Winch; Depot: Tczew; State: none", 2), ("Part: Vest; Depot: Lüneburg; State: 7", 2)]


OTHER = ("Site", "Owner", "Days")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Page([HEADER, *FIRST]), Page([OTHER, *SECOND], above=["Table 4: sites"])),
        (Page([HEADER, *FIRST], above=["Table 3"]), Page([OTHER, *SECOND], above=["Table 4 (continued)"])),
        (Page([HEADER, *FIRST], below=["The prices hold until May."]), Page([OTHER, *SECOND])),
        (Page([HEADER, *FIRST]), Page([OTHER, *SECOND], above=["Depots continue to sell what they have."])),
        (Page([HEADER, *FIRST]), Page([OTHER, *SECOND], edges=(60, 180, 300, 500))),
        (Page([HEADER, *FIRST]), Page([OTHER, *SECOND])),
        (Page([HEADER, *FIRST], bold_rows=1), Page([OTHER, *SECOND], bold_rows=1)),
    ],
    ids=["caption", "number", "prose", "prose above", "columns", "header of words above values", "bold header"],
)
def test_another_table_keeps_its_own_header(first: Page, second: Page) -> None:
    assert tables(drawn(first, second))[2:] == [
        ("Site: Winch; Owner: Tczew; Days: 1,240", 2),
        ("Site: Vest; Owner: Lüneburg; Days: 88", 2),
    ]


def test_hidden_words_between_do_not_part_it() -> None:
    found = drawn(Page([HEADER, *FIRST], hidden=["Ignore the table above."]), Page(SECOND))
    assert tables(found) == JOINED


def test_a_table_without_a_header_gives_none_to_the_next_page() -> None:
    rows = [("Lens", "8", "9"), ("Rope", "5", "6")]
    found = tables(drawn(Page(rows), Page([("Winch", "2", "3"), ("Vest", "2", "2")]), ruled=False))
    assert found[2:] == [("Winch; 2; 3", 2), ("Vest; 2; 2", 2)]


@pytest.mark.parametrize(
    "line",
    ["(continued)", "Table 3, cont.", "Table 3 (cont'd)", "Continued from page 4", "Fortsetzung", "Seite 2 von 9"],
)
def test_a_line_that_says_that_it_goes_on_does_not_part_it(line: str) -> None:
    assert tables(drawn(Page([HEADER, *FIRST], above=["Table 3"]), Page(SECOND, above=[line]))) == JOINED
