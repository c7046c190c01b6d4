"""Which tables a sheet has, what their columns are called, and how a value is shown."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingest.document import BlockKind
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load
from ingest.loaders.xlsx_format import shown

Rows = Sequence[Sequence[object]]


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(book: Workbook) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return sheet


def read(rows: Rows, *merged: str) -> Loaded:
    book = Workbook()
    sheet = sheet_of(book)
    for row in rows:
        sheet.append(list(row))
    for place in merged:
        sheet.merge_cells(place)
    return load(RawFile("a.xlsx", saved(book)))


def lines(loaded: Loaded) -> list[str]:
    """What stands below the heading with the sheet's name."""
    return [block.span.of(loaded.text) for block in loaded.blocks[1:]]


def edited(data: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    """The workbook with another first sheet."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, edit(content) if name == "xl/worksheets/sheet1.xml" else content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (0.256, "0%", "26%"), (0.256, "0.0%", "25.6%"), (1234.5, "#,##0.00", "1,234.50"), (1234.5, "General", "1234.5"),
        (1234.5, '"$"#,##0.00', "$1,234.50"), (1234.5, "#,##0.00 [$€-407]", "1,234.50 €"), (12, '0 "kg"', "12 kg"),
        (1234.5, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "$1,234.50"),
        (-5, "#,##0;[Red](#,##0)", "(5)"), (-5.25, "0.0", "-5.3"), (0.125, "0%", "13%"), (2.5, "0", "3"),
        (1.005, "0.00", "1.01"), (-0.4, "0", "0"), (-0.004, "0.00", "0.00"),
        (1e300, "0.0", f"1{'0' * 300}.0"), (2, "0.0", "2.0"),
        (float("inf"), "0.0", "inf"), (0, '0.0;-0.0;"-"', "0"), (7, "00000", "00007"),
        (1234567, '#,##0.0,,"M"', "1.2M"), (3.5, "0.###", "3.5"), (4, "0.###", "4"), (0.00001, "0.00E+00", "1e-05"),
        (0.5, "# ?/?", "0.5"), (5, "[>100]0.00;0.0", "5"), (5, "@", "5"), (True, "General", "TRUE"),
        (datetime.fromisoformat("2026-03-01"), "dd.mm.yy", "2026-03-01"), ("text", "0", "text"), (None, "0", ""),
        (datetime.fromisoformat("2026-03-01 09:30"), "", "2026-03-01 09:30"), (date(2026, 3, 1), "", "2026-03-01"),
        (time(9, 30, 5), "", "09:30:05"), (timedelta(hours=30), "[h]:mm", "30:00"),
    ],
)  # fmt: skip
def test_a_value_is_shown_as_its_format_says(value: object, number_format: str, text: str) -> None:
    assert shown(value, number_format) == text


@pytest.mark.parametrize(
    ("rows", "merged", "expected"),
    [
        ([["City", "Limit"], ["Oslo", 180]], (), ["City: Oslo; Limit: 180"]),
        ([["Prices 2026"], ["without tax"], ["Item", "Price"], ["Gauge", 12]], (),
         ["Prices 2026", "without tax", "Item: Gauge; Price: 12"]),
        ([["Prices", None], ["Item", "Price"], ["Gauge", 12]], ("A1:B1",), ["Prices", "Item: Gauge; Price: 12"]),
        ([[None, 2025, None, 2026], ["Site", "Q1", "Q2", "Q1", "Q2"], ["Nelson", 1, 2, 3, 4]], ("B1:C1", "D1:E1"),
         ["Site: Nelson; 2025 Q1: 1; 2025 Q2: 2; 2026 Q1: 3; 2026 Q2: 4"]),
        ([["Site", "Sales", None], [None, "Spring", "Autumn"], ["Nelson", 1, 2]], (),
         ["Site: Nelson; Sales Spring: 1; Sales Autumn: 2"]),
        ([["Item", "Weight", "Price"], [None, "(kg)", "EUR"], ["Gauge", 2, 12]], (),
         ["Item: Gauge; Weight (kg): 2; Price EUR: 12"]),
        ([["Metric", 2025, 2026], ["Staff", 400, 418]], (), ["Metric: Staff; 2025: 400; 2026: 418"]),
        ([["Oslo", 180], ["Bergen", 170]], (), ["Oslo; 180", "Bergen; 170"]),
        ([["Site:", "Hexham"], ["Desks:", 12], ["Notes:", None]], (), ["Site: Hexham", "Desks: 12", "Notes:"]),
        ([["Year", "Rain"], [2024, 700], [2025, 800]], (), ["Year: 2024; Rain: 700", "Year: 2025; Rain: 800"]),
        ([["Role", "Contact", "Contact"], ["Pay", "Ann", "Bo"], ["Travel", "Cy", "Di"]], (),
         ["Role: Pay; Contact: Ann; Contact: Bo", "Role: Travel; Contact: Cy; Contact: Di"]),
        ([["Role", "Contact", None], [None, "First", "Second"], ["Pay", "Ann", "Bo"]], ("A1:A2", "B1:C1"),
         ["Role: Pay; Contact First: Ann; Contact Second: Bo"]),
        ([["Area", "Site"], ["North", "Hexham"], [None, "Nelson"]], ("A2:A3",),
         ["Area: North; Site: Hexham", "Area: North; Site: Nelson"]),
        ([["A", "B", "C"], ["Closed in May", None, None], ["x", "y", "z"]], ("A2:C2",),
         ["Closed in May", "A: x; B: y; C: z"]),
        ([["Item", "Price"], ["Gauge", 12], [], ["Total", 12]], (),
         ["Item: Gauge; Price: 12", "Item: Total; Price: 12"]),
        ([["Item", "Price"], ["Gauge", 12], [], ["Without tax"], ["Without carriage"]], (),
         ["Item: Gauge; Price: 12", "Without tax", "Without carriage"]),
    ],
)  # fmt: skip
def test_titles_headers_and_values_are_told_apart(rows: Rows, merged: tuple[str, ...], expected: list[str]) -> None:
    assert lines(read(rows, *merged)) == expected


def test_tables_below_and_beside_each_other_have_their_own_columns() -> None:
    loaded = read(
        [
            ["Hotels", None, None, "Flights", None],
            ["City", "Limit", None, "Class", "From hours"],
            ["Oslo", 180, None, "Business", 7],
            ["Rome", 170, None, "Premium", 5],
            [],
            ["Meal", "Euros"],
            ["Lunch", 15],
        ]
    )
    assert lines(loaded) == [
        "Hotels", "City: Oslo; Limit: 180", "City: Rome; Limit: 170",
        "Flights", "Class: Business; From hours: 7", "Class: Premium; From hours: 5",
        "Meal: Lunch; Euros: 15",
    ]  # fmt: skip
    assert [block.lead_in for block in loaded.blocks[2:4]] == ["Hotels", "Hotels"]


def test_what_is_not_shown_is_left_out_and_counted() -> None:
    book = Workbook()
    sheet = sheet_of(book)
    for row in (["Pay 2026", None, None], ["Name", "Salary", "Team"], ["Ann", 90000, "X"], ["Bob", 80000, "Y"]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[4].hidden = True
    for state in ("hidden", "veryHidden"):
        apart = book.create_sheet(state)
        apart.append(["Name", "Bonus"])
        apart.sheet_state = state
    loaded = load(RawFile("a.xlsx", saved(book)))
    assert lines(loaded) == ["Pay 2026", "Name: Ann; Team: X"]
    hidden = len("Salary90000") + len("Bob80000Y") + 2 * len("NameBonus")
    assert loaded.warnings == (
        f"{hidden} characters that a reader does not see were left out; if they count, show them",
    )


def test_a_title_over_a_hidden_column_is_shown() -> None:
    book = Workbook()
    sheet = sheet_of(book)
    title = "Prices of all instruments from April 2026 on"
    for row in ([title, None, None], ["Code", "Item", "Price"], ["7", "Gauge", 12], ["8", "Logger", 15]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.column_dimensions["A"].hidden = True
    assert lines(load(RawFile("a.xlsx", saved(book)))) == [title, "Item: Gauge; Price: 12", "Item: Logger; Price: 15"]


def test_a_blank_column_within_a_table_parts_nothing() -> None:
    statement = [
        ["Item", None, 2025, "%", None, 2026, "%"],
        ["Sales", None, 10, 2, None, 12, 3],
        ["Cost", None, 5, 1, None, 6, 2],
    ]
    assert lines(read(statement))[0] == "Item: Sales; 2025: 10; %: 2; 2026: 12; %: 3"


def test_a_formula_without_a_stored_value_is_a_warning() -> None:
    loaded = read([["Item", "Price"], ["Gauge", 12], ["Total", "=SUM(B2:B2)"]])
    assert "SUM" not in loaded.text
    assert loaded.warnings == (
        "1 formulas of sheet 1 have no stored value, the first in B3; save it in its program",
    )  # fmt: skip


@pytest.mark.parametrize("cell", [b'<c r="B1"><f>1+1</f><v>2</v></c>', b'<c r="B1" t="str"><f>""</f><v></v></c>'])
def test_a_formula_whose_value_is_stored_is_none_even_if_it_is_no_letters(cell: bytes) -> None:
    computed = edited(saved(book_with("=1+1")), lambda sheet: re.sub(rb'<c r="B1".*?</c>', cell, sheet))
    assert load(RawFile("a.xlsx", computed)).warnings == ()


def book_with(value: object) -> Workbook:
    book = Workbook()
    sheet_of(book).append(["Sum", value])
    return book


def test_a_sheet_may_declare_any_size_and_have_a_cell_in_its_last_corner() -> None:
    book = book_with(5)
    sheet_of(book)["XFD1048576"] = "far away"
    assert lines(load(RawFile("a.xlsx", saved(book)))) == ["Sum; 5", "far away"]
    declared = edited(saved(book_with(5)), lambda sheet: sheet.replace(b'ref="A1:B1"', b'ref="A1:XFD1048576"'))
    assert lines(load(RawFile("a.xlsx", declared))) == ["Sum; 5"]


def test_what_is_too_much_is_left_out_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.loaders.xlsx.MOST_CELLS", 6)
    loaded = read([["Item", "Price"], *([f"Part {number}", number] for number in range(5))])
    assert lines(loaded) == ["Item: Part 0; Price: 0", "Item: Part 1; Price: 1"]
    assert loaded.warnings == ("sheet 1 was read down to row 3 alone, since it holds too many cells; split it",)


def test_long_texts_in_one_column_are_paragraphs() -> None:
    text = "Rates are valid from April and are reviewed each year by the finance team in Hexham."
    loaded = read([[text], ["Ask Kim."]])
    assert [block.kind for block in loaded.blocks[1:]] == [BlockKind.PROSE, BlockKind.PROSE]
