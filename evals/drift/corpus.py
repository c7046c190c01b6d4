"""How much of the corpus changes in a month, by the days on which its documents are in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evals.drift.months import month_of, next_month
from ingest.index.protocol import Conditions, Index


@dataclass(frozen=True, slots=True)
class CorpusChange:
    """One month.

    Attributes:
        documents: In force on its first day.
        came: In force on its last day and not on its first.
        went: The other way round.
    """

    month: str
    documents: int
    came: int
    went: int

    @property
    def share(self) -> float:
        """What came or what went, the larger, over what was there: a revision in another's place counts once."""
        return max(self.came, self.went) / self.documents if self.documents else float(self.came > 0)


def corpus_changes(index: Index, months: Sequence[date], *, groups: tuple[str, ...], today: date) -> list[CorpusChange]:
    """The change of each month that begins on these days, up to `today`; of what these groups may read."""
    found = []
    for first in months:
        last = min(next_month(first) - timedelta(days=1), today)
        start, end = (_in_force(index, day, groups) for day in (first, last))
        found.append(CorpusChange(month_of(first), len(start), len(end - start), len(start - end)))
    return found


def _in_force(index: Index, day: date, groups: tuple[str, ...]) -> set[str]:
    return {record.document_id for record in index.documents(Conditions(as_of=day, groups=groups))}
