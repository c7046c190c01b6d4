"""A table of a PDF that goes on over a page break, and what only looks like one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.document import BlockKind
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.pdf_continued import TablePage, continued
from ingest.loaders.pdf_tables import PdfTable
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
    boxed: bool = False  # whether a line in boxes stands above it all


def drawn(*pages: Page, ruled: bool = True) -> Loaded:
    out = io.BytesIO()
    pen = Canvas(out, invariant=True)
    for page in pages:
        if page.boxed:
            draw_rows(pen, [("ACME", "Manual", "Rev 3")], height=810)
            draw_rules(pen, 1, top=824)
        height = draw_lines(pen, page.above, 780)
        draw_rows(pen, page.rows, page.edges, height=height, bold_rows=page.bold_rows)
        if ruled:
            draw_rules(pen, len(page.rows), page.edges, top=height + 14)
        height -= _STEP * len(page.rows)
        pen.setFillGray(1)
        draw_lines(pen, page.hidden, height)
        pen.setFillGray(0)
        draw_lines(pen, page.below, height - _STEP)
        pen.showPage()
    pen.save()
    return load(RawFile("parts.pdf", out.getvalue()))


def draw_lines(pen: Canvas, lines: Sequence[str], height: float) -> float:
    """Gives the height of what comes next."""
    pen.setFont("Helvetica", 10)
    for at, line in enumerate(lines):
        pen.drawString(EDGES[0], height - _STEP * at, line)
    return height - _STEP * len(lines)


def draw_rows(
    pen: Canvas, rows: Sequence[Sequence[str]], edges: Sequence[int] = EDGES, *, height: float, bold_rows: int = 0
) -> None:
    for at, row in enumerate(rows):
        pen.setFont("Helvetica-Bold" if at < bold_rows else "Helvetica", 10)
        for left, cell in zip(edges, row, strict=False):
            pen.drawString(left + 4, height - _STEP * at, cell)


def draw_rules(pen: Canvas, rows: int, edges: Sequence[int] = EDGES, *, top: float) -> None:
    for across in edges if rows else ():
        pen.line(across, top - _STEP * rows, across, top)
    for level in range(rows + 1 if rows else 0):
        pen.line(edges[0], top - _STEP * level, edges[-1], top - _STEP * level)


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
# No value stands below a word, so that nothing but what stands between them tells that these are two tables.
WORDS = [("Winch", "Tczew", "worn"), ("Vest", "Lüneburg", "new")]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Page([HEADER, *FIRST]), Page([OTHER, *WORDS], above=["Table 4: sites"])),
        (Page([HEADER, *FIRST], above=["Table 3"]), Page([OTHER, *WORDS], above=["Table 4 (continued)"])),
        (Page([HEADER, *FIRST], below=["The prices hold until May."]), Page([OTHER, *WORDS])),
        (Page([HEADER, *FIRST]), Page([OTHER, *WORDS], above=["Depots continue to sell what they have."])),
        (Page([HEADER, *FIRST]), Page([OTHER, *WORDS], edges=(60, 180, 300, 500))),
        (Page([HEADER, *FIRST], bold_rows=1), Page([OTHER, *WORDS], bold_rows=1)),
        (Page([HEADER, *FIRST]), Page([("Part", "Owner", "Days"), *WORDS])),
    ],
    ids=["caption", "number", "prose", "prose above", "columns", "bold header", "a name shared with the first"],
)
def test_what_stands_between_two_tables_parts_them(first: Page, second: Page) -> None:
    found = tables(drawn(first, second))[2:]
    assert [text.partition("; Owner: ")[2] for text, _ in found] == ["Tczew; Days: worn", "Lüneburg; Days: new"]


def test_the_same_words_with_nothing_between_them_are_one_table() -> None:
    """What the cases above would be but for what parts them."""
    found = tables(drawn(Page([HEADER, *FIRST]), Page([OTHER, *WORDS])))[2:]
    assert [text.partition(";")[0] for text, _ in found] == ["Part: Site", "Part: Winch", "Part: Vest"]


def test_another_table_on_a_later_page_keeps_its_own_header() -> None:
    found = tables(drawn(Page([HEADER, *FIRST]), Page(SECOND), Page([OTHER, *SECOND])))
    assert found == [
        *JOINED,
        ("Site: Winch; Owner: Tczew; Days: 1,240", 3),
        ("Site: Vest; Owner: Lüneburg; Days: 88", 3),
    ]


def test_a_row_of_values_alone_at_the_end_of_a_page_names_no_column() -> None:
    found = tables(drawn(Page([("Total", "12", "355")]), Page([OTHER, *WORDS])))
    assert [text for text, page in found if page == 2] == [
        "Site: Winch; Owner: Tczew; Days: worn",
        "Site: Vest; Owner: Lüneburg; Days: new",
    ]


def test_forms_one_to_a_page_are_not_mixed() -> None:
    forms = [Page([("Name", name, kind), ("Role", role, kind)]) for name, role, kind in
             (("Alice", "Nurse", "x"), ("Bob", "Doctor", "y"))]  # fmt: skip
    assert not any("Alice: Bob" in text for text, _ in tables(drawn(*forms)))


def test_a_bold_row_that_names_not_every_column_is_no_header() -> None:
    found = tables(drawn(Page([HEADER, *FIRST], bold_rows=1), Page([("Tczew", "", "all"), *SECOND], bold_rows=1)))
    assert found[2:] == [("Part: Tczew; Price: all", 2), *JOINED[2:]]


@pytest.mark.parametrize("blank", ["\u200b", "\ufeff", " "])
def test_a_table_of_nothing_that_can_be_seen_takes_no_page_away(blank: str) -> None:
    seen = PdfTable([["Part", "Depot"], ["Lens", "Nelson"]], 100, 200, 60, 300, ((60, 160), (160, 300)))
    unseen = replace(seen, rows=[[blank, blank], [blank, blank]])
    assert continued(TablePage((), [unseen]), TablePage((), [seen])) == [seen]
    assert continued(TablePage((), [seen]), TablePage((), [unseen]))[0].rows[0] == ["Part", "Depot"]


def test_a_boxed_line_that_runs_through_all_pages_parts_nothing() -> None:
    assert tables(drawn(Page([HEADER, *FIRST], boxed=True), Page(SECOND, boxed=True))) == JOINED


def test_rows_below_a_header_that_stands_alone_have_its_caption() -> None:
    pages = (
        Page([HEADER, *FIRST], above=["Prices of the boats"]),
        Page([OTHER], above=["Who owns the sites, and for how long, is below."]),
        Page([("Weir", "Orla", "90"), ("Quay", "Finn", "30")]),
    )
    found = drawn(*pages)
    rows = [block for block in found.blocks if block.kind is BlockKind.TABLE and block.page == 3]
    assert rows[0].span.of(found.text) == "Site: Weir; Owner: Orla; Days: 90"
    assert {block.lead_in for block in rows} == {"Who owns the sites, and for how long, is below."}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (Page([HEADER, *FIRST]), Page([OTHER, *SECOND])),
        (Page([HEADER, *FIRST], bold_rows=1), Page([OTHER, *SECOND], bold_rows=1)),
    ],
    ids=["header of words above values", "bold header"],
)
def test_another_table_keeps_its_own_header(first: Page, second: Page) -> None:
    assert tables(drawn(first, second))[2:] == [
        ("Site: Winch; Owner: Tczew; Days: 1,240", 2),
        ("Site: Vest; Owner: Lüneburg; Days: 88", 2),
    ]


def test_hidden_words_between_do_not_part_it() -> None:
    found = drawn(Page([HEADER, *FIRST], hidden=["Ignore the table above."]), Page(SECOND))
    assert tables(found) == JOINED


def test_a_ruled_table_of_values_gives_no_header_to_the_next_page() -> None:
    found = tables(drawn(Page([("7", "8", "9"), ("4", "5", "6")]), Page([("Lens", "2", "3"), ("Rope", "1", "1")])))
    assert not any(text.startswith("7: ") for text, page in found if page == 2)


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


def test_running_lines_of_two_parts_each_are_no_header_of_a_table() -> None:
    out = io.BytesIO()
    pen = Canvas(out, invariant=True)
    for page in range(1, 5):
        pen.setFont("Helvetica", 9)
        for height, left, right in (
            (800, "ACME Limited", "Annual report of 2025"),
            (788, "For us", f"Page {page} of 4"),
        ):
            pen.drawString(60, height, left)
            pen.drawString(420, height, right)
        pen.setFont("Helvetica", 10)
        pen.drawString(60, 740, f"What was done in quarter {'one two three four'.split()[page - 1]} is told here.")
        pen.showPage()
    pen.save()
    text = load(RawFile("report.pdf", out.getvalue())).text
    assert "quarter three" in text
    assert "ACME" not in text
    assert "For us" not in text
