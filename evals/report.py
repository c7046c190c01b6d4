"""Runs and comparisons as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evals.compare import Comparison

_COLUMNS = (
    "recall_at_5", "mrr_at_10", "citation_precision", "citation_recall", "unsupported_rate",
    "abstention_precision", "abstention_recall", "token_f1", "score",
)  # fmt: skip


def summary_table(variant: str, summary: Mapping[str, Mapping[str, float]]) -> str:
    """A Markdown table, one row a slice; a metric that does not apply is left blank."""
    rows = [
        [name, *(f"{means[column]:.3f}" if column in means else "" for column in _COLUMNS)]
        for name, means in summary.items()
    ]
    return _table([variant, *_COLUMNS], rows)


def comparison_table(comparison: Comparison) -> str:
    """A Markdown table of the differences, then the verdict and its reasons."""
    rows = [
        [
            entry.slice, entry.metric, str(entry.pairs), f"{entry.baseline:.3f}", f"{entry.variant:.3f}",
            f"{entry.mean:+.3f} [{entry.low:+.3f}, {entry.high:+.3f}]",
        ]
        for entry in comparison.differences
    ]  # fmt: skip
    table = _table(["slice", "metric", "pairs", "baseline", "variant", "difference"], rows)
    return "\n".join(
        [table, "", f"verdict: {comparison.verdict.value}", *(f"- {reason}" for reason in comparison.reasons)]
    )


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
