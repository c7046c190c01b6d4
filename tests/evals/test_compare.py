from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.compare import Thresholds, Verdict, compare, interval
from evals.errors import EvalError
from evals.report import comparison_table, summary_table
from evals.score import Scored


def run(scores: list[float], *, slice_name: str = "core", start: int = 0, unsupported: float = 0.0) -> list[Scored]:
    return [
        Scored(
            id=f"{slice_name}{n}", slice=slice_name, tags=(), must_abstain=False, abstained=False,
            metrics={"score": score, "unsupported_rate": unsupported},
        )
        for n, score in enumerate(scores, start=start)
    ]  # fmt: skip


BASELINE = run([0.5, 0.6, 0.4, 0.5] * 10)


def test_two_runs_that_are_the_same_show_no_gain() -> None:
    found = compare(BASELINE, BASELINE)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reasons == ("no gain shown: score +0.000 [+0.000, +0.000] over 40 questions",)


def test_a_clear_gain_without_a_loss_ships() -> None:
    found = compare(BASELINE, run([0.9, 0.8, 0.7, 0.9] * 10))
    assert found.verdict is Verdict.SHIP
    assert found.reasons[0].startswith("gains without loss: score +0.325 [")


def test_a_clear_loss_blocks() -> None:
    assert compare(BASELINE, run([0.1] * 40)).verdict is Verdict.BLOCK


def test_a_loss_on_one_slice_blocks_whatever_is_gained_on_another() -> None:
    baseline = [*BASELINE, *run([0.9] * 20, slice_name="preservation")]
    variant = [*run([1.0] * 40), *run([0.6] * 20, slice_name="preservation")]
    found = compare(baseline, variant)
    assert found.verdict is Verdict.BLOCK
    assert found.reasons == ("preservation loses: score -0.300 [-0.300, -0.300] over 20 questions",)


def test_a_loss_that_may_be_chance_does_not_ship() -> None:
    baseline = [*BASELINE, *run([0.5] * 6, slice_name="edge")]
    variant = [*run([1.0] * 40), *run([0.9, 0.1, 0.5, 0.8, 0.2, 0.4], slice_name="edge")]
    found = compare(baseline, variant)
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.reasons[0].startswith("edge may lose")


def test_a_loss_within_the_tolerance_ships() -> None:
    baseline = [*BASELINE, *run([0.5] * 20, slice_name="edge")]
    variant = [*run([1.0] * 40), *run([0.49] * 20, slice_name="edge")]
    assert compare(baseline, variant).verdict is Verdict.SHIP
    assert compare(baseline, variant, Thresholds(loss=0.005)).verdict is Verdict.BLOCK


def test_stating_more_that_is_unsupported_blocks_a_better_score() -> None:
    found = compare(BASELINE, run([1.0] * 40, unsupported=0.2))
    assert found.verdict is Verdict.BLOCK
    assert "all states more that is unsupported" in found.reasons[0]


def test_a_rise_of_what_is_unsupported_that_may_be_chance_does_not_block() -> None:
    variant = [*run([1.0] * 39), *run([1.0], start=39, unsupported=1.0)]
    assert compare(BASELINE, variant).verdict is Verdict.SHIP


def test_inventing_where_the_baseline_abstained_is_harm() -> None:
    silent = [
        row.model_copy(update={"abstained": True, "must_abstain": True, "metrics": {"score": 1.0}}) for row in BASELINE
    ]
    invented = [row.model_copy(update={"metrics": {"score": 1.0, "unsupported_rate": 1.0}}) for row in BASELINE]
    assert compare(silent, invented).verdict is Verdict.BLOCK


def test_a_gain_may_be_asked_to_be_larger() -> None:
    variant = run([0.6, 0.7, 0.5, 0.6] * 10)
    assert compare(BASELINE, variant).verdict is Verdict.SHIP
    assert compare(BASELINE, variant, Thresholds(gain=0.2)).verdict is Verdict.INCONCLUSIVE


def test_questions_are_paired_by_id_and_not_by_place() -> None:
    variant = run([0.9, 0.8, 0.7, 0.9] * 10)
    assert compare(BASELINE, variant).differences == compare(BASELINE, variant[::-1]).differences


def test_differences_name_slice_metric_and_means() -> None:
    found = compare(run([0.0, 1.0]), run([1.0, 1.0]))
    first = found.differences[0]
    assert (first.slice, first.metric, first.pairs) == ("all", "score", 2)
    assert (first.baseline, first.variant, first.mean) == (0.5, 1.0, 0.5)


def test_a_metric_is_compared_only_where_both_have_it() -> None:
    bare = [row.model_copy(update={"metrics": {"score": 0.5}}) for row in BASELINE]
    assert {entry.metric for entry in compare(bare, BASELINE).differences} == {"score"}


@pytest.mark.parametrize("other", [BASELINE[1:], [*BASELINE, *run([1.0], start=99)], []])
def test_runs_of_different_questions_cannot_be_compared(other: list[Scored]) -> None:
    with pytest.raises(EvalError, match="in one run only, expected the same questions in both"):
        compare(BASELINE, other)


def test_runs_without_questions_cannot_be_compared() -> None:
    with pytest.raises(EvalError, match="no questions"):
        compare([], [])


DELTAS = st.lists(st.floats(-1, 1, allow_nan=False), min_size=1, max_size=30)


@given(DELTAS)
@settings(max_examples=20, deadline=None)
def test_the_interval_is_the_same_each_time_and_covers_the_mean(deltas: list[float]) -> None:
    low, high = interval(deltas, resamples=2000)
    assert (low, high) == interval(deltas, resamples=2000)
    mean = sum(deltas) / len(deltas)
    assert low - 1e-9 <= mean <= high + 1e-9


def test_the_interval_of_a_known_spread_is_about_two_standard_errors() -> None:
    # 100 deltas of 0 and 1: the standard error is 0.05
    low, high = interval([0.0, 1.0] * 50)
    assert (low, high) == pytest.approx((0.4, 0.6), abs=0.02)


def test_equal_deltas_leave_no_doubt() -> None:
    assert interval([0.25] * 5) == (0.25, 0.25)


def test_the_table_has_a_line_for_each_difference_and_the_verdict() -> None:
    found = compare(BASELINE, BASELINE)
    lines = comparison_table(found).splitlines()
    assert len(lines) == 2 + len(found.differences) + 3
    assert "verdict: inconclusive" in lines


def test_a_metric_that_does_not_apply_is_left_blank() -> None:
    table = summary_table("rag", {"all": {"score": 0.5}})
    assert "| 0.500 |" in table
    assert "0.000" not in table
