"""Sufficiency alone, on questions with one passage that answers them or only comes near."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.corpora import rows
from benchmarks.models.statistics import f1
from models.calibration import auroc, best_threshold
from models.protocols import Reranker, SufficiencyModel

Row = dict[str, object]
SETS = ("squad2_half", "clapnq_dev_half")


def measure(data: Path, model: SufficiencyModel, reranker: Reranker) -> list[Row]:
    """F1 of abstaining at the one threshold; the reranker's word, at its best threshold on the set, is the baseline."""
    return [_measure(data / "abstention" / f"{name}.jsonl", name, model, reranker) for name in SETS]


def _measure(path: Path, name: str, model: SufficiencyModel, reranker: Reranker) -> Row:
    found = list(rows(path))
    answerable = np.array([bool(row["answerable"]) for row in found])
    scores = np.array([float(model.sufficiency(row["question"], [row["context"]])[0]) for row in found])
    words = np.array([float(reranker.score(row["question"], [row["context"]])[0]) for row in found])
    labels = answerable.astype(np.float64)
    at = best_threshold(words, labels, np.ones(len(labels)))[0]
    return {
        "set": name, "rows": len(found), "unanswerable": int((~answerable).sum()),
        "abstention_f1": round(f1(scores < model.sufficiency_threshold, ~answerable), 3),
        "auroc": round(auroc(scores, labels), 3), "abstention_f1_reranker": round(f1(words < at, ~answerable), 3),
        "auroc_reranker": round(auroc(words, labels), 3),
        "abstention_f1_always": round(f1(np.ones(len(found), dtype=bool), ~answerable), 3),
    }  # fmt: skip
