"""Drift as Markdown and as a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.drift.drift import Drift
from evals.drift.lines import State
from evals.drift.signals import SIGNALS
from evals.html import TEMPLATES
from evals.report import table

_MARKS = {State.CROSSED: " ✗", State.OPEN: " ?", State.TOO_FEW: " (few)", State.WITHIN: ""}
_WIDTH, _HEIGHT, _EDGE = 640.0, 120.0, 10.0


@dataclass(frozen=True, slots=True)
class Plot:
    """One signal over the periods, in units of the drawing; None where there is no value."""

    name: str
    meaning: str
    points: Sequence[tuple[float, float, str] | None]
    high: float

    @property
    def path(self) -> str:
        """The line through the points that follow each other, as SVG."""
        steps, drawing = [], False
        for point in self.points:
            if point is not None:
                steps.append(f"{'L' if drawing else 'M'}{point[0]:.1f},{point[1]:.1f}")
            drawing = point is not None
        return " ".join(steps)


def markdown(drift: Drift) -> str:
    """What crossed its line first, then every month."""
    crossed = [f"- {sentence}" for sentence in drift.crossed] or ["- nothing crossed its line"]
    parts = ["\n".join(crossed), table(["", *drift.periods], _rows(drift))]
    if drift.shifts:
        parts.append(
            table(["month", "questions", "distance", "p", "words' divergence", "p", "moved most"], _shifts(drift))
        )
    if drift.corpus:
        rows = [[c.month, str(c.documents), str(c.came), str(c.went), f"{c.share:.1%}"] for c in drift.corpus]
        parts.append(table(["month", "documents", "came", "went", "share"], rows))
    if drift.new_cases:
        rows = [[c.run, str(c.day), str(c.cases), "" if c.score is None else f"{c.score:.3f}"] for c in drift.new_cases]
        parts.append(table(["run", "day", "new cases", "mean score on them"], rows))
    return "\n\n".join(parts)


def page(drift: Drift) -> str:
    """A page that needs nothing else: no script, no font, no image from anywhere."""
    return TEMPLATES.get_template("drift.html").render(
        drift=drift, plots=_plots(drift), rows=_rows(drift), shifts=_shifts(drift), width=_WIDTH, height=_HEIGHT
    )


def _rows(drift: Drift) -> list[list[str]]:
    marks = {(one.line.signal, one.month): _MARKS[one.state] for one in drift.checked}
    rows = [["questions", *map(str, drift.asked)], ["states of the index", *map(str, drift.revisions)]]
    for name, values in drift.values.items():
        shown = [
            "" if found is None else f"{found.value:.3f}{marks.get((name, period), '')}"
            for period, found in zip(drift.periods, values, strict=True)
        ]
        rows.append([name, *shown])
    for ending in sorted({ending for found in drift.endings for ending in found}):
        rows.append([ending, *(f"{found.get(ending, 0.0):.3f}" for found in drift.endings)])
    return rows


def _shifts(drift: Drift) -> list[list[str]]:
    return [
        [
            one.month, str(one.questions), f"{one.distance:.3f}", f"{one.p_meaning:.3f}", f"{one.divergence:.3f}",
            f"{one.p_words:.3f}", ", ".join(f"{t.word} {t.before:.0%} → {t.now:.0%}" for t in one.terms[:4]),
        ]
        for one in drift.shifts
    ]  # fmt: skip


def _plots(drift: Drift) -> list[Plot]:
    step = (_WIDTH - 2 * _EDGE) / max(len(drift.periods) - 1, 1)
    plots = []
    for name, values in drift.values.items():
        high = max((found.value for found in values if found is not None), default=0.0) or 1.0
        points = [
            None if found is None else (
                _EDGE + at * step,
                _HEIGHT - _EDGE - (_HEIGHT - 2 * _EDGE) * max(found.value, 0.0) / high,
                f"{drift.periods[at]}: {found.value:.3f} from {found.records}",
            )
            for at, found in enumerate(values)
        ]  # fmt: skip
        plots.append(Plot(name, SIGNALS[name].meaning, points, high))
    return plots
