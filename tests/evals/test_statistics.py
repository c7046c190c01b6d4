"""Each figure against one that can be worked out by hand, or against an independent computation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.statistics import (
    Change,
    Paired,
    cases_needed,
    change,
    holm,
    mcnemar_p,
    sign_flip_p,
    smallest_difference,
    student_quantile,
)


def paired(before: list[float], after: list[float], clusters: list[str] | None = None) -> Paired:
    names = clusters or [str(n) for n in range(len(before))]
    return Paired(np.array(before, dtype=float), np.array(after, dtype=float), tuple(names))


VALUES = st.lists(st.floats(-1, 1, allow_nan=False), min_size=1, max_size=30)


@given(VALUES)
@settings(max_examples=20, deadline=None)
def test_the_interval_is_the_same_each_time_and_covers_the_estimate_of_the_draws(values: list[float]) -> None:
    found = change(paired([0.0] * len(values), values), resamples=1000)
    assert found.interval() == change(paired([0.0] * len(values), values), resamples=1000).interval()
    assert found.estimate == pytest.approx(sum(values) / len(values))
    assert found.draws[0] - 1e-9 <= found.estimate <= found.draws[-1] + 1e-9


def test_the_interval_of_a_known_spread_is_about_two_standard_errors() -> None:
    # 100 differences of 0 and 1: the standard error is 0.05
    assert change(paired([0.0] * 100, [0.0, 1.0] * 50)).interval() == pytest.approx((0.4, 0.6), abs=0.02)


def test_equal_differences_leave_no_doubt() -> None:
    assert change(paired([0.0] * 5, [0.25] * 5)).interval() == (0.25, 0.25)


def test_cases_on_one_document_count_as_one() -> None:
    after = [0.0] * 10 + [1.0] * 10
    alone = change(paired([0.0] * 20, after)).interval()
    together = change(paired([0.0] * 20, after, [str(n // 5) for n in range(20)])).interval()
    assert together[1] - together[0] > 1.7 * (alone[1] - alone[0])


def test_a_relative_change_is_a_share_of_the_baseline() -> None:
    assert change(paired([0.4, 0.6], [0.5, 0.7]), relative=True).estimate == pytest.approx(0.2)


def test_against_a_baseline_of_nothing_a_relative_change_is_none() -> None:
    assert change(paired([0.0, 0.0], [0.0, 0.0]), relative=True).estimate == 0.0
    assert change(paired([0.0, 0.0], [0.0, 0.1]), relative=True).estimate == 1e6


def test_a_median_is_not_moved_by_one_long_wait() -> None:
    assert change(paired([100, 100, 100], [100, 100, 9000]), median=True).estimate == 0.0


def test_the_change_the_other_way_has_the_mirrored_interval() -> None:
    found = change(paired([0.0] * 4, [0.1, 0.2, 0.3, 0.8]))
    low, high = found.interval()
    assert found.reversed.interval() == pytest.approx((-high, -low))


def test_p_is_the_share_of_the_draws_within_the_limit() -> None:
    found = Change(0.5, np.array([0.1, 0.2, 0.3, 0.4]))
    assert found.p_at_most(0.25) == pytest.approx(3 / 5)
    assert found.p_at_most(0.0) == pytest.approx(1 / 5)


@pytest.mark.parametrize(
    ("gained", "lost", "p"),
    [(0, 0, 1.0), (5, 5, 1.0), (0, 6, 2 / 64), (1, 5, 2 * 7 / 64), (6, 0, 2 / 64)],
)
def test_mcnemar_is_the_binomial_in_full(gained: int, lost: int, p: float) -> None:
    assert mcnemar_p(gained, lost) == pytest.approx(p)


def test_flipped_signs_of_all_alike_differences_are_the_binomial_too() -> None:
    # of the 2^6 ways to give signs, two reach so far
    assert sign_flip_p(paired([0.0] * 6, [0.3] * 6)) == pytest.approx(2 / 64, abs=0.005)


def test_nothing_changed_is_no_evidence() -> None:
    assert sign_flip_p(paired([0.5, 0.2], [0.5, 0.2])) == 1.0


def test_holm_multiplies_by_what_is_left_and_never_falls() -> None:
    # ordered .01, .03, .04: 3 * .01, 2 * .03, 1 * .04 raised to the one before
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])


def test_holm_of_nothing_is_nothing() -> None:
    assert holm([]) == []


def test_the_smallest_difference_is_what_the_spread_allows() -> None:
    # 100 differences of -1 and 1: standard error 0.1 up to n - 1; (1.96 + 0.84) times that
    assert smallest_difference(paired([0.0] * 100, [-1.0, 1.0] * 50)) == pytest.approx(2.80 * 0.1, rel=0.01)


def test_one_document_shows_nothing() -> None:
    assert smallest_difference(paired([0.0] * 3, [1.0] * 3, ["a"] * 3)) == float("inf")


def test_four_times_the_cases_tell_half_the_difference() -> None:
    found = change(paired([0.0] * 100, [-1.0, 1.0] * 50))
    near = cases_needed(found, 100, limit=0.1)
    far = cases_needed(found, 100, limit=0.2)
    assert near is not None
    assert far is not None
    assert near == pytest.approx(4 * far, rel=0.02)
    assert near == pytest.approx(100 * (2.80 * 0.1 / 0.1) ** 2, rel=0.05)


def test_a_number_of_cases_that_nobody_writes_is_not_said() -> None:
    found = change(paired([0.0] * 100, [-1.0, 1.0] * 50))
    assert cases_needed(found, 100, limit=0.01) is not None
    assert cases_needed(found, 100, limit=0.001) is None


def test_no_number_of_cases_tells_what_stands_on_the_limit() -> None:
    assert cases_needed(change(paired([0.0] * 4, [0.5] * 4)), 4, limit=0.5) is None


@pytest.mark.parametrize(("freedom", "expected"), [(1, 12.706), (2, 4.303), (3, 3.182), (9, 2.262), (59, 2.001)])
def test_student_s_quantiles_are_those_of_the_tables(freedom: int, expected: float) -> None:
    assert student_quantile(0.975, freedom) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("documents", [2, 3, 5])
def test_few_documents_raise_no_more_alarms_than_many(documents: int) -> None:
    chance, wrong = np.random.default_rng(0), 0
    clusters = tuple(f"d{n % documents}" for n in range(60))
    for _ in range(100):
        before, after = (chance.random((2, 60)) < 0.7).astype(float)
        low, high = change(Paired(before, after, clusters), resamples=1000).interval()
        wrong += not low <= 0 <= high
    assert wrong <= 9


def test_all_cases_on_one_document_tell_nothing_for_certain() -> None:
    found = change(Paired(np.zeros(60), np.ones(60), ("handbook.pdf",) * 60))
    assert found.estimate == 1.0
    assert found.interval()[0] < -1000
    assert found.p_at_most(0.0) == pytest.approx(0.5, abs=0.01)
