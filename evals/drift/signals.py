"""What is watched: ratios over records, each with the error that drawing other records would bring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np

from answer.answer import AnswerStatus
from evals.drift.months import Period
from evals.statistics import Float64
from ragstone.audit.record import AnswerRecord, Opinion

# Above and below the bar of the ratio, for each record that has a say.
Parts = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Ratio:
    """A value with its standard error.

    Attributes:
        records: How many it rests on.
    """

    value: float
    error: float
    records: int

    @classmethod
    def of(cls, parts: Parts) -> Ratio | None:
        """Sum above over sum below; its error is that of a ratio estimate (Cochran, 1977, equation 6.13)."""
        rows: Float64 = np.array(parts, dtype=np.float64).reshape(-1, 2)
        above, below = rows.sum(axis=0)
        if below == 0:
            return None
        value, count = above / below, len(rows)
        residuals = rows[:, 0] - value * rows[:, 1]
        error = sqrt(count / (count - 1) * float((residuals**2).sum())) / below if count > 1 else inf
        return cls(float(value), float(error), count)


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that is watched.

    Attributes:
        parts: Of a period, what is above and below the bar for each record.
    """

    name: str
    meaning: str
    parts: Callable[[Period], Parts]

    def of(self, period: Period) -> Ratio | None:
        """The value of a period; None where nothing has a say."""
        return Ratio.of(self.parts(period))


def _each_answer(
    above: Callable[[AnswerRecord], float], below: Callable[[AnswerRecord], float]
) -> Callable[[Period], Parts]:
    def parts(period: Period) -> Parts:
        found = ((above(record), below(record)) for record in period.answers)
        return [part for part in found if part[1]]

    return parts


def _one(record: AnswerRecord) -> float:
    return 1.0


def _abstained(record: AnswerRecord) -> float:
    return float(record.status == AnswerStatus.ABSTAINED)


def _escalated(record: AnswerRecord) -> float:
    return float(record.status == AnswerStatus.ESCALATED)


def _withheld(record: AnswerRecord) -> float:
    return float(len(record.withheld))


def _drafted(record: AnswerRecord) -> float:
    return float(len(record.withheld) + len(record.shown))


def _cited(record: AnswerRecord) -> float:
    return float(sum(bool(claim.citations) for claim in record.shown))


def _ages(record: AnswerRecord) -> list[int]:
    since = {hit.place[0]: hit.effective for hit in record.retrieved}
    days = [since.get(document) for document in record.cited_documents]
    return [(record.as_of - day).days for day in days if day is not None]


def _complaints(period: Period) -> Parts:
    return [(float(said.opinion is not Opinion.HELPFUL), 1.0) for said in period.feedback]


SIGNALS = {
    signal.name: signal
    for signal in (
        Signal("abstention_rate", "share of the questions that got no answer", _each_answer(_abstained, _one)),
        Signal(
            "escalation_rate", "share of the questions that went to people by a policy", _each_answer(_escalated, _one)
        ),
        Signal("unsupported_rate", "share of the drafted claims that were withheld", _each_answer(_withheld, _drafted)),
        Signal(
            "citation_rate",
            "share of the shown claims that carry a citation",
            _each_answer(_cited, lambda record: float(len(record.shown))),
        ),
        Signal(
            "source_age_days",
            "mean age of the cited documents, in days since they took effect, where they say when",
            _each_answer(lambda record: float(sum(_ages(record))), lambda record: float(len(_ages(record)))),
        ),
        Signal("complaint_rate", "share of the feedback that is a complaint", _complaints),
    )
}


def endings(period: Period) -> dict[str, float]:
    """Share of the questions that ended without an answer, by why: an abstention's reason, a policy's rule."""
    found = [ending for record in period.answers if (ending := _ending(record))]
    return {ending: found.count(ending) / len(period.answers) for ending in sorted(set(found))}


def _ending(record: AnswerRecord) -> str:
    if record.status == AnswerStatus.ABSTAINED:
        return f"abstained: {record.reason}"
    if record.status in (AnswerStatus.REFUSED, AnswerStatus.ESCALATED) and record.policies:
        last = record.policies[-1]
        return f"{record.status}: {last.rule}" + (f" ({last.queue})" if last.queue else "")
    return ""
