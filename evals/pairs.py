"""Two runs of one suite, case by case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.errors import EvalError
from evals.score import Scored
from evals.statistics import Paired

ALL = "all"


@dataclass(frozen=True, slots=True)
class Pairs:
    """The scores of a baseline and of a candidate, in one order."""

    baseline: tuple[Scored, ...]
    candidate: tuple[Scored, ...]

    @classmethod
    def of(cls, baseline: Sequence[Scored], candidate: Sequence[Scored]) -> Pairs:
        """Pair by id.

        Raises:
            EvalError: The runs do not hold the same cases, or none.
        """
        others = {row.id: row for row in candidate}
        odd = sorted({row.id for row in baseline} ^ set(others))
        if odd:
            raise EvalError(f"got '{odd[0]}' in one run only, expected the same cases in both; run both on one suite")
        if not others:
            raise EvalError("got two runs with no cases, expected at least one; run both on a suite")
        return cls(tuple(baseline), tuple(others[row.id] for row in baseline))

    @property
    def slices(self) -> list[str]:
        """The slices of the suite, `all` first."""
        return [ALL, *sorted({row.slice for row in self.baseline})]

    def lost(self, metric: str, slice_name: str) -> int:
        """How many cases of a slice have the metric in the baseline, and not in the candidate."""
        return sum(
            slice_name in (ALL, one.slice) and one.value(metric) is not None and other.value(metric) is None
            for one, other in zip(self.baseline, self.candidate, strict=True)
        )

    def values(self, metric: str, slice_name: str) -> tuple[list[str], Paired] | None:
        """The ids of the cases of a slice for which both runs have the metric, and its values; None without any."""
        found = [
            (one.id, one.document, before, after)
            for one, other in zip(self.baseline, self.candidate, strict=True)
            if slice_name in (ALL, one.slice)
            and (before := one.value(metric)) is not None
            and (after := other.value(metric)) is not None
        ]
        if not found:
            return None
        ids, documents, befores, afters = zip(*found, strict=True)
        return list(ids), Paired(np.array(befores), np.array(afters), documents)
