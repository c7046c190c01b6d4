from __future__ import annotations

from datetime import date

import pytest

from ingest.validity import Term
from ragstone.doctor.naming import Named, named_file
from ragstone.doctor.revisions import undated_revisions
from tests.ragstone.doctor.planted import Planted, corpus_of


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("travel v1.docx", "travel v2.docx"),
        ("travel-2025.md", "travel-2026.md"),
        ("travel_old.pdf", "travel.pdf"),
        ("travel.pdf", "travel (final).pdf"),
        ("Copy of travel.xlsx", "travel.xlsx"),
        ("travel-v1.9.md", "travel-v1.10.md"),
        ("travel rev 3.md", "travel rev 4.md"),
        ("travel (1).md", "travel.md"),
        ("Reisen-alt.md", "Reisen-neu.md"),
    ],
)
def test_versions_without_days_are_found_the_oldest_first(older: str, newer: str) -> None:
    (found,) = undated_revisions(corpus_of(Planted(f"a/{newer}"), Planted(f"a/{older}"), Planted("a/leave.md")))
    assert found.documents == (f"a/{older}", f"a/{newer}")


@pytest.mark.parametrize(
    "names",
    [
        ("minutes-2026-11-04.txt", "minutes-2026-11-11.txt"),
        ("backup-and-recovery.md", "recovery.md"),
        ("2025.md", "2026.md"),
        ("a/travel-2025.md", "b/travel-2026.md"),
        ("leave.md", "leave-in-poland.md"),
    ],
)
def test_names_that_are_no_versions_of_each_other_are_left_alone(names: tuple[str, str]) -> None:
    assert list(undated_revisions(corpus_of(*map(Planted, names)))) == []


def test_versions_that_say_which_one_holds_are_left_alone() -> None:
    new = Planted("travel-2026.md", term=Term(date(2026, 1, 1), supersedes=("travel-2025.md",)))
    assert list(undated_revisions(corpus_of(Planted("travel-2025.md"), new))) == []


def test_only_the_one_that_says_nothing_is_blamed() -> None:
    dated = Planted("travel-2026.md", term=Term(date(2026, 1, 1)))
    (found,) = undated_revisions(corpus_of(Planted("travel-2025.md"), dated))
    assert "but 'travel-2025.md' states no day and is part of no `supersedes`" in found.sentence


def test_titles_count_where_file_names_do_not_tell() -> None:
    one, other = Planted("a/x71.md", title="Travel policy v1"), Planted("a/k03.md", title="Travel policy v2")
    (found,) = undated_revisions(corpus_of(one, other))
    assert found.documents == ("a/x71.md", "a/k03.md")


def test_the_marks_of_a_name() -> None:
    assert named_file("a/Travel_Policy_v2_FINAL.docx") == Named("travel policy", "v2 FINAL", (2, 2, 2))
    assert Named.of("Final") == Named("final", "", (1,))
