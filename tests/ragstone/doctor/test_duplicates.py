from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.validity import Term
from ragstone.doctor.duplicates import exact_duplicates, near_duplicates
from ragstone.doctor.finding import Severity
from ragstone.doctor.shingles import jaccard, shingles, words, worth_comparing
from tests.ragstone.doctor.planted import LEAVE, TRAVEL, Planted, corpus_of

EDITED = LEAVE.replace("four weeks", "six weeks")


def test_a_copy_is_found_whatever_its_case_and_line_breaks() -> None:
    copy = LEAVE.replace(". ", ".\n").upper()
    (found,) = exact_duplicates(corpus_of(Planted("leave.md", LEAVE), Planted("b/l.md", copy), Planted("t.md", TRAVEL)))
    assert found.documents == ("b/l.md", "leave.md")
    assert "neither tells which is newer" in found.sentence


def test_a_nearly_equal_document_is_found_and_its_share_told() -> None:
    corpus = corpus_of(Planted("leave.md", LEAVE), Planted("leave-2.md", EDITED), Planted("travel.md", TRAVEL))
    (found,) = near_duplicates(corpus)
    assert found.documents == ("leave-2.md", "leave.md")
    assert "share 86% of their text" in found.sentence
    assert list(exact_duplicates(corpus)) == []


def test_the_newer_one_is_named_by_the_days_that_both_state() -> None:
    old = Planted("a.md", LEAVE, term=Term(date(2025, 1, 1)))
    (found,) = near_duplicates(corpus_of(old, Planted("b.md", EDITED, term=Term(date(2026, 1, 1)))))
    assert "'b.md' is newer (2026-01-01 against 2025-01-01)" in found.sentence


def test_the_newer_one_is_named_by_names_where_no_days_are_stated() -> None:
    (found,) = exact_duplicates(corpus_of(Planted("leave_v2.md", LEAVE), Planted("leave_v10.md", LEAVE)))
    assert "'leave_v10.md' is newer by its name" in found.sentence


def test_what_supersedes_another_however_far_back_is_no_copy_of_it() -> None:
    first, second = Planted("1.md", LEAVE), Planted("2.md", TRAVEL, term=Term(supersedes=("1.md",)))
    third = Planted("3.md", EDITED, term=Term(supersedes=("2.md",)))
    assert list(near_duplicates(corpus_of(first, second, third))) == []
    assert list(exact_duplicates(corpus_of(first, second, replace(third, text=LEAVE)))) == []


def test_a_copy_that_everybody_reads_of_a_page_that_some_read_is_an_error() -> None:
    closed, opened = Planted("hr/pay.md", LEAVE, groups=("hr",)), Planted("pay.md", LEAVE)
    (found,) = exact_duplicates(corpus_of(closed, opened))
    assert found.severity is Severity.ERROR
    assert "everybody reads 'pay.md', not the others" in found.sentence


def test_many_versions_are_one_finding() -> None:
    copies = [Planted(f"{number}.md", LEAVE.replace("27", str(number))) for number in range(30, 36)]
    (found,) = near_duplicates(corpus_of(*copies))
    assert len(found.documents) == 6
    assert found.sentence.startswith("'30.md', '31.md', '32.md' and 3 more share ")


def test_a_hundred_copies_are_one_finding() -> None:
    copies = [Planted(f"{number}.md", LEAVE.replace("27", str(number))) for number in range(100, 200)]
    (found,) = near_duplicates(corpus_of(*copies, Planted("travel.md", TRAVEL)))
    assert len(found.documents) == 100


def test_jaccard_by_hand() -> None:
    one, other = shingles("a b c d e".split()), shingles("a b c d f".split())
    assert (len(one), len(other)) == (2, 2)
    assert jaccard(one, other) == 1 / 3


@given(st.lists(st.sampled_from("abcdefgh"), min_size=30, max_size=60), st.integers(0, 29))
def test_alike_texts_are_always_compared(text: list[str], at: int) -> None:
    changed = [*text[:at], "z", *text[at + 1 :]]
    sets = {"one": shingles(words(" ".join(text))), "other": shingles(words(" ".join(changed)))}
    assert jaccard(sets["one"], sets["other"]) < 0.7 or list(worth_comparing(sets, most=200)) == [("one", "other")]
    assert all(found.dtype == np.uint64 for found in sets.values())


def test_documents_without_words_are_no_copies_of_each_other() -> None:
    assert list(exact_duplicates(corpus_of(Planted("scan-1.pdf", ""), Planted("scan-2.pdf", "* * *")))) == []


def test_of_many_copies_the_newest_is_named_and_everybody_who_reads_which() -> None:
    years = [Planted(f"{year}.md", LEAVE, term=Term(date(year, 1, 1))) for year in (2024, 2026, 2025)]
    (dated,) = exact_duplicates(corpus_of(*years))
    assert "'2026.md' is newest (2026-01-01 against 2025-01-01)" in dated.sentence
    copies = [Planted("a.md", LEAVE), Planted("b.md", LEAVE), Planted("c.md", LEAVE, groups=("hr",))]
    (leak,) = exact_duplicates(corpus_of(*copies))
    assert leak.sentence.endswith("none tells which is newest; everybody reads 'a.md' and 'b.md', not the others.")
    named = [Planted(f"leave v{n}.md", LEAVE) for n in (2, 10, 9)]
    (by_name,) = exact_duplicates(corpus_of(*named))
    assert "'leave v10.md' is newest by its name" in by_name.sentence


def test_what_ends_before_the_other_begins_is_not_there_twice() -> None:
    ended = Planted("a.md", LEAVE, term=Term(date(2025, 1, 1), date(2025, 12, 31)))
    for text in (LEAVE, EDITED):
        corpus = corpus_of(ended, Planted("b.md", text, term=Term(date(2026, 1, 1))))
        assert [*exact_duplicates(corpus), *near_duplicates(corpus)] == []
    copy, near = Planted("b.md", LEAVE), Planted("c.md", EDITED, term=Term(date(2026, 1, 1)))
    (found,) = near_duplicates(corpus_of(ended, copy, near))
    assert found.documents == ("b.md", "c.md")
