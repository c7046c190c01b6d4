"""Chooses how sure evidence must be before an answer is drafted, so that few enough answers are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import ceil, exp, floor, lgamma, log, log1p

from answer.answer import Answer, AnswerStatus
from ragstone.assistant import Assistant
from ragstone.errors import CalibrationError
from ragstone.wire import AskedIn

CONFIDENCE = 0.95
_STEPS = 10
_ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, asked without any threshold.

    Attributes:
        sufficiency: P(its evidence answers it), in [0, 1].
        wrong: Whether the answer was wrong; None where there was none.
    """

    sufficiency: float
    wrong: bool | None


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold would have done.

    Attributes:
        threshold: Of the sufficiency, in [0, 1].
        answered: How many questions would have had an answer.
        wrong: How many of those would have been wrong.
        most: The share of wrong answers is at most this, in [0, 1], at all points together with the stated confidence.
    """

    threshold: float
    answered: int
    wrong: int
    most: float

    @property
    def setting(self) -> float:
        """The threshold to six digits, rounded down: none of the answers that it was measured on is lost by it."""
        return floor(self.threshold * 1e6) / 1e6


@dataclass(frozen=True, slots=True)
class RiskCurve:
    """Thresholds from strict to lax.

    Attributes:
        questions: How many were asked.
        needed: So many answers, none of them wrong, are the fewest that could show the risk.
    """

    points: tuple[Point, ...]
    questions: int
    risk: float
    needed: int

    @property
    def chosen(self) -> Point | None:
        """The laxest threshold that holds the risk; None where none does."""
        return next((point for point in reversed(self.points) if point.most <= self.risk), None)


def ask_all(assistant: Assistant, rows: Sequence[AskedIn], *, today: date) -> list[Asked]:
    """Ask each row as its groups and its day would, whatever the evidence is worth; policies stay out of it.

    Raises:
        UnknownFilterError: A filter names a key that nothing readable carries.
        ModelError: A model or a language model's server failed.
    """
    rule = assistant.answering.sufficiency
    answering = replace(assistant.answering, sufficiency=replace(rule, threshold=0.0))
    found = []
    for row in rows:
        evidence = assistant.retriever.retrieve(row.to_question(today))
        score = rule.score(evidence.query, evidence.hits)
        found.append(Asked(score, _wrong(row, answering.answer(evidence))))
    return found


def risk_curve(asked: Sequence[Asked], *, risk: float, confidence: float = CONFIDENCE) -> RiskCurve:
    """What ten thresholds, a tenth of the answers apart, would have done.

    Each bound is Clopper and Pearson's (1934), with the chance of an error shared out among the ten (Bonferroni): the
    points are chosen by the scores alone, never by what was wrong.

    Raises:
        CalibrationError: Nothing was answered, or the risk is none.
    """
    answered = sorted((one for one in asked if one.wrong is not None), key=lambda one: -one.sufficiency)
    if not answered or not 0 < risk < 1:
        raise CalibrationError(
            f"got {len(answered)} answers and a risk of {risk:g}, expected some and a risk between 0 and 1; "
            "add questions, or change --risk"
        )
    chance = (1 - confidence) / _STEPS
    points = []
    for count in dict.fromkeys(ceil(len(answered) * step / _STEPS) for step in range(1, _STEPS + 1)):
        threshold = answered[count - 1].sufficiency
        kept = [one for one in answered if one.sufficiency >= threshold]
        wrong = sum(bool(one.wrong) for one in kept)
        points.append(Point(threshold, len(kept), wrong, _most(wrong, len(kept), chance)))
    return RiskCurve(tuple(points), len(asked), risk, ceil(log(chance) / log(1 - risk)))


def _wrong(row: AskedIn, answer: Answer) -> bool | None:
    """An answer is wrong where there should be none, or where it cites nothing of what answers the question."""
    if answer.status not in (AnswerStatus.ANSWERED, AnswerStatus.TRIMMED):
        return None
    cited = [citation for claim in answer.claims for citation in claim.citations]
    if row.gold_spans:
        spans = [(gold.document_id, gold.start, gold.end) for gold in row.gold_spans]
        return not any(
            one.document_id == document and one.start < end and start < one.end
            for one in cited
            for document, start, end in spans
        )
    return row.must_abstain or not any(one.document_id in row.gold_documents for one in cited)


def _most(wrong: int, count: int, chance: float) -> float:
    """The largest share of which so few wrong ones still come by more than `chance`."""
    if wrong == count:
        return 1.0
    low, high = wrong / count, 1.0
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, count, middle) > chance else (low, middle)
    return high


def _at_most(wrong: int, count: int, share: float) -> float:
    """P of at most so many wrong ones, each being wrong by `share`, in (0, 1); in logarithms, for many are asked."""
    every = lgamma(count + 1)
    return sum(
        exp(every - lgamma(k + 1) - lgamma(count - k + 1) + k * log(share) + (count - k) * log1p(-share))
        for k in range(wrong + 1)
    )
