"""How well support scores tell supported from unsupported sentences; word coverage is the baseline."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from answer.sufficiency import content_words
from benchmarks.corpora import rows
from benchmarks.indexing import settings_for
from ragstone.wiring import build_checker

SETS = ("ragtruth/dev_sentences", "scifact/dev", "factbench/dev")
MOST = 600
BOILERPLATE = {"lead_in", "no_answer"}
Row = dict[str, object]


def measure(data: Path) -> list[Row]:
    """One row a set: AUROC of word coverage, of the verifier, and of verifier with exact checks, as users get it."""
    return [_measure(name, data / "verifier" / f"{name}.jsonl") for name in SETS]


def _measure(name: str, path: Path) -> Row:
    sample = [row for row in rows(path) if row["kind"] not in BOILERPLATE]
    random.Random(0).shuffle(sample)
    sample = sample[:MOST]
    labels = np.array([int(row["label"]) for row in sample])
    checker = build_checker(settings_for(Path("unused")))
    raw = checker.verifier.score_many([(row["claim"], list(row["context"])) for row in sample])
    started = time.monotonic()
    checked = [checker.verify_claim(row["claim"], list(row["context"])) for row in sample]
    seconds = time.monotonic() - started
    verdicts = np.array([check.supported for check in checked])
    balanced = (verdicts[labels == 1].mean() + 1 - verdicts[labels == 0].mean()) / 2
    return {
        "set": name,
        "rows": len(sample),
        "auroc_word_coverage": _auroc([_coverage(row["claim"], list(row["context"])) for row in sample], labels),
        "auroc_verifier": _auroc([support.support_score for support in raw], labels),
        "auroc_with_exact_checks": _auroc([check.support_score for check in checked], labels),
        "balanced_accuracy": round(float(balanced), 4),
        "ms_per_claim": round(1000 * seconds / len(sample), 1),
    }


def _coverage(claim: str, context: Sequence[str]) -> float:
    wanted = content_words(claim)
    return max((len(wanted & content_words(text)) / len(wanted) for text in context), default=0.0) if wanted else 0.0


def _auroc(scores: Sequence[float], labels: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    """P(a supported sentence scores above an unsupported one), ties counted half."""
    values = np.asarray(scores)
    good, bad = values[labels == 1][:, None], values[labels == 0][None, :]
    return round(float((good > bad).mean() + (good == bad).mean() / 2), 4)
