from __future__ import annotations

from ingest.validity import Term
from ragstone.doctor.corpus import Beside
from ragstone.doctor.page import page
from ragstone.doctor.report import examine
from tests.ragstone.doctor.planted import Planted, corpus_of


def test_what_a_document_says_is_text_on_the_page() -> None:
    name = "<script>alert(1)</script>.md"
    written = page(examine(corpus_of(Planted(name, warnings=("<img src=x onerror=alert(1)>",)))))
    assert "<script" not in written
    assert "&lt;script&gt;alert(1)&lt;/script&gt;.md" in written
    assert "<img" not in written


def test_who_does_not_see_all_is_told_nothing_of_what_failed_or_is_missing() -> None:
    beside = Beside(failed={"board/secret.pdf": "it needs OCR"})
    named = Planted("a.md", term=Term(supersedes=("board/plan.md",)))
    part = examine(corpus_of(named, beside=beside, whole=False))
    assert "board/" not in repr(part)
    assert {one.check for one in part.left_out} >= {"failed", "supersedes", "expired"}
    assert {one.check for one in examine(corpus_of(named, beside=beside)).findings} == {"failed", "supersedes"}


def test_a_clean_corpus_has_a_short_page() -> None:
    assert "Nothing was found." in page(examine(corpus_of(Planted("a.md"))))
