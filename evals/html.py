"""One page that a director reads: the verdict first, then what it rests on, then the cases that changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from evals.compare import Comparison
from evals.differences import Difference
from evals.gating import State
from evals.manifest import Manifest
from evals.metrics import METRICS
from evals.prediction import Prediction
from evals.score import Scored
from evals.suite import EvalQuestion

_MOST_CASES = 40
# Others have a scale of their own.
_PLOTTED = frozenset(name for name, metric in METRICS.items() if metric.share)
TEMPLATES = Environment(
    loader=PackageLoader("evals"), autoescape=select_autoescape(default=True), undefined=StrictUndefined,
    trim_blocks=True, lstrip_blocks=True,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportedRun:
    """One of the two runs."""

    manifest: Manifest
    predictions: Mapping[str, Prediction]
    scored: Mapping[str, Scored]


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case that the candidate did better or worse."""

    question: EvalQuestion
    before: Prediction
    after: Prediction
    scores: tuple[Scored, Scored]

    @property
    def change(self) -> float:
        """Candidate minus baseline, of the score."""
        one, other = (row.metrics.get("score", 0.0) for row in self.scores)
        return other - one


@dataclass(frozen=True, slots=True)
class Bar:
    """A difference with its interval, in percent of the plot's width."""

    difference: Difference
    low: float
    mean: float
    high: float
    good: bool


def html_report(
    comparison: Comparison, baseline: ReportedRun, candidate: ReportedRun, questions: Sequence[EvalQuestion]
) -> str:
    """A page that needs nothing else: no script, no font, no image from anywhere."""
    cases = changed_cases(baseline, candidate, questions)
    return TEMPLATES.get_template("comparison.html").render(
        comparison=comparison, baseline=baseline, candidate=candidate, bars=_bars(comparison), metrics=METRICS,
        worse=[case for case in cases if case.change < 0][:_MOST_CASES],
        better=[case for case in reversed(cases) if case.change > 0][:_MOST_CASES],
        State=State,
    )  # fmt: skip


def changed_cases(
    baseline: ReportedRun, candidate: ReportedRun, questions: Sequence[EvalQuestion]
) -> list[ChangedCase]:
    """The cases whose score changed, the worst first."""
    found = [
        ChangedCase(
            question, baseline.predictions[question.id], candidate.predictions[question.id],
            (baseline.scored[question.id], candidate.scored[question.id]),
        )
        for question in questions
    ]  # fmt: skip
    return sorted((case for case in found if case.change), key=lambda case: case.change)


def _bars(comparison: Comparison) -> list[Bar]:
    rows = [row for row in comparison.differences if row.metric in _PLOTTED]
    reach = max((max(abs(row.low), abs(row.high)) for row in rows), default=0.0) or 1.0
    return [
        Bar(
            row,
            low=50 + 50 * row.low / reach,
            mean=50 + 50 * row.mean / reach,
            high=50 + 50 * row.high / reach,
            good=(row.mean >= 0) == METRICS[row.metric].high_is_good,
        )
        for row in rows
    ]
