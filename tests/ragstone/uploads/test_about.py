"""What is said about an upload, as a sync reads it."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.tags import parse_fields
from ragstone.errors import UploadError
from ragstone.uploads.about import About


def test_a_sidecar_says_all_that_was_said() -> None:
    about = About(
        ("hr", "board"), "Pay: 'all' of it", {"department": ("people", "it")}, date(2026, 1, 1), date(2026, 12, 31),
        ("old.md",),
    )  # fmt: skip
    fields = parse_fields(about.sidecar(), "test")
    assert (fields.groups, fields.title, fields.supersedes) == (("board", "hr"), "Pay: 'all' of it", ("old.md",))
    assert (fields.effective, fields.expires) == (date(2026, 1, 1), date(2026, 12, 31))
    assert fields.tags == {"department": ("people", "it")}


def test_everybody_is_stated_and_a_file_of_its_own_supersedes_nothing() -> None:
    fields = parse_fields(About(()).sidecar(), "test")
    assert (fields.groups, fields.supersedes) == ((), ())


@pytest.mark.parametrize("group", ["yes", "null", "1", "2026-01-01", "a: b", "- x", "'", "{}", "ü", "[hr]", "# x"])
def test_a_group_stays_what_it_is_whatever_yaml_makes_of_it(group: str) -> None:
    assert parse_fields(About((group,)).sidecar(), "test").groups == (group,)


@pytest.mark.parametrize(
    ("about", "why"),
    [
        (About(("*",)), "public=true"),
        (About(("hr", "")), "unusable group"),
        (About(("a\nb",)), "unusable group"),
        (About(("hr",), "x" * 201), "unusable title"),
        (About(("hr",), tags={"key": ("\x07",)}), "unusable tag"),
        (About(("hr",), tags={" ": ("a",)}), "unusable tag"),
        (About(("hr",), effective=date(2026, 2, 1), expires=date(2026, 1, 1)), "before effective"),
        (About(tuple(f"g{n}" for n in range(51))), "more than 50"),
    ],
)
def test_what_cannot_be_kept_is_refused(about: About, why: str) -> None:
    with pytest.raises(UploadError, match=why):
        about.sidecar()
