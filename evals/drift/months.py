"""The audit log in calendar months, and in weeks (UTC)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta

from ragstone.audit.record import AnswerRecord, FeedbackRecord, Record


@dataclass(slots=True)
class Period:
    """Records of some time.

    Attributes:
        name: Like 2026-11, or what else it is.
    """

    name: str
    answers: list[AnswerRecord] = field(default_factory=list)
    feedback: list[FeedbackRecord] = field(default_factory=list)

    def add(self, record: Record) -> None:
        """Take a record in."""
        if isinstance(record, FeedbackRecord):
            self.feedback.append(record)
        elif isinstance(record, AnswerRecord):
            self.answers.append(record)


def month_of(day: date) -> str:
    """Like 2026-11."""
    return f"{day:%Y-%m}"


def months_between(first: date, last: date) -> Iterator[date]:
    """The first day of each month from the one of `first` to the one of `last`."""
    day = first.replace(day=1)
    while day <= last:
        yield day
        day = next_month(day)


def next_month(day: date) -> date:
    """The first day of the month after the one of `day`."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def by_month(records: Iterable[Record], since: date) -> tuple[Period, list[Period]]:
    """What was before `since`, and each month from then on, those in which nobody asked included."""
    before = Period(f"before {since}")
    months: dict[date, Period] = {}
    for record in records:
        day = record.at.astimezone(UTC).date()
        if day < since:
            before.add(record)
        else:
            months.setdefault(day.replace(day=1), Period(month_of(day))).add(record)
    days = list(months_between(min(months), max(months))) if months else []
    return before, [months.get(day, Period(month_of(day))) for day in days]


def by_week(records: Iterable[Record], since: date) -> list[Period]:
    """Each week of seven days from `since` on, by its first day, those in which nobody asked included."""
    weeks: dict[int, Period] = {}
    for record in records:
        number = (record.at.astimezone(UTC).date() - since).days // 7
        if number >= 0:
            weeks.setdefault(number, Period(str(since + timedelta(weeks=number)))).add(record)
    numbers = range(max(weeks, default=-1) + 1)
    return [weeks.get(number, Period(str(since + timedelta(weeks=number)))) for number in numbers]
