"""What a variant is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol

from evals.prediction import Prediction
from evals.suite import EvalQuestion


class Variant(Protocol):
    """Answers the questions of a suite; may be asked from several threads at once."""

    @property
    def name(self) -> str:
        """What the run is called."""

    @property
    def index_revision(self) -> str:
        """The state of the index that it searches, empty if it searches none."""

    @property
    def settings(self) -> Mapping[str, str]:
        """What makes its answers, by name; no secrets."""

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        """The answer to one question; `today` stands in for a missing `as_of`."""
