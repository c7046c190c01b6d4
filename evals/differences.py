"""What a candidate does better and worse, by slice and metric."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evals.metrics import METRICS
from evals.pairs import Pairs
from evals.statistics import Paired, change, holm, mcnemar_p, sign_flip_p, smallest_difference


@dataclass(frozen=True, slots=True)
class Difference:
    """Candidate minus baseline on one slice and metric.

    Attributes:
        cases: Cases for which both runs have the metric.
        baseline: Its mean, in the metric's units; so are `candidate`, `mean`, the interval and `smallest`.
        low: Lower end of the interval over drawn documents.
        p: P of such a difference by chance, two-sided: McNemar's exact test for yes and no, else by sign flips; after
            Holm's correction over all rows of the comparison.
        smallest: The true difference that these cases would have shown in four of five comparisons.
        gained: Cases that a yes-or-no metric turned to yes; None for other metrics.
        lost: Cases that it turned to no.
    """

    slice: str
    metric: str
    cases: int
    baseline: float
    candidate: float
    mean: float
    low: float
    high: float
    p: float
    smallest: float
    gained: int | None = None
    lost: int | None = None


def differences(pairs: Pairs, *, level: float) -> tuple[Difference, ...]:
    """Every metric that applies on every slice; intervals at `level`."""
    rows = [
        _difference(found[1], slice_name, metric, level=level)
        for slice_name in pairs.slices
        for metric in METRICS
        if (found := pairs.values(metric, slice_name)) is not None
    ]
    return tuple(replace(row, p=p) for row, p in zip(rows, holm([row.p for row in rows]), strict=True))


def _difference(paired: Paired, slice_name: str, metric: str, *, level: float) -> Difference:
    found = change(paired)
    low, high = found.interval(level)
    row = Difference(
        slice_name, metric, len(paired.clusters), float(paired.before.mean()), float(paired.after.mean()),
        found.estimate, low, high, p=1.0, smallest=smallest_difference(paired, level=level),
    )  # fmt: skip
    if not METRICS[metric].yes_no:
        return replace(row, p=sign_flip_p(paired))
    gained, lost = int((paired.after > paired.before).sum()), int((paired.after < paired.before).sum())
    return replace(row, p=mcnemar_p(gained, lost), gained=gained, lost=lost)
