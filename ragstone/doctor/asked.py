"""What an audit log tells of the questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date

from ragstone.audit.record import AnswerRecord, Record


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions of an audit log, as a whole.

    Attributes:
        answers: How many it holds.
        since: The day (UTC) of the first.
        until: The day of the last.
        reached: Ids of the documents that an answer was drafted from.
    """

    answers: int
    since: date
    until: date
    reached: frozenset[str]

    @classmethod
    def of(cls, records: Iterable[Record]) -> Asked:
        """What `records` tell; without any answer, that nothing was asked."""
        days: set[date] = set()
        reached: set[str] = set()
        count = 0
        for record in records:
            if isinstance(record, AnswerRecord):
                count += 1
                days.add(record.at.astimezone(UTC).date())
                reached.update(hit.place[0] for hit in record.retrieved)
        return cls(count, min(days, default=date.max), max(days, default=date.min), frozenset(reached))
