"""How rows of values are told apart, and what stands above them."""

from __future__ import annotations

import pytest

from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load


def read(text: str | bytes, name: str = "a.csv") -> Loaded:
    return load(RawFile(name, text.encode() if isinstance(text, str) else text))


def lines(loaded: Loaded) -> list[str]:
    return [block.span.of(loaded.text) for block in loaded.blocks]


ADDRESS = "Long Street 123 in 10115 Berlin on floor 4"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("item;price\ngauge;1,5\nlogger;2,5\n", ["item: gauge; price: 1,5", "item: logger; price: 2,5"]),
        ("item|price\ngauge|1,5\n", ["item: gauge; price: 1,5"]),
        ("item\tnote\ngauge\ta, b; c\n", ["item: gauge; note: a, b; c"]),
        ("sep=|\nitem|price\ngauge|12\n", ["item: gauge; price: 12"]),
        ('item, note\ngauge, "a, b"\n', ["item: gauge; note: a, b"]),
        ('item,note\ngauge,"one\r\ntwo"\r\n', ["item: gauge; note: one two"]),
        ("item,price\ngauge\nlogger,12,late\n", ["item: gauge", "item: logger; price: 12; late"]),
        ("Oslo,180\nBergen,170\n", ["Oslo; 180", "Bergen; 170"]),
        ("5,5,5\n6,7,6\n8,8,8", ["5; 5; 5", "6; 7; 6", "8; 8; 8"]),
        ("item,price\n,EUR\ngauge,12\n", ["item: gauge; price EUR: 12"]),
        ("Role,Contact,Contact\nPayroll,Ann,Bob\nTravel,Cy,Dee\n",
         ["Role: Payroll; Contact: Ann; Contact: Bob", "Role: Travel; Contact: Cy; Contact: Dee"]),
        ("Name,Value,Value\nA,1,2\nB,3,4\n", ["Name: A; Value: 1; Value: 2", "Name: B; Value: 3; Value: 4"]),
        ("Notice,2 months\nProbation,6 months\n", ["Notice; 2 months", "Probation; 6 months"]),
        (f"Name,Billing,Shipping\nA,{ADDRESS},{ADDRESS}\n", [f"Name: A; Billing: {ADDRESS}; Shipping: {ADDRESS}"]),
        ("holiday\n1 January\n1 May\n", ["holiday: 1 January", "holiday: 1 May"]),
    ],
)  # fmt: skip
def test_rows_and_columns_are_found(text: str, expected: list[str]) -> None:
    assert lines(read(text)) == expected


def test_lines_above_the_header_are_paragraphs() -> None:
    loaded = read("Price list of the workshop\nMade on,2026-03-01,,,\n\nitem,weight,price,tax,stock\ngauge,2,12,20,7\n")
    assert lines(loaded) == [
        "Price list of the workshop", "Made on 2026-03-01", "item: gauge; weight: 2; price: 12; tax: 20; stock: 7",
    ]  # fmt: skip
    assert [block.kind for block in loaded.blocks] == [BlockKind.PROSE, BlockKind.PROSE, BlockKind.TABLE]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_found(encoding: str) -> None:
    text = "Gerät;Maß\nPrüfgerät für Gewässer;größer als üblich\nMessfühler für Flüsse;größtmöglich\n"
    assert lines(read(text.encode(encoding)))[0] == "Gerät: Prüfgerät für Gewässer; Maß: größer als üblich"


def test_a_quotation_mark_that_nobody_closes_is_an_error() -> None:
    with pytest.raises(LoadError, match=r"field larger than field limit .*; look for a quotation mark left open"):
        read('item,note\ngauge,"open\n' + "logger,closed\n" * 20_000)


def test_what_is_too_much_is_left_out_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.loaders.csv.MOST_CELLS", 6)
    loaded = read("item,price\n" + "".join(f"part {number},{number}\n" for number in range(5)))
    assert lines(loaded) == ["item: part 0; price: 0", "item: part 1; price: 1"]
    assert loaded.warnings == ("its first 3 rows alone were read, since it holds over 6 cells; split it",)
