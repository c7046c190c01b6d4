"""Runs side by side, parted by whether a case's documents were trained on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from evals.score import Scored
from evals.suite import EvalQuestion

TRAINED, APART, ABSENT = "trained on", "held apart", "abstention due"
_SHOWN = ("score", "numbers_right", "abstained", "unsupported_rate", "cases")


def part_of(question: EvalQuestion, trained: Collection[str]) -> str:
    """`trained on` where one of the gold documents was, `held apart` where none was, else `abstention due`."""
    if question.must_abstain:
        return ABSENT
    return TRAINED if set(question.gold_documents) & set(trained) else APART


def split_table(
    questions: Sequence[EvalQuestion], runs: Mapping[str, Sequence[Scored]], *, trained: Collection[str]
) -> str:
    """A Markdown table with a row for each run and part.

    Args:
        questions: The suite.
        runs: By the name of their folder, the scores of all questions.
        trained: Ids of the documents that were trained on.
    """
    parts = {question.id: part_of(question, trained) for question in questions}
    lines = [f"| run | part | {' | '.join(_SHOWN)} |", "|---|---|" + "---|" * len(_SHOWN)]
    for name, scored in runs.items():
        for part in (TRAINED, APART, ABSENT):
            rows = [row for row in scored if parts[row.id] == part]
            lines.append(f"| {name} | {part} | {' | '.join(_cells(rows))} |")
    return "\n".join(lines)


def _cells(rows: Sequence[Scored]) -> list[str]:
    abstained = sum(row.abstained for row in rows) / len(rows) if rows else None
    means = [_mean(rows, "score"), _mean(rows, "numbers_right"), abstained, _mean(rows, "unsupported_rate")]
    return [*("–" if mean is None else f"{mean:.3f}" for mean in means), str(len(rows))]


def _mean(rows: Sequence[Scored], metric: str) -> float | None:
    values = [row.metrics[metric] for row in rows if metric in row.metrics]
    return sum(values) / len(values) if values else None
