"""All that changed since a day, and which of it crossed its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from evals.drift.corpus import CorpusChange, corpus_changes
from evals.drift.lines import LEAST, Checked, Lines, State, check, corrected, rises
from evals.drift.months import Period, by_month, by_week, months_between
from evals.drift.questions import Shift, shift
from evals.drift.signals import SIGNALS, Ratio, endings
from evals.errors import EvalError
from evals.statistics import holm
from ingest.index.protocol import Index
from models.protocols import Embedder
from ragstone.audit.record import Record

# Signal to the value of each period; None where nothing has a say.
Values = Mapping[str, Sequence[Ratio | None]]


@dataclass(frozen=True, slots=True)
class NewCases:
    """How a run did on the cases that the run before it did not have.

    Attributes:
        score: Their mean score in [0, 1]; None where there are none.
    """

    run: str
    day: date
    cases: int
    score: float | None


@dataclass(frozen=True, slots=True)
class Drift:
    """Month by month; every list of values begins with the reference's.

    Attributes:
        periods: Names of the reference and of the months.
        asked: Questions in each.
        revisions: Different states of the index that answered in each.
        endings: Share of the questions that got no answer in each, by why.
        rises: Weeks with which escalations have risen several times in a row.
        shifts: Of the months whose questions could be tested, p values after Holm's correction over the months.
    """

    lines: Lines
    periods: Sequence[str]
    asked: Sequence[int]
    revisions: Sequence[int]
    values: Values
    endings: Sequence[Mapping[str, float]]
    checked: Sequence[Checked]
    shifts: Sequence[Shift]
    rises: Sequence[str] = ()
    corpus: Sequence[CorpusChange] = ()
    new_cases: Sequence[NewCases] = ()

    @property
    def crossed(self) -> list[str]:
        """A sentence for each line that was crossed."""
        found = [
            f"{one.month}: {one.line.signal} is {one.harm:.3f} {_worse(one)} than before, beyond {one.line.limit:g} "
            f"(p {one.p:.3f})"
            for one in self.checked
            if one.state is State.CROSSED
        ]
        level = 1 - self.lines.level
        for moved in self.shifts:
            if min(moved.p_meaning, moved.p_words) < level:
                words = ", ".join(f"“{term.word}”" for term in moved.terms[:4])
                found.append(f"{moved.month}: people ask other questions than before; words that moved most: {words}")
        count = self.lines.escalation_weeks
        for week in self.rises:
            found.append(f"week of {week}: more was escalated than in the week before, {count} times in a row")
        for change in self.corpus:
            if change.share > self.lines.corpus_change:
                found.append(f"{change.month}: {change.share:.0%} of the documents changed; such facts age in weights")
        return found


@dataclass(frozen=True, slots=True)
class Watch:
    """What the records are weighed by.

    Attributes:
        embedder: For the questions' embeddings.
        index: For the corpus; None leaves it out.
        groups: Whose documents count.
    """

    lines: Lines
    embedder: Embedder
    index: Index | None = None
    groups: tuple[str, ...] = ()

    def drift(self, records: Iterable[Record], *, since: date, today: date) -> Drift:
        """What changed from `since` to `today`.

        Raises:
            EvalError: Nothing was asked since, or nothing before it that a month could be weighed against.
        """
        kept = list(records)
        reference, months = by_month(kept, since)
        if not months:
            raise EvalError(f"got no record since {since}, expected some; take an earlier day or another log")
        if not reference.answers:
            raise EvalError(f"got no answer before {since} to weigh what came after against; take a later day")
        periods = [reference, *months]
        values = {name: [signal.of(period) for period in periods] for name, signal in SIGNALS.items()}
        checked = [
            check(line, month.name, found, values[line.signal][0])
            for line in self.lines.lines
            for month, found in zip(months, values[line.signal][1:], strict=True)
        ]
        days = list(months_between(since, today))
        return Drift(
            lines=self.lines,
            periods=[period.name for period in periods],
            asked=[len(period.answers) for period in periods],
            revisions=[len({record.index_revision for record in period.answers}) for period in periods],
            values=values,
            endings=[endings(period) if period.answers else {} for period in periods],
            rises=rises(
                [(week.name, SIGNALS["escalation_rate"].of(week)) for week in by_week(kept, since)],
                count=self.lines.escalation_weeks,
                level=self.lines.level,
            ),
            checked=corrected(checked, self.lines.level),
            shifts=self._shifts(reference, months),
            corpus=[] if self.index is None else corpus_changes(self.index, days, groups=self.groups, today=today),
        )

    def _shifts(self, reference: Period, months: Sequence[Period]) -> list[Shift]:
        before = _questions(reference)
        found = [
            shift(month.name, before, now, self.embedder)
            for month in months
            if min(len(now := _questions(month)), len(before)) >= LEAST
        ]
        adjusted = holm([p for one in found for p in (one.p_meaning, one.p_words)])
        return [replace(one, p_meaning=adjusted[2 * at], p_words=adjusted[2 * at + 1]) for at, one in enumerate(found)]


def _questions(period: Period) -> list[str]:
    return [record.question for record in period.answers if record.question]


def _worse(one: Checked) -> str:
    return "more" if one.line.worse == "up" else "less"
