"""What a training set is worth: two verifiers that were trained alike, one of them without it, on the same rows.

Run: python -m benchmarks.models.without --data DATA WITH WITHOUT
Both are folders of `models.train.verifier` (its `--without`), each with its own `models.train.support_head`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.__main__ import RESULTS, commit, machine
from benchmarks.models.statistics import balanced_accuracy
from benchmarks.models.support import SETS, SIX, Scored, score_set, split_sets
from evals.report import table
from models.calibration import Float64, auroc
from models.onnx_embedder import OnnxEmbedder
from models.support import SupportScorer
from ragstone.wiring import SHIPPED

_RESAMPLES = 1000
Row = dict[str, object]


def main() -> None:
    """Print and keep a row for each set."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models.without")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("folders", type=Path, nargs=2, metavar=("WITH", "WITHOUT"))
    arguments = parser.parse_args()
    scorers = [SupportScorer.load(folder) for folder in arguments.folders]
    embedder = OnnxEmbedder(SHIPPED / "embedder")
    pair = [
        split_sets({name: score_set(arguments.data, name, scorer, embedder) for name in SETS}) for scorer in scorers
    ]
    rows = [_row(pair[0][name], pair[1][name], scorers) for name in pair[0]]
    rows.append(_mean([row for row, name in zip(rows, pair[0], strict=True) if name in SIX or "summedits" in name]))
    path = RESULTS / f"without-{commit()}.json"
    path.write_text(json.dumps({"machine": machine(), "rows": rows}, indent=1) + "\n", encoding="utf-8")
    header = ["set", "rows", "AUROC with", "without", "difference", "95 % interval", "BA with", "without"]
    print(table(header, [[str(value) for value in row.values()] for row in rows]))


def _row(one: Scored, other: Scored, scorers: Sequence[SupportScorer]) -> Row:
    labels, scores = one.labels, [each.scores["verifier"] for each in (one, other)]
    low, high = _interval(scores[0], scores[1], labels, one.documents)
    areas = [auroc(values, labels) for values in scores]
    balanced = [balanced_accuracy(s, labels, scorer.threshold) for s, scorer in zip(scores, scorers, strict=True)]
    return {
        "set": one.name, "rows": len(labels), "with": f"{areas[0]:.3f}", "without": f"{areas[1]:.3f}",
        "difference": f"{areas[1] - areas[0]:+.3f}", "interval": f"{low:+.3f} to {high:+.3f}",
        "balanced_with": f"{balanced[0]:.3f}", "balanced_without": f"{balanced[1]:.3f}",
    }  # fmt: skip


def _interval(one: Float64, other: Float64, labels: Float64, documents: Sequence[str]) -> tuple[float, float]:
    """Of the difference, drawing whole source documents with replacement."""
    chance = np.random.default_rng(0)
    _, number = np.unique(np.array(documents), return_inverse=True)
    rows = [np.flatnonzero(number == at) for at in range(int(number.max()) + 1)]
    found = []
    for _ in range(_RESAMPLES):
        drawn = np.concatenate([rows[at] for at in chance.integers(len(rows), size=len(rows))])
        found.append(auroc(other[drawn], labels[drawn]) - auroc(one[drawn], labels[drawn]))
    low, high = np.nanquantile(found, (0.025, 0.975))
    return float(low), float(high)


def _mean(rows: Sequence[Mapping[str, object]]) -> Row:
    """Of the six sets; the domains of SummEdits count as one."""

    def mean(column: str) -> float:
        domains = [float(str(row[column])) for row in rows if "summedits" in str(row["set"])]
        others = [float(str(row[column])) for row in rows if "summedits" not in str(row["set"])]
        return float(np.mean([*others, np.mean(domains)]))

    columns = ("with", "without", "balanced_with", "balanced_without")
    values = {column: mean(column) for column in columns}
    return {
        "set": "mean of six", "rows": "", "with": f"{values['with']:.3f}", "without": f"{values['without']:.3f}",
        "difference": f"{values['without'] - values['with']:+.3f}", "interval": "",
        "balanced_with": f"{values['balanced_with']:.3f}", "balanced_without": f"{values['balanced_without']:.3f}",
    }  # fmt: skip


if __name__ == "__main__":
    main()
