"""What paired runs show: intervals over drawn documents, exact tests, a family of tests, and what a suite can see.

Cases on one document are alike, so it is documents, not cases, that are drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, pi, sqrt, tan
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

RESAMPLES, SEED = 10_000, 20_26
LEVEL, POWER = 0.95, 0.8
_AT_ONCE = 500
_MOST_CASES = 100_000
# The relative change from a baseline of nothing to something, and what one document bounds a change by.
BOUNDLESS = 1e6
_FEW = 10  # clusters
_NORMAL = NormalDist()

Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Paired:
    """One metric of two runs, case by case.

    Attributes:
        before: The baseline's values, shape (n_cases,), at least one.
        after: The candidate's values, shape (n_cases,).
        clusters: The document of each case.
    """

    before: Float64
    after: Float64
    clusters: tuple[str, ...]

    @property
    def places(self) -> NDArray[np.int64]:
        """The number of each case's cluster, shape (n_cases,)."""
        order = {name: at for at, name in enumerate(dict.fromkeys(self.clusters))}
        return np.array([order[name] for name in self.clusters], dtype=np.int64)

    @property
    def sums(self) -> Float64:
        """Sum of the differences of each cluster, shape (n_clusters,)."""
        return np.asarray(np.bincount(self.places, weights=self.after - self.before))

    @property
    def standard_error(self) -> float:
        """Of the mean difference, for a ratio of cluster totals (Cochran, 1977, equation 6.13); inf for one cluster."""
        sums, sizes = self.sums, np.bincount(self.places)
        if len(sums) < 2:
            return float("inf")
        residuals = sums - sums.sum() / sizes.sum() * sizes
        return float(np.sqrt(len(sums) / (len(sums) - 1) * (residuals**2).sum()) / sizes.sum())


@dataclass(frozen=True, slots=True)
class Change:
    """How far the candidate is from the baseline: the estimate, and what drawing documents again makes of it.

    Attributes:
        estimate: Candidate minus baseline in the metric's units, or as a share of the baseline.
        draws: The same over drawn documents, sorted, shape (n_draws,).
    """

    estimate: float
    draws: Float64

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """The percentile interval (Efron and Tibshirani, 1993, chapter 13)."""
        low, high = np.percentile(self.draws, [50 * (1 - level), 50 * (1 + level)])
        return float(low), float(high)

    @property
    def reversed(self) -> Change:
        """The change the other way."""
        return Change(0.0 - self.estimate, 0.0 - self.draws[::-1])

    def p_at_most(self, limit: float) -> float:
        """P of a true change of at most `limit`, one-sided: the share of the draws that are, in (0, 1]."""
        return float((1 + (self.draws <= limit).sum()) / (1 + len(self.draws)))


def change(
    paired: Paired, *, relative: bool = False, median: bool = False, resamples: int = RESAMPLES, seed: int = SEED
) -> Change:
    """The change of the mean, or of the median, with its draws."""
    generator, places = np.random.default_rng(seed), paired.places
    count = int(places.max()) + 1
    middles = _medians if median else _means
    found = [_changes(*middles(paired, np.ones((1, count))), relative=relative)]
    for start in range(0, resamples, _AT_ONCE):
        times = generator.multinomial(count, np.full(count, 1 / count), size=min(_AT_ONCE, resamples - start))
        found.append(_changes(*middles(paired, times.astype(np.float64)), relative=relative))
    estimate, *draws = found
    return Change(float(estimate[0]), _widened(np.sort(np.concatenate(draws)), float(estimate[0]), count))


def _widened(draws: Float64, estimate: float, clusters: int) -> Float64:
    """Draws further apart, because few clusters vary less among themselves than those that were not seen.

    By Student's t over the normal quantile, and by the root of the clusters over one less (Hesterberg, 2015, section
    3.2). Under ten the draws are too coarse for that: they give the spread alone, and t the rest. One tells nothing.
    """
    if clusters < 2:
        return np.where(np.arange(len(draws)) < len(draws) / 2, -BOUNDLESS, BOUNDLESS)
    unbiased = sqrt(clusters / (clusters - 1))
    if clusters < _FEW:
        shares = (np.arange(len(draws)) + 0.5) / len(draws)
        spread = float(draws.std()) * unbiased
        return estimate + spread * np.array([student_quantile(float(share), clusters - 1) for share in shares])
    factor = student_quantile((1 + LEVEL) / 2, clusters - 1) / _NORMAL.inv_cdf((1 + LEVEL) / 2) * unbiased
    return np.asarray(estimate + factor * (draws - estimate))


