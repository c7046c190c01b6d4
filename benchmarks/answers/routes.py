"""Which questions a small model is enough for: `needs` beside a question's length, on judged questions about Ray.

The questions come alone, without evidence, so only what the words tell is measured. Label 1: a judge found the small
model's answer good enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from answer.routing import Needs, needs
from benchmarks.corpora import rows
from models.calibration import auroc

_FILES = ("routing-dataset-test", "routing-dataset-train")
Row = dict[str, object]


def measure(data: Path) -> list[Row]:
    """One row for each file and way: how many go to the strong model, and how many of those that need it."""
    folder = data / "evals" / "ray-llm-apps"
    return [row for name in _FILES for row in _measured(name, list(rows(folder / f"{name}.jsonl")))]


def _measured(name: str, asked: Sequence[dict[str, Any]]) -> list[Row]:
    hard = np.array([row["target"] == 0 for row in asked])
    several = np.array([needs(row["question"], ()) is Needs.SEVERAL for row in asked])
    words = np.array([len(row["question"].split()) for row in asked], dtype=np.float64)
    # As many of the longest as the words send away, so that both cost the same.
    longest = np.zeros(len(asked), dtype=bool)
    longest[np.argsort(-words, kind="stable")[: int(several.sum())]] = True
    return [
        {
            "set": name, "questions": len(asked), "too hard for the small model": int(hard.sum()), "by": way,
            "sent to the strong model": round(float(sent.mean()), 3),
            "of the hard ones": round(float(sent[hard].mean()), 3),
            "AUROC": round(auroc(sent.astype(np.float64), hard.astype(np.float64)), 3),
        }
        for way, sent in (("needs", several), ("length alone", longest))
    ]  # fmt: skip
