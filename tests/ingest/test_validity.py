from __future__ import annotations

from datetime import date

from ingest.chunk import Validity
from ingest.validity import Term, validities


def test_both_days_are_in_force() -> None:
    validity = Validity(date(2026, 1, 1), date(2026, 12, 31))
    assert validity.holds(date(2026, 1, 1))
    assert validity.holds(date(2026, 12, 31))
    assert not validity.holds(date(2027, 1, 1))


def test_a_successor_ends_the_old_one_the_day_before() -> None:
    found = validities({"2025": Term(date(2025, 1, 1)), "2026": Term(date(2026, 1, 1), supersedes=("2025",))})
    assert found["2025"].end == date(2025, 12, 31)
    assert found["2026"].end == date.max


def test_an_earlier_end_stays() -> None:
    old = Term(date(2025, 1, 1), date(2025, 6, 30))
    found = validities({"old": old, "new": Term(date(2026, 1, 1), supersedes=("old",))})
    assert found["old"].end == date(2025, 6, 30)


def test_what_an_undated_successor_replaces_was_never_in_force() -> None:
    found = validities({"old": Term(), "new": Term(supersedes=("old",))})
    assert not any(found["old"].holds(date(year, 1, 1)) for year in (1, 2026, 9999))


def test_superseding_oneself_or_what_is_not_there_changes_nothing() -> None:
    assert validities({"a": Term(supersedes=("a", "gone"))})["a"] == Validity()


def test_what_supersedes_a_text_ends_each_of_its_parts_and_nothing_else() -> None:
    terms = {
        name: Term() for name in ("a/n.txt/n-0001.txt", "a/n.txt/n-0002.txt", "a/n.txt/other.txt", "n.txt/n-0001.txt")
    }
    found = validities({**terms, "new": Term(supersedes=("a/n.txt",))})
    assert [name for name in terms if found[name] == Validity()] == ["a/n.txt/other.txt", "n.txt/n-0001.txt"]


def test_parts_that_supersede_their_own_text_stay() -> None:
    assert validities({"n.txt/n-0001.txt": Term(supersedes=("n.txt",))})["n.txt/n-0001.txt"] == Validity()
