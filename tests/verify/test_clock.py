from __future__ import annotations

import pytest

from verify.clock import find_times
from verify.exact import Conflict, conflicts


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("10:30", [630]),
        ("10 a.m.", [600]),
        ("10am", [600]),
        ("3 p.m.", [900]),
        ("3.15 pm", [915]),
        ("12 p.m.", [720]),
        ("12 a.m.", [0]),
        ("six p.m.", [1080]),
        ("8 Uhr", [480]),
        ("8.30 Uhr", [510]),
        ("zehn Uhr", [600]),
        ("24:00", [0]),
        ("8 bis 16 Uhr", [480, 960]),
        ("10 to 15:30", [600, 930]),
        ("06:00–13:40", [360, 820]),
        ("3:1", []),
        ("10.30", []),
        ("1:30:45", []),
        ("room 12", []),
        ("5 amps", []),
    ],
)
def test_a_time_is_read_in_many_forms(text: str, minutes: list[float]) -> None:
    times, rest = find_times(f"It is {text}, so.")
    assert [time[0] for time in times] == minutes
    assert len(rest) == len(f"It is {text}, so.")


def test_which_half_of_the_day_a_span_begins_in_may_be_open() -> None:
    assert find_times("10 to 3 p.m.")[0] == [(1320, 600), (900,)]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Core hours are 10:30 to 15:00.", "Core hours are 10:00 to 15:30."),
        ("The early shift is 06:40 to 13:20.", "The early shift is 06:00 to 13:40."),
        ("It ends at 6 p.m. on Friday.", "It ends at 6:00 on Friday."),
    ],
)
def test_another_time_is_a_conflict(claim: str, evidence: str) -> None:
    assert conflicts(claim, evidence, evidence) == [Conflict.NUMBER]


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Core hours are from 10 a.m. to 3 p.m.", "Core hours are 10:00 to 15:00."),
        ("Core hours are from 10 to 3 p.m.", "Core hours are 10:00 to 15:00."),
        ("Core time: 10:00–15:00.", "Core hours are 10:00 to 15:00."),
        ("Geöffnet ist von 8 bis 16 Uhr.", "Geöffnet ist von 8.00 Uhr bis 16.00 Uhr."),
        ("The office opens at 9.", "The office opens at 9:00."),
        ("Open from 9 to 5.", "Open from 9:00 to 17:00."),
        ("Open 9:00 to 17:00.", "Open from 9 to 17."),
        ("Work between 6:30 and 20:00.", "Work between 06:30 and 20:00."),
    ],
)
def test_the_same_time_written_otherwise_is_none(claim: str, evidence: str) -> None:
    assert conflicts(claim, evidence, evidence) == []


def test_a_time_is_no_bare_number() -> None:
    evidence = "The bus leaves at 10:00."
    assert Conflict.NUMBER in conflicts("The bus costs 600 pounds.", evidence, evidence)
