"""Names that nobody vouches for."""

from __future__ import annotations

import pytest

from ragstone.errors import UploadError
from ragstone.uploads.name import checked_name, shown


@pytest.mark.parametrize(
    "name",
    [
        "leave.md",
        "Überstunden 2026 (neu).docx",
        "חופשה.pdf",
        "مرخصی\u200cها.txt",
        "a.b.c.PDF",
        "console.md",
        "corpus.yaml.md",
        "'; drop table.md",
        "&lt;b&gt;.md",
        "%2e%2e%2fup.md",
        "-rf.md",
    ],
)
def test_a_name_as_people_give_them_is_kept(name: str) -> None:
    assert checked_name(name) == name


def test_a_name_is_composed() -> None:
    assert checked_name("U\u0308ber.md") == "Über.md"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "expected one"),
        ("  ", "expected one"),
        ("../up.md", "another folder"),
        ("/etc/passwd.txt", "another folder"),
        ("a/b.md", "another folder"),
        ("..\\up.md", "another folder"),
        ("C:\\up.md", "another folder"),
        ("C:up.md", "some systems cannot keep"),
        ("a\0.md", "cannot be seen"),
        ("a\n.md", "cannot be seen"),
        ("a\x1b[31m.md", "cannot be seen"),
        ("cod.\u202edm.exe.md", "cannot be seen"),
        ("\ud800.md", "cannot be seen"),
        (".hidden.md", "hidden"),
        (".md", "hidden"),
        ("..", "hidden"),
        ("~$leave.docx", "hidden"),
        ("CON.md", "device"),
        ("nul.txt", "device"),
        ("com1.tar.md", "device"),
        ("LPT³.md", "device"),
        ("aux .md", "device"),
        ("leave.md ", "blank"),
        (" leave.md", "blank"),
        ("leave.md.", "full stop"),
        ("<img src=x>.md", "some systems cannot keep"),
        ("a?.md", "some systems cannot keep"),
        (f"{'a' * 198}.md", "200 bytes"),
        (f"{'ü' * 99}.md", "200 bytes"),
        ("corpus.yaml", "other files"),
        ("Corpus.YAML", "other files"),
        ("leave.md.meta.yaml", "other files"),
        ("leave.exe", "ending"),
        ("leave", "ending"),
        ("rows.jsonl", "ending"),
        ("page.md.html.svg", "ending"),
    ],
)
def test_any_other_name_is_refused_with_one_sentence(name: str, why: str) -> None:
    with pytest.raises(UploadError, match=why) as refused:
        checked_name(name)
    assert "\n" not in str(refused.value)
    assert "\x1b" not in str(refused.value)


def test_a_name_is_shown_short_and_printed() -> None:
    assert shown("a\n") == "'a\\u000a'"
    assert len(shown("a\n" * 100)) == 83
