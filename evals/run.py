"""Puts a variant through a suite and keeps what came out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from evals.errors import EvalError
from evals.prediction import Prediction
from evals.score import Scored, score, summary
from evals.suite import EvalQuestion
from evals.variants import Variant
from verify.checker import Checker

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Run:
    """One variant's predictions and metrics, in the suite's order."""

    variant: str
    predictions: tuple[Prediction, ...]
    scored: tuple[Scored, ...]

    @property
    def summary(self) -> dict[str, dict[str, float]]:
        """Means over all questions, and over each slice."""
        slices = sorted({row.slice for row in self.scored})
        parts = {name: [row for row in self.scored if row.slice == name] for name in slices}
        return {"all": summary(self.scored)} | {name: summary(rows) for name, rows in parts.items()}

    def save(self, folder: Path) -> None:
        """Write ``predictions.jsonl``, ``scores.jsonl`` and ``summary.json``.

        Raises:
            EvalError: The folder cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _lines(folder / "predictions.jsonl", [row.model_dump_json() for row in self.predictions])
            _lines(folder / "scores.jsonl", [row.model_dump_json() for row in self.scored])
            content = {"variant": self.variant, "questions": len(self.scored), "summary": self.summary}
            (folder / "summary.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise EvalError(
                f"the run cannot be written to '{folder}' ({error.strerror}); choose another --out"
            ) from error


def run(
    variant: Variant, questions: Sequence[EvalQuestion], checker: Checker, *, today: date, progress: Progress
) -> Run:
    """Every question of the suite, one after the other."""
    predictions: list[Prediction] = []
    scored: list[Scored] = []
    for done, question in enumerate(questions, start=1):
        prediction = variant.predict(question, today)
        predictions.append(prediction)
        scored.append(score(question, prediction, checker))
        progress(done, len(questions))
    return Run(variant.name, tuple(predictions), tuple(scored))


def load_scores(folder: Path) -> list[Scored]:
    """The metrics that a run has kept.

    Raises:
        EvalError: There is no run in `folder`.
    """
    try:
        lines = (folder / "scores.jsonl").read_text(encoding="utf-8").split("\n")
        return [Scored.model_validate_json(line) for line in lines if line]
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise EvalError(f"got no run in '{folder}', expected what `python -m evals run --out` has written") from error


def _lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
