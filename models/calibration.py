"""Fits a head and its one threshold on labelled rows; nothing here needs more than numpy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.support_head import FEATURES, SIGNS, SupportHead

Float64 = NDArray[np.float64]
_STEPS, _PENALTY = 3000, 0.002
_GRID = np.linspace(0.05, 0.95, 181)
_SMOOTH = 9


def fit_head(inputs: Float64, labels: Float64, weights: Float64) -> SupportHead:
    """Logistic regression whose slopes keep the sign that makes sense, by projected descent, and its best threshold.

    Without the signs, correlated features get opposite ones, which helps these rows and misleads on others.

    Args:
        inputs: Rows of `FEATURES`, shape (n_rows, n_features).
        labels: 1 for supported, else 0; shape (n_rows,).
        weights: What each row counts; shape (n_rows,).
    """
    slopes, bias = fit_logistic(inputs, labels, weights, signs=[SIGNS.get(name, 1) for name in FEATURES])
    threshold, _ = best_threshold(sigmoid(inputs @ slopes + bias), labels, weights)
    return SupportHead(tuple(float(slope) for slope in slopes), bias, threshold)


def fit_logistic(inputs: Float64, labels: Float64, weights: Float64, *, signs: Sequence[int]) -> tuple[Float64, float]:
    """Slopes, shape (n_features,), and bias; a slope whose sign differs from `signs` becomes 0."""
    mean, scale = inputs.mean(0), inputs.std(0) + 1e-9
    scaled, wanted = (inputs - mean) / scale, np.array(signs)
    slopes, bias = np.zeros(inputs.shape[1]), 0.0
    for _ in range(_STEPS):
        missed = weights * (sigmoid(scaled @ slopes + bias) - labels) / weights.sum()
        slopes = slopes - 0.5 * (scaled.T @ missed + _PENALTY * slopes)
        slopes = np.where(slopes * wanted < 0, 0.0, slopes)
        bias -= 0.5 * missed.sum()
    return slopes / scale, float(bias - np.dot(slopes / scale, mean))


def best_threshold(scores: Float64, labels: Float64, weights: Float64) -> tuple[float, float]:
    """The threshold with the best weighted balanced accuracy, smoothed over its neighbours, and that accuracy."""
    positive, negative = weights * labels, weights * (1 - labels)
    found = [
        positive[scores >= at].sum() / positive.sum() / 2 + negative[scores < at].sum() / negative.sum() / 2
        for at in _GRID
    ]
    return _smoothed_best(found)


def best_f1_threshold(scores: Float64, labels: Float64, weights: Float64) -> tuple[float, float]:
    """The threshold below which rows labelled 0 are found with the best weighted F1, smoothed too, and that F1."""
    good, bad = weights * labels, weights * (1 - labels)
    found = [
        2 * bad[scores < at].sum() / (bad[scores < at].sum() + good[scores < at].sum() + bad.sum()) for at in _GRID
    ]
    return _smoothed_best(found)


def _smoothed_best(found: Sequence[float]) -> tuple[float, float]:
    padded = np.pad(found, _SMOOTH // 2, mode="edge")
    best = int(np.argmax(np.convolve(padded, np.ones(_SMOOTH) / _SMOOTH, mode="valid")))
    return float(_GRID[best]), float(found[best])


def auroc(scores: Float64, labels: Float64) -> float:
    """P(a row labelled 1 scores above one labelled 0), ties counted half, by ranks (Mann and Whitney, 1947).

    nan when one of the labels is absent.
    """
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    good = float(labels.sum())
    bad = len(labels) - good
    return float((ranks[labels == 1].sum() - good * (good + 1) / 2) / (good * bad)) if good and bad else float("nan")


def sigmoid(values: Float64) -> Float64:
    """The logistic function, in (0, 1)."""
    return np.asarray(1 / (1 + np.exp(-values)))


def write_head(path: Path, head: SupportHead, **more: object) -> None:
    """Put the head, and what else there is to say, into a JSON file that may hold other fields already."""
    fields = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    weights = {name: round(weight, 4) for name, weight in zip(FEATURES, head.weights, strict=True)}
    fields |= {"head": {"weights": weights, "bias": round(head.bias, 4), "threshold": round(head.threshold, 3)}, **more}
    path.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")
