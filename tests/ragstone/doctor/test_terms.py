from __future__ import annotations

from datetime import date

import pytest

from ingest.validity import Term
from ragstone.doctor.finding import Severity
from ragstone.doctor.terms import broken_succession, no_successor, past_review
from tests.ragstone.doctor.planted import Planted, corpus_of


def test_a_document_past_its_review_is_found_and_others_are_not() -> None:
    late = Planted("late.md", term=Term(review_by=date(2026, 11, 14)))
    due = Planted("due.md", term=Term(review_by=date(2026, 11, 24)))
    gone = Planted("gone.md", term=Term(expires=date(2026, 1, 1), review_by=date(2025, 1, 1)))
    (found,) = past_review(corpus_of(late, due, gone, Planted("never.md")))
    assert found.sentence == "'late.md' was to be reviewed by 2026-11-14, 10 days ago."
    (just,) = past_review(corpus_of(Planted("a.md", term=Term(review_by=date(2026, 11, 23)))))
    assert just.sentence.endswith("by 2026-11-23, 1 day ago.")


def test_what_expired_and_has_no_successor_is_found() -> None:
    replaced = Planted("old.md", term=Term(expires=date(2026, 1, 1)))
    successor = Planted("new.md", term=Term(date(2026, 1, 2), supersedes=("old.md",)))
    (found,) = no_successor(corpus_of(replaced, successor, Planted("x.md", term=Term(expires=date(2026, 1, 1)))))
    assert (found.documents, found.severity) == (("x.md",), Severity.WARNING)


@pytest.mark.parametrize(
    ("expires", "begins", "severity"),
    [
        (date(2026, 11, 20), date(2026, 12, 1), Severity.WARNING),
        (date(2026, 12, 31), date(2027, 1, 2), Severity.WARNING),
        (date(2027, 6, 30), date(2027, 7, 2), Severity.NOTE),
        (date(2026, 12, 31), date(2027, 1, 1), None),
        (date(2026, 1, 1), date(2026, 3, 1), None),
        (date(2026, 12, 31), None, None),
    ],
)
def test_days_on_which_neither_holds_are_found_while_they_can_be_closed(
    expires: date, begins: date | None, severity: Severity | None
) -> None:
    old = Planted("old.md", term=Term(expires=expires))
    new = Planted("new.md", term=Term(begins, supersedes=("old.md",)))
    found = list(no_successor(corpus_of(old, new)))
    assert [one.severity for one in found] == ([severity] if severity else [])
    assert all(one.documents == ("old.md", "new.md") and "neither holds" in one.sentence for one in found)


def test_the_parts_of_a_text_have_the_successor_of_the_text() -> None:
    parts = [Planted(f"notes.txt/notes-000{n}.txt", term=Term(expires=date(2026, 1, 1))) for n in (1, 2)]
    new = Planted("new.md", term=Term(date(2026, 1, 2), supersedes=("notes.txt",)))
    assert list(no_successor(corpus_of(*parts, new))) == []


def test_what_will_expire_is_a_warning_only_when_it_is_soon() -> None:
    soon, late = Term(expires=date(2027, 1, 6)), Term(expires=date(2027, 3, 31))
    found = {
        one.documents[0]: one.severity
        for one in no_successor(corpus_of(Planted("s", term=soon), Planted("l", term=late)))
    }
    assert found == {"s": Severity.WARNING, "l": Severity.NOTE}


def test_a_name_in_supersedes_that_nobody_bears_is_an_error() -> None:
    right = Planted("c.md", term=Term(date(2026, 1, 1), supersedes=("b.md",)))
    (found,) = broken_succession(corpus_of(Planted("a.md", term=Term(supersedes=("gone.md",))), Planted("b.md"), right))
    assert (found.documents, found.severity) == (("a.md",), Severity.ERROR)
    assert "'gone.md', which is the id of no document" in found.sentence


def test_a_text_that_was_read_in_parts_may_be_superseded_by_its_own_name() -> None:
    new = Planted("new.md", term=Term(supersedes=("notes.txt",)))
    assert list(broken_succession(corpus_of(Planted("notes.txt/notes-0001.txt"), new))) == []


def test_two_that_supersede_each_other_are_one_error() -> None:
    one, other = Planted("a.md", term=Term(supersedes=("b.md",))), Planted("b.md", term=Term(supersedes=("a.md",)))
    (found,) = broken_succession(corpus_of(one, other))
    assert found.sentence == "'a.md' and 'b.md' supersede each other."


def test_a_ring_of_documents_is_told_once() -> None:
    ring = [Planted(one, term=Term(supersedes=(other,))) for one, other in ("ab", "bc", "ca", "da", "ee")]
    assert [(found.documents, found.sentence) for found in broken_succession(corpus_of(*ring))] == [
        (("a", "b", "c"), "'a', 'b' and 'c' supersede each other."),
        (("e",), "'e' supersedes itself."),
    ]
