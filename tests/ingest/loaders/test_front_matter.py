"""What is front matter, and what only looks like it and must not become public text."""

from __future__ import annotations

import pytest

from ingest.errors import LoadError
from ingest.loaders.loaded import RawFile
from ingest.loaders.registry import load


@pytest.mark.parametrize(
    "text",
    [
        "---\ngroups: [hr]\n---\nPay.",
        "\n \n---\ngroups: [hr]\n---\nPay.",
        "\ufeff\r\n---\r\ngroups: [hr]\r\n---\r\nPay.",
        "---\ngroups: [hr]\n...\nPay.",
        "\n---\n# who\n{groups: [hr]}\n---\nPay.",
    ],
)
def test_front_matter_may_stand_below_blank_lines_and_end_in_dots(text: str) -> None:
    loaded = load(RawFile("a.md", text.encode()))
    assert (loaded.fields.groups, loaded.text) == (("hr",), "Pay.")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "---\ngroups: [hr]\n\nPay."),
        ("a.md", " ---\ngroups: [hr]\n---\nPay."),
        ("a.md", "<!-- by Kim -->\n---\ntitle: Pay\ntags:\n  - pay\n\n'groups': [hr]\n---\nPay."),
        ("a.md", "Draft\n---\nexpires: 2026-01-31\n---\nPay."),
        ("a.txt", "---\r\ngroups: [hr]\r\n---\r\nPay."),
        ("a.html", "---\nsupersedes: b.html\n---\n<p>Pay.</p>"),
    ],
)
def test_rights_that_would_be_read_as_text_are_an_error(name: str, text: str) -> None:
    with pytest.raises(LoadError, match=r"got `\w+:` below a `---` in line \d.*; begin a Markdown file with"):
        load(RawFile(name, text.encode()))


@pytest.mark.parametrize(
    "text",
    [
        "# Pay\n\n---\n\nGroups of staff are paid monthly.\n\ngroups: two.",
        "\n---\nOrdinary prose.\n\n---\nMore.",
        "Write it so:\n\n```\n---\ngroups: [hr]\n---\n```\n",
        "Pay.\n" + "More.\n" * 20 + "---\ngroups: [hr]\n",
    ],
)
def test_a_rule_above_ordinary_prose_is_none(text: str) -> None:
    assert load(RawFile("a.md", text.encode())).fields.groups is None
