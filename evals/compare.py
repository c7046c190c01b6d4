"""Weighs a variant against a baseline, question by question, and gives a verdict.

The interval is the percentile bootstrap over paired differences (Efron and Tibshirani, 1993, chapter 13).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from evals.errors import EvalError
from evals.score import Scored

RESAMPLES = 10_000
SEED = 20_26
_HARM = {"unsupported_rate"}


class Verdict(StrEnum):
    """What the scale says of a variant."""

    SHIP = "ship"
    BLOCK = "block"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a variant must reach, in points of the score (0 to 1).

    Attributes:
        gain: The lower bound on all questions must exceed this to ship.
        loss: A slice whose upper bound lies below minus this blocks; a slice whose lower bound does cannot ship.
        unsupported: A rise of the unsupported rate whose lower bound exceeds this blocks.
    """

    gain: float = 0.0
    loss: float = 0.02
    unsupported: float = 0.0


@dataclass(frozen=True, slots=True)
class Difference:
    """Variant minus baseline on one slice and metric: mean and 95 % interval over `pairs` questions."""

    slice: str
    metric: str
    pairs: int
    baseline: float
    variant: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences, the verdict and what it rests on."""

    differences: tuple[Difference, ...]
    verdict: Verdict
    reasons: tuple[str, ...]


def compare(baseline: Sequence[Scored], variant: Sequence[Scored], thresholds: Thresholds = Thresholds()) -> Comparison:
    """Compare two runs of the same suite.

    Raises:
        EvalError: The runs do not hold the same questions, or none.
    """
    pairs = _paired(baseline, variant)
    slices = ["all", *sorted({one.slice for one, _ in pairs})]
    found = [
        difference
        for name in slices
        for metric in ("score", "token_f1", "unsupported_rate")
        if (difference := _difference(pairs, name, metric)) is not None
    ]
    verdict, reasons = _decide(found, thresholds)
    return Comparison(tuple(found), verdict, tuple(reasons))


def _paired(baseline: Sequence[Scored], variant: Sequence[Scored]) -> list[tuple[Scored, Scored]]:
    ones, others = {row.id: row for row in baseline}, {row.id: row for row in variant}
    if set(ones) != set(others):
        odd = sorted(set(ones) ^ set(others))[0]
        raise EvalError(f"got '{odd}' in one run only, expected the same questions in both; run both on one suite")
    if not ones:
        raise EvalError("got two runs with no questions, expected at least one; run both on a suite")
    return [(ones[key], others[key]) for key in ones]


def _difference(pairs: Sequence[tuple[Scored, Scored]], name: str, metric: str) -> Difference | None:
    both = [(_value(one, metric), _value(other, metric)) for one, other in pairs if name in ("all", one.slice)]
    values = np.array([(one, other) for one, other in both if one is not None and other is not None])
    if len(values) == 0:
        return None
    deltas = values[:, 1] - values[:, 0]
    low, high = interval(deltas.tolist())
    before, after = values.mean(axis=0)
    return Difference(name, metric, len(values), float(before), float(after), float(deltas.mean()), low, high)


def _value(row: Scored, metric: str) -> float | None:
    """A run that abstained has stated nothing unsupported, so that inventing an answer counts as harm."""
    nothing_said = 0.0 if row.abstained and metric in _HARM else None
    return row.metrics.get(metric, nothing_said)


def interval(deltas: Sequence[float], *, resamples: int = RESAMPLES, seed: int = SEED) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval of the mean of `deltas`, which must not be empty."""
    generator = np.random.default_rng(seed)
    values = np.asarray(deltas, dtype=np.float64)
    means = [values[generator.integers(0, len(values), len(values))].mean() for _ in range(resamples)]
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def _decide(found: Sequence[Difference], limits: Thresholds) -> tuple[Verdict, list[str]]:
    scores: Mapping[str, Difference] = {entry.slice: entry for entry in found if entry.metric == "score"}
    harm = {entry.slice: entry for entry in found if entry.metric in _HARM}
    blocks = [f"{name} loses: {_words(entry)}" for name, entry in scores.items() if entry.high < -limits.loss]
    blocks += [
        f"{name} states more that is unsupported: {_words(entry)}"
        for name, entry in harm.items()
        if entry.low > limits.unsupported
    ]
    if blocks:
        return Verdict.BLOCK, blocks
    unsure = [f"{name} may lose: {_words(entry)}" for name, entry in scores.items() if entry.low < -limits.loss]
    if scores["all"].low <= limits.gain:
        unsure.insert(0, f"no gain shown: {_words(scores['all'])}")
    if unsure:
        return Verdict.INCONCLUSIVE, unsure
    return Verdict.SHIP, [f"gains without loss: {_words(scores['all'])}"]


def _words(entry: Difference) -> str:
    return f"{entry.metric} {entry.mean:+.3f} [{entry.low:+.3f}, {entry.high:+.3f}] over {entry.pairs} questions"
