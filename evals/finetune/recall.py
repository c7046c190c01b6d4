"""The questions of a training set as a suite: does a fine-tune know at least what it was shown?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import yaml

from evals.finetune.example import Example
from evals.suite import SUITE_FILE

FOLDER = "recall"
_KINDS = ("number", "row")
_ABOUT = {
    "name": "recall", "about": "What a fine-tune was trained on, word for word", "licence": "that of the documents",
    "gold": "made by rules from the documents", "reviewed_by": ["nobody"], "partial": True,
    "slices": {"core": {"about": "numbers and table rows that were trained on", "cases": [1, 1000]}},
}  # fmt: skip


def write_recall(examples: Sequence[Example], folder: Path, *, most: int = 60) -> int:
    """Write the suite; the first so many examples that ask for a number or a row. How many there are.

    Raises:
        OSError: It cannot be written.
    """
    chosen = [one for one in examples if one.kind in _KINDS][:most]
    rows = [
        {
            "id": f"t{number:03}", "question": one.question, "reference_answer": one.answer,
            "gold_documents": [one.document], "tags": [one.kind],
        }
        for number, one in enumerate(chosen, start=1)
    ]  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SUITE_FILE).write_text(yaml.safe_dump(_ABOUT), encoding="utf-8")
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "recall.jsonl").write_text(lines, encoding="utf-8")
    return len(rows)
