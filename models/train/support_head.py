"""Fit the verifier's head and its one threshold on rows that the cross-encoder has not seen.

Run after models.train.verifier: python -m models.train.support_head --data DATA --folder models/weights/verifier
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from models.calibration import Float64, auroc, best_threshold, fit_head, sigmoid, write_head
from models.support import SupportScorer
from models.support_head import FEATURES
from models.train.edits import edited
from models.train.made import sentences
from models.train.rows import Row, read_rows

# Rows taken of a set, and what the set counts for as a whole.
_MOST = {"ragtruth": 800, "contractnli": 250, "dialogue_faithfulness": 250, "begin": 250, "fm2": 250, "factcg": 250}
_MOST_OTHERS = 60
_SHARE = {"ragtruth": 3.0, "factcg": 2.0, "scifact": 1.0, "begin": 1.0, "dialogue_faithfulness": 1.0} | {
    "edits": 1.0,
    "fm2": 0.7,
}
_SHARE_OTHERS = 0.08
_EDITS, _MOST_EDITS = "edits", 600


def calibration_rows(found: Sequence[Row], chance: random.Random) -> list[Row]:
    """Held-back rows of every set, up to a number each, with edits of supported claims as one more set."""
    sets: dict[str, list[Row]] = defaultdict(list)
    for row in found:
        if row.held_back:
            sets[row.source].append(row)
    chosen: list[Row] = []
    for source, rows in sorted(sets.items()):
        chance.shuffle(rows)
        chosen += rows[: _MOST.get(source, _MOST_OTHERS)]
    return chosen + _edited(chosen, chance)


def _edited(rows: Sequence[Row], chance: random.Random) -> list[Row]:
    pairs: list[Row] = []
    for row in rows:
        around = [sentence for text in row.context for sentence in sentences(text)]
        found = edited(row.claim, around, chance) if row.supported and row.source in _SHARE else None
        if found is not None:
            pairs += [
                Row(_EDITS, row.context, found[1], found[2], 1.0, held_back=True),
                Row(_EDITS, row.context, row.claim, row.allowed, 1.0, held_back=True),
            ]
    return pairs[:_MOST_EDITS]


def share_of(source: str) -> float:
    """What a set counts for as a whole."""
    return _SHARE.get(source, _SHARE_OTHERS)


def row_weights(sources: Sequence[str], labels: Float64) -> Float64:
    """Weights that give each set its share, split evenly between its two labels."""
    keys = list(zip(sources, labels, strict=True))
    counts = {key: keys.count(key) for key in set(keys)}
    weights = np.array([share_of(key[0]) / counts[key] for key in keys])
    return np.asarray(weights * len(keys) / weights.sum())


def report(name: str, scores: Float64, labels: Float64, sources: Sequence[str]) -> None:
    """Print the AUROC on each set."""
    parts = []
    for source in sorted(set(sources)):
        rows = np.array([one == source for one in sources])
        if len(set(labels[rows])) == 2:
            parts.append(f"{source} {auroc(scores[rows], labels[rows]):.3f} ({rows.sum()})")
    print(f"{name}: " + ", ".join(parts))


def main() -> None:
    """Fit on all rows; the threshold comes from heads that did not see the set they judge, as none sees the user's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--without", nargs="*", default=(), help="folders of sets that the encoder did not see either")
    args = parser.parse_args()
    rows = calibration_rows(read_rows(args.data, args.without), random.Random(5))
    found = SupportScorer.load(args.folder).features([(row.claim, row.context) for row in rows])
    kept = [(row, values) for row, values in zip(rows, found, strict=True) if values is not None]
    inputs = np.stack([values for _, values in kept]).astype(np.float64)
    labels = np.array([float(row.supported) for row, _ in kept])
    sources = [row.source for row, _ in kept]
    weights = row_weights(sources, labels)
    held = np.zeros(len(labels))
    for left_out in sorted(set(sources)):
        seen = np.array([source != left_out for source in sources])
        head = fit_head(inputs[seen], labels[seen], weights[seen])
        held[~seen] = sigmoid(inputs[~seen] @ np.array(head.weights) + head.bias)
    coverage = inputs[:, FEATURES.index("coverage")]
    for name, scores in (("best window", inputs[:, 0]), ("coverage", coverage), ("head", held)):
        report(name, scores, labels, sources)
    threshold, accuracy = best_threshold(held, labels, weights)
    print(f"threshold {threshold:.3f}, weighted balanced accuracy {accuracy:.3f}")
    head = fit_head(inputs, labels, weights)
    by_words = best_threshold(coverage, labels, weights)[0]
    write_head(
        args.folder / "model.json",
        type(head)(head.weights, head.bias, threshold),
        coverage_threshold=round(by_words, 3),
        calibrated_on=len(kept),
    )


if __name__ == "__main__":
    main()
