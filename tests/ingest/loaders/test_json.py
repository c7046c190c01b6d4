"""How values with names become lines that can be cited."""

from __future__ import annotations

import json

import pytest

from ingest.errors import LoadError
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load


def read(value: object) -> Loaded:
    return load(RawFile("a.json", json.dumps(value).encode()))


def said(loaded: Loaded) -> list[str]:
    return [block.span.of(loaded.text) for block in loaded.blocks]


def test_an_object_says_its_own_values_before_what_is_nested_in_it() -> None:
    loaded = read({"limits": {"hotel": 140, "meals": {"Oslo": 45.50}}, "title": "Travel", "open": True, "note": None})
    assert said(loaded) == ["title: Travel", "open: true", "limits", "hotel: 140", "meals", "Oslo: 45.5"]
    assert loaded.blocks[-1].heading_path == ("limits", "meals")
    assert loaded.title == "Travel"


def test_records_are_rows_and_nested_ones_are_sections_under_their_names() -> None:
    loaded = read(
        {
            "rates": [{"city": "Oslo", "limit": 180, "days": ["Monday", "Friday"]}, {"city": "Rome", "tax": 3}],
            "sites": [{"name": "Hexham", "rooms": [{"name": "Weir", "seats": 12}]}, {"rooms": {"seats": 4}}],
        }
    )
    assert said(loaded) == [
        "rates", "city: Oslo; limit: 180; days: Monday, Friday", "city: Rome; tax: 3",
        "sites", "Hexham", "name: Hexham", "rooms", "name: Weir; seats: 12", "sites 2", "rooms", "seats: 4",
    ]  # fmt: skip
    assert loaded.blocks[1].lead_in == "rates"
    assert loaded.blocks[7].heading_path == ("sites", "Hexham", "rooms")


def test_lists_and_long_texts() -> None:
    text = "Leave is agreed with the lead of the team. " * 8
    loaded = read([{"id": 7, "body": text}, ["a", ["b", "c"]], "alone"])
    assert said(loaded) == ["7", "id: 7", f"body: {text.strip()}", "- a", "- b, c", "- alone"]


def test_numbers_stay_as_they_are_written() -> None:
    loaded = load(RawFile("a.json", b'{"price": 1.10, "serial": 12345678901234567890123, "small": 1e-7}'))
    assert said(loaded) == ["price: 1.10", "serial: 12345678901234567890123", "small: 1e-7"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"a": 1,\n oops}', r"got no JSON from line 2, column 2 on .*; correct it"),
        (b"[" * 100_000, "nested too deeply"),
        (b"{}", "got no text in it"),
    ],
)
def test_what_is_no_json_is_an_error(data: bytes, reason: str) -> None:
    with pytest.raises(LoadError, match=reason):
        load(RawFile("a.json", data))


def test_a_long_value_that_two_keys_share_is_said_for_each() -> None:
    value = "The same address in a long street of Hexham"
    assert read([{"billing": value, "shipping": value}]).text == f"billing: {value}; shipping: {value}"
