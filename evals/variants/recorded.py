"""Answers that some other system gave, from a file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import ValidationError

from evals.errors import EvalError, unusable
from evals.prediction import Prediction
from evals.suite import EvalQuestion


@dataclass(frozen=True, slots=True)
class Recorded:
    """A `Variant`.

    Attributes:
        answers: Predictions by the id of their question.
    """

    answers: Mapping[str, Prediction]
    name: str
    settings: Mapping[str, str]
    index_revision: str = ""

    @classmethod
    def load(cls, path: Path, *, name: str) -> Self:
        """From JSONL with the fields of `Prediction`; `id` and `text` are required, an empty text is an abstention.

        Raises:
            EvalError: It cannot be read, a row is unusable, or an id occurs twice.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise EvalError(f"the answers '{path}' cannot be read ({type(error).__name__}); check the path") from error
        answers: dict[str, Prediction] = {}
        for number, line in enumerate(text.split("\n"), start=1):
            if not line.strip():
                continue
            row = _row(line, f"{path.name}:{number}")
            if row.id in answers:
                raise EvalError(f"got id '{row.id}' again in {path.name}:{number}, expected one answer; remove it")
            answers[row.id] = row
        return cls(answers, name, {"answers.sha256": hashlib.sha256(text.encode()).hexdigest()})

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        """See `Variant.predict`.

        Raises:
            EvalError: The file has no answer to this question.
        """
        if question.id not in self.answers:
            raise EvalError(f"got no answer to '{question.id}' from {self.name}, expected one to each case; add it")
        return self.answers[question.id]


def _row(line: str, where: str) -> Prediction:
    try:
        row = Prediction.model_validate_json(line)
    except ValidationError as error:
        raise unusable(error, where) from error
    return row if row.text.strip() else row.model_copy(update={"status": "abstained"})
