"""The shipped verifier beside plain word coverage, on dev sets that no training saw.

Run: python -m models.train.evaluate --data DATA [--folder models/weights/verifier]
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.manifest import read_fields
from models.support import SupportScorer
from models.support_head import FEATURES

_MOST, _SEED = 300, 3
_SETS = {
    "ragtruth": "ragtruth/dev_sentences.jsonl",
    "wice": "wice/dev_claims.jsonl",
    "attributionbench": "attributionbench/dev.jsonl",
    "factbench": "factbench/dev.jsonl",
    "scifact": "scifact/dev.jsonl",
    "summedits sales_email": "summedits/sales_email.jsonl",
    "summedits qmsumm": "summedits/qmsumm.jsonl",
    "summedits news": "summedits/news.jsonl",
    "summedits samsum": "summedits/samsum.jsonl",
}
_BOILERPLATE = {"lead_in", "no_answer"}

Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Result:
    """AUROC and balanced accuracy of the baseline and of the verifier on one set, all in [0, 1]."""

    name: str
    rows: int
    baseline: tuple[float, float]
    verifier: tuple[float, float]


def read_sample(path: Path) -> list[dict[str, object]]:
    """At most 300 rows of a dev set, always the same, without boilerplate sentences."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["kind"] not in _BOILERPLATE]
    random.Random(_SEED).shuffle(rows)
    return rows[:_MOST]


def auroc(scores: Vector, labels: Vector) -> float:
    """Share of (supported, other) pairs in the right order, ties counting half."""
    good, bad = scores[labels == 1][:, None], scores[labels == 0][None, :]
    return float(np.mean(good > bad) + np.mean(good == bad) / 2)


def balanced_accuracy(scores: Vector, labels: Vector, threshold: float) -> float:
    """Mean of the accuracies on supported and on other rows."""
    return float((np.mean(scores[labels == 1] >= threshold) + np.mean(scores[labels == 0] < threshold)) / 2)


def measure(scorer: SupportScorer, name: str, rows: Sequence[dict[str, object]], *, coverage_from: float) -> Result:
    """Both methods on the rows of one set; `coverage_from` is the baseline's threshold."""
    items = [(str(row["claim"]), [str(text) for text in _listed(row["context"])]) for row in rows]
    labels = np.array([float(str(row["label"])) for row in rows])
    scores = np.array([support.support_score for support in scorer.score_many(items)])
    at = FEATURES.index("coverage")
    coverage = np.array([0.0 if found is None else found[at] for found in scorer.features(items)])
    return Result(
        name,
        len(rows),
        (auroc(coverage, labels), balanced_accuracy(coverage, labels, coverage_from)),
        (auroc(scores, labels), balanced_accuracy(scores, labels, scorer.threshold)),
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def print_table(results: Sequence[Result]) -> None:
    """One line a set, and the mean of the sets."""
    print("| set (rows) | word coverage AUROC / balanced accuracy | verifier AUROC / balanced accuracy |")
    print("|---|---|---|")
    mean = Result(
        "mean",
        sum(result.rows for result in results),
        _mean([result.baseline for result in results]),
        _mean([result.verifier for result in results]),
    )
    for result in [*results, mean]:
        cells = (f"{pair[0]:.3f} / {pair[1]:.3f}" for pair in (result.baseline, result.verifier))
        print(f"| {result.name} ({result.rows}) | {' | '.join(cells)} |")


def _mean(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    first, second = np.mean(pairs, axis=0)
    return float(first), float(second)


def main() -> None:
    """Measure each set and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, default=Path("models/weights/verifier"))
    args = parser.parse_args()
    scorer = SupportScorer(args.folder)
    coverage_from = float(str(read_fields(args.folder)["coverage_threshold"]))
    begin = time.monotonic()
    results = [
        measure(scorer, name, read_sample(args.data / "verifier" / path), coverage_from=coverage_from)
        for name, path in _SETS.items()
    ]
    print_table(results)
    print(f"{time.monotonic() - begin:.0f} s, thresholds {coverage_from:.3f} and {scorer.threshold:.3f}")


if __name__ == "__main__":
    main()
