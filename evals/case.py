"""A question with what was said to it, and what that is worth."""

from __future__ import annotations

from dataclasses import dataclass

from evals.prediction import Prediction
from evals.score import Scored
from evals.suite import EvalQuestion

# Metrics of the form that was asked for.
FORM = ("schema_valid", "markers_right", "short_enough")
# An answer that shares fewer words than this with the reference, and cites nothing of the gold, has failed.
_LEAST_F1 = 0.2


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a run."""

    question: EvalQuestion
    prediction: Prediction
    scored: Scored

    @property
    def wrong(self) -> str:
        """What is wrong with the answer, empty if nothing is."""
        metrics = self.scored.metrics
        if self.question.must_abstain:
            return "" if self.prediction.abstained else "it answered what the documents do not answer"
        if self.prediction.abstained:
            return f"it abstained ({self.prediction.reason or 'no reason given'}) where an answer is due"
        if metrics.get("phrases_right") == 0:
            return "it does not say what it must, or says what it must not"
        if metrics.get("numbers_right") == 0:
            return "it lacks a number of the reference answer"
        if metrics.get("tool_right") == 0:
            return f"it called '{self.prediction.tool}' for '{self.question.expected_tool}'"
        if any(metrics.get(name) == 0 for name in FORM):
            return "it is not of the form that was asked for"
        cited = metrics.get("citation_recall", 0.0) > 0
        if not cited and metrics.get("token_f1", 1.0) < _LEAST_F1:
            return "it has little of the reference answer and cites nothing of the gold"
        return ""
