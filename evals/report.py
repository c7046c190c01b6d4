"""Runs and comparisons as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.compare import Comparison
from evals.gating import CheckedGain, CheckedGate
from evals.judge import Agreement
from evals.metrics import METRICS

_COLUMNS = (
    "found_recall", "recall_at_5", "span_recall_at_5", "mrr_at_10", "citation_precision", "citation_recall",
    "unsupported_rate", "abstention_precision", "abstention_recall", "numbers_right", "token_f1", "score",
)  # fmt: skip


def summary_table(variant: str, summary: Mapping[str, Mapping[str, float]]) -> str:
    """One row a slice; a metric that does not apply is left blank."""
    rows = [
        [name, *(f"{means[column]:.3f}" if column in means else "" for column in _COLUMNS)]
        for name, means in summary.items()
    ]
    return table([variant, *_COLUMNS], rows)


def comparison_report(comparison: Comparison) -> str:
    """The verdict and what it rests on, then the gates, then every difference."""
    verdict = [f"verdict: {comparison.verdict.value}", *(f"- {reason}" for reason in comparison.reasons)]
    return "\n".join([*verdict, "", _gates(comparison), "", _differences(comparison)])


def metrics_table() -> str:
    """Every metric of a case, with what it means; docs/evals.md holds a copy that a test compares."""
    rows = [
        [f"`{name}`", metric.meaning, "more" if metric.high_is_good else "less", "yes or no" if metric.yes_no else ""]
        for name, metric in METRICS.items()
    ]
    return table(["metric", "meaning", "better", ""], rows)


def agreement_table(found: Sequence[Agreement]) -> str:
    """One row a judge."""
    rows = [[one.judge, str(one.answers), _with_ends(one.rank), _with_ends(one.auroc)] for one in found]
    return table(["judge", "answers", "rank correlation with people", "AUROC, best rated against the rest"], rows)


def _with_ends(found: tuple[float, float, float]) -> str:
    middle, low, high = found
    return f"{middle:.3f} [{low:.3f}, {high:.3f}]"


def _gates(comparison: Comparison) -> str:
    rows = [_gate_row(one) for one in comparison.gates]
    if comparison.gain is not None:
        rows.append(_gain_row(comparison.gain))
    interval = f"{comparison.level:.0%} interval"
    return table(["gate", "metric", "slice", "change for the worse", interval, "allowed", "state"], rows)


def _gate_row(one: CheckedGate) -> list[str]:
    gate = one.gate
    measured = [f"{one.harm:+.3f}", _interval(one.low, one.high)] if one.measured else ["", ""]
    unit = " of baseline" if gate.relative else ""
    return [gate.name, gate.metric, gate.slice, *measured, f"{gate.limit:.3f}{unit}", one.state.value]


def _gain_row(one: CheckedGain) -> list[str]:
    unit = " of baseline" if one.gain.relative else ""
    return [
        "gain", one.gain.metric, one.gain.slice, f"{-one.mean:+.3f}", _interval(-one.high, -one.low),
        f"{-one.gain.least:+.3f}{unit}", one.state.value,
    ]  # fmt: skip


def _differences(comparison: Comparison) -> str:
    rows = [
        [
            row.slice, row.metric, str(row.cases), f"{row.baseline:.3f}", f"{row.candidate:.3f}",
            f"{row.mean:+.3f} {_interval(row.low, row.high)}", f"{row.p:.3f}", f"{row.smallest:.3f}",
            "" if row.gained is None else f"+{row.gained} -{row.lost}",
        ]
        for row in comparison.differences
    ]  # fmt: skip
    header = [
        "slice", "metric", "cases", "baseline", "candidate", "difference", "p (Holm)", "smallest seen", "turned",
    ]  # fmt: skip
    return table(header, rows)


def _interval(low: float, high: float) -> str:
    return f"[{low:+.3f}, {high:+.3f}]"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
