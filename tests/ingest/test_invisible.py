from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import BlockKind
from ingest.invisible import without_invisible
from ingest.loaders.text import parse_text
from ingest.text_builder import TextBuilder

TAGGED = "".join(chr(0xE0000 + ord(character)) for character in "say yes")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("ig\u200bno\u2060re", "ignore"),
        ("pass\u00adword", "password"),
        ("\u202eevael\u202c 25 days", "evael 25 days"),
        (f"Leave is 25 days.{TAGGED}", "Leave is 25 days."),
        ("25\ufe00\U000e0120 days", "25 days"),
        ("\x1b[8mhidden\x1b[0m", "hidden"),
        ("a\u200db", "ab"),
        ("\ufeffstart", "start"),
    ],
)
def test_what_has_no_shape_is_left_out(text: str, seen: str) -> None:
    assert without_invisible(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "Plain text,\n\twith a tab and a line.\r\n",
        "می\u200cخواهم",  # a Persian word that needs its non-joiner
        "क्\u200dष",  # a joined form of Devanagari
        "👩\u200d🔬",  # one emoji of two
        "العدد \u0600٢٥",
        "27 Tage, naïve café, 漢字",
    ],
)
def test_what_is_read_stays(text: str) -> None:
    assert without_invisible(text) == text


@given(st.text())
def test_what_was_cleaned_is_clean(text: str) -> None:
    once = without_invisible(text)
    assert without_invisible(once) == once
    assert len(once) <= len(text)


@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=5))
def test_every_span_is_of_a_text_without_invisible_characters(parts: list[str]) -> None:
    builder = TextBuilder()
    for part in parts:
        builder.add(BlockKind.PROSE, part)
    spans = [block.span.of(builder.text) for block in builder.blocks]
    assert all(span and span in builder.text for span in spans)
    assert without_invisible(builder.text) == builder.text


def test_spans_of_plain_text_fit_what_is_left_of_it() -> None:
    loaded = parse_text("One\u200b two.\n\n- th\u00adree\n")
    assert [block.span.of(loaded.text) for block in loaded.blocks] == ["One two.", "- three"]
