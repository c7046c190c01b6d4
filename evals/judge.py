"""Is the verifier a fair judge of answers? Its figures beside what people say, and what people agree on themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evals.judged import Judged
from evals.statistics import LEVEL, RESAMPLES, SEED, Float64
from models.calibration import auroc
from verify.checker import Checker

_WORD = re.compile(r"\w{3,}")
_RESAMPLES = RESAMPLES // 10

Statistic = Callable[[Float64, Float64], float]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well one judge's figures go with people's ratings.

    Attributes:
        judge: Who judges.
        answers: How many were judged by both.
        rank: Spearman's correlation with the mean rating, in [-1, 1], and its interval over drawn documents.
        auroc: P(an answer that all people rate as best is scored above another), and its interval.
    """

    judge: str
    answers: int
    rank: tuple[float, float, float]
    auroc: tuple[float, float, float]


def agreements(judged: Sequence[Judged], checker: Checker) -> list[Agreement]:
    """The verifier, counting words, and where several people rated, each of them against the others."""
    checked = [checker.verify(one.text, list(one.context)) for one in judged]
    ratings = np.array([one.rating for one in judged])
    best = (ratings == ratings.max()).astype(np.float64)
    documents = [one.document for one in judged]
    judges = {
        "verifier: share of supported claims": [each.groundedness for each in checked],
        "verifier: its worst claim": [min((c.support_score for c in each.claims), default=0.0) for each in checked],
        "words that the context has": [_coverage(one) for one in judged],
    }
    found = [_agreement(name, np.array(scores), ratings, best, documents) for name, scores in judges.items()]
    return found + _people(judged, documents)


def spearman(one: Float64, other: Float64) -> float:
    """Correlation of ranks, ties sharing theirs, in [-1, 1]; nan where one of them is constant."""
    first, second = _ranks(one), _ranks(other)
    first, second = first - first.mean(), second - second.mean()
    spread = float(np.sqrt((first**2).sum() * (second**2).sum()))
    return float((first * second).sum() / spread) if spread else float("nan")


def _people(judged: Sequence[Judged], documents: Sequence[str]) -> list[Agreement]:
    """A person against the mean of the others, all persons put together: what a judge can hope for."""
    several = [(one, document) for one, document in zip(judged, documents, strict=True) if len(one.ratings) > 1]
    if not several:
        return []
    rows = [
        (rating, (sum(one.ratings) - rating) / (len(one.ratings) - 1), document)
        for one, document in several
        for rating in one.ratings
    ]
    scores, others, names = zip(*rows, strict=True)
    rest = np.array(others)
    best = (rest == rest.max()).astype(np.float64)
    return [_agreement("one person against the others", np.array(scores), rest, best, names)]


def _agreement(judge: str, scores: Float64, ratings: Float64, best: Float64, documents: Sequence[str]) -> Agreement:
    order = {name: at for at, name in enumerate(dict.fromkeys(documents))}
    rows: list[list[int]] = [[] for _ in order]
    for at, document in enumerate(documents):
        rows[order[document]].append(at)
    return Agreement(
        judge, len(scores), _with_interval(spearman, scores, ratings, rows), _with_interval(auroc, scores, best, rows)
    )


def _with_interval(
    statistic: Statistic, scores: Float64, truth: Float64, rows: Sequence[Sequence[int]]
) -> tuple[float, float, float]:
    """The statistic, and the ends of its percentile interval over drawn documents."""
    generator = np.random.default_rng(SEED)
    draws = []
    for _ in range(_RESAMPLES):
        drawn = np.concatenate([rows[at] for at in generator.integers(0, len(rows), len(rows))]).astype(np.int64)
        draws.append(statistic(scores[drawn], truth[drawn]))
    low, high = np.nanpercentile(draws, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return statistic(scores, truth), float(low), float(high)


def _coverage(one: Judged) -> float:
    """Share of the answer's words that its context has, in [0, 1]."""
    words = set(_WORD.findall(one.text.casefold()))
    return len(words & set(_WORD.findall(" ".join(one.context).casefold()))) / len(words) if words else 0.0


def _ranks(values: Float64) -> Float64:
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(counts) - (counts - 1) / 2)[inverse])
