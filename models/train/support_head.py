"""Fit the verifier's head and its one threshold on rows that the cross-encoder has not seen.

Run after models.train.verifier: python -m models.train.support_head --data DATA --folder models/weights/verifier
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.support import SupportScorer
from models.support_head import FEATURES
from models.train.edits import contradict
from models.train.evaluate import auroc
from models.train.rows import Row, read_rows

# Rows taken of a set, and what the set counts for as a whole.
_MOST = {"ragtruth": 800, "contractnli": 250, "dialogue_faithfulness": 250, "begin": 250, "fm2": 250, "factcg": 250}
_MOST_OTHERS = 60
_SHARE = {"ragtruth": 3.0, "factcg": 2.0, "scifact": 1.0, "begin": 1.0, "dialogue_faithfulness": 1.0} | {
    "edits": 0.6,
    "fm2": 0.5,
}
_SHARE_OTHERS = 0.08
_EDITS = "edits"
# Which way a feature may push the score.
_SIGN = {name: 1 for name in FEATURES if name != "missing_numbers"} | {"missing_numbers": -1}
_FOLDS, _STEPS, _PENALTY = 5, 3000, 0.002

Vector = NDArray[np.float64]


def calibration_rows(data: Path, chance: random.Random) -> list[Row]:
    """Held-back rows of every set, up to a number each, with edits of supported claims as one more set."""
    sets: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(data):
        if row.held_back:
            sets[row.source].append(row)
    chosen: list[Row] = []
    for source, rows in sorted(sets.items()):
        chance.shuffle(rows)
        chosen += rows[: _MOST.get(source, _MOST_OTHERS)]
    return chosen + _edited(chosen, chance)


def _edited(rows: Sequence[Row], chance: random.Random) -> list[Row]:
    edited: list[Row] = []
    for row in rows:
        claim = contradict(row.claim, chance) if row.supported and row.source in _SHARE else None
        if claim is not None:
            edited += [
                Row(_EDITS, row.context, claim, (1,), 1.0, held_back=True),
                Row(_EDITS, row.context, row.claim, row.allowed, 1.0, held_back=True),
            ]
    return edited[:400]


def sigmoid(values: Vector) -> Vector:
    """The logistic function, in (0, 1)."""
    return np.asarray(1 / (1 + np.exp(-values)))


def fit(inputs: Vector, labels: Vector, weights: Vector) -> tuple[Vector, float]:
    """Slopes and bias of a logistic regression whose slopes keep the sign that makes sense, by projected descent.

    Without the signs, correlated features get opposite ones, which helps these rows and misleads on others.
    """
    mean, scale = inputs.mean(0), inputs.std(0) + 1e-9
    scaled = (inputs - mean) / scale
    signs = np.array([_SIGN[name] for name in FEATURES])
    slopes, bias = np.zeros(len(FEATURES)), 0.0
    for _ in range(_STEPS):
        missed = weights * (sigmoid(scaled @ slopes + bias) - labels) / weights.sum()
        slopes = slopes - 0.5 * (scaled.T @ missed + _PENALTY * slopes)
        slopes = np.where(slopes * signs < 0, 0.0, slopes)
        bias -= 0.5 * missed.sum()
    return slopes / scale, float(bias - np.dot(slopes / scale, mean))


def row_weights(sources: Sequence[str], labels: Vector) -> Vector:
    """Weights that give each set its share, split evenly between its two labels."""
    keys = list(zip(sources, labels, strict=True))
    counts = {key: keys.count(key) for key in set(keys)}
    weights = np.array([_SHARE.get(key[0], _SHARE_OTHERS) / counts[key] for key in keys])
    return np.asarray(weights * len(keys) / weights.sum())


def best_threshold(scores: Vector, labels: Vector, weights: Vector) -> tuple[float, float]:
    """The threshold with the best weighted balanced accuracy, and that accuracy."""
    positive, negative = weights * labels, weights * (1 - labels)
    grid = np.linspace(0.05, 0.95, 181)
    found = [
        positive[scores >= at].sum() / positive.sum() / 2 + negative[scores < at].sum() / negative.sum() / 2
        for at in grid
    ]
    best = int(np.argmax(np.convolve(found, np.ones(9) / 9, mode="same")))
    return float(grid[best]), float(found[best])


def report(name: str, scores: Vector, labels: Vector, sources: Sequence[str]) -> None:
    """Print the AUROC on each set."""
    parts = []
    for source in sorted(set(sources)):
        rows = np.array([one == source for one in sources])
        if len(set(labels[rows])) == 2:
            parts.append(f"{source} {auroc(scores[rows], labels[rows]):.3f} ({rows.sum()})")
    print(f"{name}: " + ", ".join(parts))


def main() -> None:
    """Fit on all rows; the threshold comes from predictions across folds of the same set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    args = parser.parse_args()
    rows = calibration_rows(args.data, random.Random(5))
    found = SupportScorer(args.folder).features([(row.claim, row.context) for row in rows])
    kept = [(row, values) for row, values in zip(rows, found, strict=True) if values is not None]
    inputs = np.stack([values for _, values in kept]).astype(np.float64)
    labels = np.array([float(row.supported) for row, _ in kept])
    sources = [row.source for row, _ in kept]
    weights = row_weights(sources, labels)
    groups = np.array([zlib.crc32("".join(row.context).encode()) % _FOLDS for row, _ in kept])
    held = np.zeros(len(labels))
    for fold in range(_FOLDS):
        seen = groups != fold
        slopes, bias = fit(inputs[seen], labels[seen], weights[seen])
        held[~seen] = sigmoid(inputs[~seen] @ slopes + bias)
    threshold, accuracy = best_threshold(held, labels, weights)
    coverage = inputs[:, FEATURES.index("coverage")]
    for name, scores in (("cross-encoder", inputs[:, 0]), ("coverage", coverage), ("head", held)):
        report(name, scores, labels, sources)
    print(f"threshold {threshold:.3f}, weighted balanced accuracy {accuracy:.3f}")
    slopes, bias = fit(inputs, labels, weights)
    write_head(args.folder, slopes, bias, thresholds=(threshold, best_threshold(coverage, labels, weights)[0]))


def write_head(folder: Path, slopes: Vector, bias: float, *, thresholds: tuple[float, float]) -> None:
    """Put the head into the folder's `model.json`; `thresholds` are its own and that of plain coverage."""
    path = folder / "model.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    weights = {name: round(float(slope), 4) for name, slope in zip(FEATURES, slopes, strict=True)}
    fields["head"] = {"weights": weights, "bias": round(bias, 4), "threshold": round(thresholds[0], 3)}
    fields["coverage_threshold"] = round(thresholds[1], 3)
    path.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(fields["head"], indent=2))


if __name__ == "__main__":
    main()
