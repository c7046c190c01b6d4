"""What of Markdown is kept where lists, tables, HTML and footnotes stand in each other."""

from __future__ import annotations

import pytest

from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load


def read(text: str) -> Loaded:
    return load(RawFile("a.md", text.encode()))


def lines(text: str) -> list[str]:
    loaded = read(text)
    return [block.span.of(loaded.text) for block in loaded.blocks]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| Grade | Notice |\n|--|--|\n| E1 | 30 days<br>60 days<br/>90 days |",
         ["Grade: E1; Notice: 30 days 60 days 90 days"]),
        ("one<BR>two", ["one\ntwo"]),
        ("1. Check:\n\n   | Name | Limit |\n   |--|--|\n   | Travel | 100 |\n\n   Then pay.\n\n2. Done",
         ["1. Check:", "Name: Travel; Limit: 100", "Then pay.", "2. Done"]),
        ("- With details\n  <details><summary>More</summary>\n  It is 500.\n  </details>\n- <div>It is 40.</div>",
         ["- With details", "More", "It is 500.", "It is 40."]),
        ("- item\n  > one\n  >\n  > two\n\n  more\n  - below", ["- item", "one", "two", "more", "- below"]),
        ("- run\n\n  ```\n  a\n    b\n  ```", ["- run", "a\n  b"]),
        ("Leave is ~~30~~ 60 days, <del>2</del><ins>3</ins> of them paid.", ["Leave is 60 days, 3 of them paid."]),
        ("<p>Leave is <del>30</del><ins>60</ins> days.</p>", ["Leave is 60 days."]),
    ],
)  # fmt: skip
def test_the_blocks_of_a_text(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


def test_what_stands_in_an_item_knows_the_item() -> None:
    blocks = read("- Limits:\n\n  | Name | Limit |\n  |--|--|\n  | Travel | 100 |\n\n  In euros.\n\nEnd.").blocks
    assert [block.lead_in for block in blocks] == ["", "Limits:", "Limits:", ""]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Within 30 days[^1].\n\nPay is monthly[^b].\n\n[^1]: Gross.\n[^b]: For *staff*\nof grade E1.",
         ["Within 30 days.", "Footnote 1: Gross.", "Pay is monthly.", "Footnote b: For staff of grade E1."]),
        ("- Leave[^1]\n\n[^1]: Paid.\n\n    In full.\n\nEnd.", ["- Leave", "Footnote 1: Paid. In full.", "End."]),
        ("Leave.\n\n[^x]: Paid.", ["Leave.", "Footnote x: Paid."]),
        ("Any of [^abc] and `[^1]`.\n\n[^1]: Paid.", ["Any of [^abc] and [^1].", "Footnote 1: Paid."]),
        ("See [the form] and [^1].\n\n[the form]: /form\n[^1]: Paid.", ["See the form and .", "Footnote 1: Paid."]),
    ],
)  # fmt: skip
def test_a_footnote_stands_below_what_refers_to_it(text: str, expected: list[str]) -> None:
    assert lines(text) == expected


def test_a_footnote_knows_what_refers_to_it() -> None:
    assert read("Within 30 days[^1].\n\n[^1]: Gross.").blocks[1].lead_in == "Within 30 days."


def test_a_text_that_is_made_to_be_slow_is_not() -> None:
    text = "[^1]: a\n" + "\n" * 20_000 + "    b\n" + "[^" * 20_000
    assert read(text).text.startswith("Footnote 1: a b")
