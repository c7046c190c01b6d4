"""Fit the head that tells a contradiction from what the evidence does not mention, on rows that no training saw.

Run after models.train.support_head:
python -m models.train.contradiction_head --data DATA --folder models/weights/verifier
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from pathlib import Path

import numpy as np

from models.calibration import auroc, fit_logistic, sigmoid
from models.contradiction_head import CONTRADICTION_FEATURES
from models.support import SupportScorer
from models.train.rows import CONTRADICTED, NEUTRAL, Row, read_rows
from models.train.support_head import calibration_rows, share_of

# Both answers must be there this often, or the set only says which set it is.
_LEAST = 10
_SIGNS = [1] * len(CONTRADICTION_FEATURES)


def told_apart(rows: list[Row]) -> list[Row]:
    """The rows that are one of the two for certain, of sets that have enough of both."""
    certain = [row for row in rows if row.allowed in ((CONTRADICTED,), (NEUTRAL,))]
    counts = {
        (source, allowed): sum(row.source == source and row.allowed == allowed for row in certain)
        for source in {row.source for row in certain}
        for allowed in ((CONTRADICTED,), (NEUTRAL,))
    }
    return [
        row for row in certain if min(counts[row.source, (CONTRADICTED,)], counts[row.source, (NEUTRAL,)]) >= _LEAST
    ]


def main() -> None:
    """Sets count what they do for the support head; within them the answers keep their shares, for few are opposed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    args = parser.parse_args()
    rows = told_apart(calibration_rows(read_rows(args.data), random.Random(5)))
    found = SupportScorer.load(args.folder).contradiction_features([(row.claim, row.context) for row in rows])
    kept = [(row, values) for row, values in zip(rows, found, strict=True) if values is not None]
    inputs = np.array([values for _, values in kept], dtype=np.float64)
    labels = np.array([float(row.allowed == (CONTRADICTED,)) for row, _ in kept])
    sizes = Counter(row.source for row, _ in kept)
    weights = np.array([share_of(row.source) / sizes[row.source] for row, _ in kept])
    weights *= len(kept) / weights.sum()
    slopes, bias = fit_logistic(inputs, labels, weights, signs=_SIGNS)
    print(f"{len(kept)} rows, AUROC {auroc(sigmoid(inputs @ slopes + bias), labels):.3f} on them")
    path = args.folder / "model.json"
    fields = json.loads(path.read_text(encoding="utf-8"))
    named = {name: round(float(slope), 4) for name, slope in zip(CONTRADICTION_FEATURES, slopes, strict=True)}
    fields["contradiction"] = {"weights": named, "bias": round(bias, 4)}
    path.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