def student_quantile(share: float, freedom: int) -> float:
    """Of Student's t: exact for one and two degrees of freedom, else Cornish and Fisher's expansion to the third order.

    Args:
        share: In (0, 1).
        freedom: Degrees of freedom, from 1.
    """
    if freedom == 1:
        return tan(pi * (share - 0.5))
    if freedom == 2:
        return float((2 * share - 1) * sqrt(2 / (4 * share * (1 - share))))
    z = _NORMAL.inv_cdf(share)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / float(freedom) ** power for power, term in enumerate(terms, start=1))


def _changes(before: Float64, after: Float64, *, relative: bool) -> Float64:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(after / before - 1, nan=0.0, posinf=BOUNDLESS) if relative else after - before


def _means(paired: Paired, times: Float64) -> tuple[Float64, Float64]:
    """Of both runs for each draw, shape (n_draws,), from how often it has each cluster, (n_draws, n_clusters)."""
    totals = times @ np.bincount(paired.places)
    before = times @ np.bincount(paired.places, weights=paired.before) / totals
    return before, times @ np.bincount(paired.places, weights=paired.after) / totals


def _medians(paired: Paired, times: Float64) -> tuple[Float64, Float64]:
    """See `_means`."""
    weights = times[:, paired.places]
    return _weighted_median(paired.before, weights), _weighted_median(paired.after, weights)


def _weighted_median(values: Float64, weights: Float64) -> Float64:
    order = np.argsort(values)
    reached = np.cumsum(weights[:, order], axis=1)
    return np.asarray(values[order][(reached >= reached[:, -1:] / 2).argmax(1)])


def sign_flip_p(paired: Paired, *, resamples: int = RESAMPLES, seed: int = SEED) -> float:
    """P of so large a mean difference by chance, two-sided: each cluster's may as well have the other sign.

    Exact up to the draws where a cluster's difference is as likely to be positive as negative (Good, 2005, ch. 3).
    """
    sums = paired.sums
    if not sums.any():
        return 1.0
    signs = np.random.default_rng(seed).integers(0, 2, (resamples, len(sums))) * 2 - 1
    reached = int((np.abs(signs @ sums) >= abs(sums.sum()) - 1e-12).sum())
    return (reached + 1) / (resamples + 1)


def mcnemar_p(gained: int, lost: int) -> float:
    """Two-sided exact test that as many cases turned to yes as to no (McNemar, 1947, with the binomial in full)."""
    changed = gained + lost
    tail = sum(comb(changed, k) for k in range(min(gained, lost) + 1))
    return float(min(1.0, 2 * tail / 2**changed))


def holm(p_values: Sequence[float]) -> list[float]:
    """Adjusted p values: one is below a level only where the family's chance of a false alarm is (Holm, 1979)."""
    adjusted, highest = [0.0] * len(p_values), 0.0
    for rank, at in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        highest = max(highest, min(1.0, (len(p_values) - rank) * p_values[at]))
        adjusted[at] = highest
    return adjusted


def smallest_difference(paired: Paired, *, level: float = LEVEL, power: float = POWER) -> float:
    """The true difference that these cases would show with the stated power, in the metric's units."""
    return (_NORMAL.inv_cdf((1 + level) / 2) + _NORMAL.inv_cdf(power)) * paired.standard_error


def cases_needed(found: Change, cases: int, *, limit: float, level: float = LEVEL, power: float = POWER) -> int | None:
    """Cases of this kind, those at hand included, that would tell the estimate from `limit`.

    None if nothing would, or only more than a hundred thousand: nobody writes those.
    """
    distance, spread = abs(found.estimate - limit), float(found.draws.std())
    if distance == 0 or not np.isfinite(distance) or not np.isfinite(spread):
        return None
    wanted = (_NORMAL.inv_cdf((1 + level) / 2) + _NORMAL.inv_cdf(power)) * spread
    needed = cases * (wanted / distance) ** 2
    return max(cases, int(np.ceil(needed))) if needed <= _MOST_CASES else None
