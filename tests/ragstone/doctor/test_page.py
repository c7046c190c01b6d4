from __future__ import annotations

from ragstone.doctor.page import page
from ragstone.doctor.report import examine
from tests.ragstone.doctor.planted import Planted, corpus_of


def test_what_a_document_says_is_text_on_the_page() -> None:
    name = "<script>alert(1)</script>.md"
    written = page(examine(corpus_of(Planted(name, warnings=("<img src=x onerror=alert(1)>",)))))
    assert "<script" not in written
    assert "&lt;script&gt;alert(1)&lt;/script&gt;.md" in written
    assert "<img" not in written


def test_a_clean_corpus_has_a_short_page() -> None:
    assert "Nothing was found." in page(examine(corpus_of(Planted("a.md"))))
