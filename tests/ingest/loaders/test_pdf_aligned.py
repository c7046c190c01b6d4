"""Tables of a PDF that has no ruling lines, and what only looks like one."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from benchmarks.loaders.built import plain_table, two_columns
from ingest.document import BlockKind
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load

STATEMENT = [
    (700, [(300, "Three Months Ended"), (430, "Nine Months Ended")]),
    (688, [(300, "June 25, 2022"), (365, "June 26, 2021"), (430, "June 25, 2022"), (495, "June 26, 2021")]),
    (674, [(60, "Net sales:")]),
    (662, [(66, "Products"), (300, "$"), (320, "63,355"), (385, "63,948"), (450, "245,241"), (515, "232,309")]),
    (650, [(66, "Services"), (320, "19,604"), (385, "(17)"), (450, "58,941"), (515, "—")]),
    (638, [(72, "Total"), (320, "82,959"), (385, "63,931"), (450, "304,182"), (515, "232,309")]),
]


def drawn(rows: list[tuple[int, list[tuple[int, str]]]]) -> Loaded:
    out = io.BytesIO()
    pen = Canvas(out, invariant=True)
    pen.setFont("Helvetica", 9)
    for y, cells in rows:
        for x, text in cells:
            pen.drawString(x, y, text)
    pen.save()
    return load(RawFile("a.pdf", out.getvalue()))


def tables(loaded: Loaded) -> list[str]:
    return [block.span.of(loaded.text) for block in loaded.blocks if block.kind is BlockKind.TABLE]


def test_a_statement_has_its_columns_names_of_both_levels() -> None:
    rows = tables(drawn(STATEMENT))
    assert rows[0] == "Net sales:"
    assert rows[1].startswith("Products; Three Months Ended June 25, 2022: $63,355; Three Months Ended June 26, 2021:")
    assert rows[2].endswith("Nine Months Ended June 25, 2022: 58,941; Nine Months Ended June 26, 2021: —")


@pytest.mark.parametrize(
    "row",
    [
        "Site: Otago Head; Country: New Zealand; Instrument: Dabchick; Last visit: 17 June 2026",
        "Option: Heated lens; What it adds: Melts wet snow on the lens in two minutes; Price: 310",
    ],
)
def test_a_table_of_words_is_read_by_its_first_row(row: str) -> None:
    assert row in tables(load(RawFile("a.pdf", plain_table())))


def test_a_table_without_header_keeps_its_rows() -> None:
    rows = [(700 - 14 * n, [(60, f"Row {n}"), (200, str(n)), (300, str(n * 7))]) for n in range(4)]
    assert tables(drawn(rows)) == [f"Row {n}; {n}; {n * 7}" for n in range(4)]


def test_two_columns_of_text_are_no_table() -> None:
    loaded = load(RawFile("a.pdf", two_columns()))
    assert tables(loaded) == []
    assert "The measurement team repaired seven stations within two days" in loaded.text
    assert "number 12" not in loaded.text


def test_numbered_paragraphs_are_no_table() -> None:
    loaded = drawn([(700 - 14 * n, [(60, f"{n}."), (90, f"Step {n} of the work")]) for n in range(1, 5)])
    assert tables(loaded) == []
    assert "Step 3 of the work" in loaded.text


def test_a_header_that_does_not_name_each_column_is_kept_as_a_row() -> None:
    rows = [
        (700, [(300, "Gross"), (385, "Gross")]),
        *[(686 - 12 * n, [(60, f"Bond {n}"), (305, f"{n},100"), (390, f"{n},200")]) for n in range(1, 4)],
    ]
    assert tables(drawn(rows))[:2] == ["Gross Gross", "Bond 1; 1,100; 1,200"]
