"""Areas, intervals and calibration errors of scores against labels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.calibration import Float64, auroc

_RESAMPLES, _BINS = 1000, 10


def balanced_accuracy(scores: Float64, labels: Float64, threshold: float) -> float:
    """Mean of the accuracies on rows labelled 1 and 0."""
    return float(((scores[labels == 1] >= threshold).mean() + (scores[labels == 0] < threshold).mean()) / 2)


def interval(scores: Float64, labels: Float64, documents: Sequence[str], *, seed: int = 0) -> tuple[float, float]:
    """The 95 % bootstrap interval of the AUROC, drawing whole source documents with replacement."""
    chance = np.random.default_rng(seed)
    _, number = np.unique(np.array(documents), return_inverse=True)
    rows = [np.flatnonzero(number == one) for one in range(int(number.max()) + 1)]
    areas = []
    for _ in range(_RESAMPLES):
        drawn = np.concatenate([rows[one] for one in chance.integers(len(rows), size=len(rows))])
        areas.append(auroc(scores[drawn], labels[drawn]))
    low, high = np.nanquantile(areas, (0.025, 0.975))
    return round(float(low), 3), round(float(high), 3)


def reliability(scores: Float64, labels: Float64) -> list[tuple[float, float, int]]:
    """Mean score, share labelled 1, and rows, of ten equal bins of the score; empty ones are left out."""
    bins = np.minimum((scores * _BINS).astype(int), _BINS - 1)
    found = [(scores[bins == at], labels[bins == at]) for at in range(_BINS)]
    return [(float(s.mean()), float(own.mean()), len(own)) for s, own in found if len(own)]


def calibration_error(scores: Float64, labels: Float64) -> float:
    """Expected calibration error over ten equal bins (Naeini, Cooper and Hauskrecht, 2015)."""
    parts = reliability(scores, labels)
    return sum(count * abs(mean - share) for mean, share, count in parts) / len(labels)


def risk_coverage(scores: Float64, labels: Float64) -> list[tuple[float, float]]:
    """For each twentieth of the rows accepted, best scores first: their share of all, and how many are labelled 0."""
    ordered = labels[np.argsort(-scores, kind="stable")]
    cuts = [max(1, round(len(ordered) * step / 20)) for step in range(1, 21)]
    return [(cut / len(ordered), float(1 - ordered[:cut].mean())) for cut in cuts]


def f1(predicted: NDArray[np.bool_], actual: NDArray[np.bool_]) -> float:
    """Harmonic mean of precision and recall of the rows that are true."""
    hits = float((predicted & actual).sum())
    return 2 * hits / float(predicted.sum() + actual.sum()) if hits else 0.0
