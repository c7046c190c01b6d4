from __future__ import annotations

import numpy as np
import pytest

from benchmarks.models.curves import diagram
from benchmarks.models.statistics import balanced_accuracy, calibration_error, f1, interval, reliability, risk_coverage
from benchmarks.models.support import SETS, SUMMEDITS, mean_of_six

SCORES = np.array([0.95, 0.85, 0.35, 0.15])
LABELS = np.array([1.0, 0.0, 1.0, 0.0])


def test_balanced_accuracy_is_the_mean_over_both_labels() -> None:
    assert balanced_accuracy(SCORES, LABELS, 0.9) == pytest.approx((0.5 + 1.0) / 2)


def test_the_calibration_error_weighs_each_bin_by_its_rows() -> None:
    # Four bins of one row: |.95 - 1| + |.85 - 0| + |.35 - 1| + |.15 - 0| = 1.7, over four.
    assert calibration_error(SCORES, LABELS) == pytest.approx(1.7 / 4)


def test_a_perfect_score_falls_into_the_last_bin() -> None:
    [(mean, share, rows)] = reliability(np.array([1.0, 0.99]), np.array([1.0, 1.0]))
    assert mean == pytest.approx(0.995)
    assert (share, rows) == (1.0, 2)


def test_risk_grows_as_more_is_accepted() -> None:
    points = risk_coverage(SCORES, LABELS)
    assert points[0] == (0.25, 0.0)
    assert points[-1] == (1.0, 0.5)


def test_f1_of_abstentions_is_what_one_works_out_by_hand() -> None:
    # Two predicted, two true, one of them right: precision and recall are both a half.
    assert f1(np.array([True, True, False]), np.array([True, False, True])) == pytest.approx(0.5)
    assert f1(np.array([False, False]), np.array([True, False])) == 0


def test_the_interval_holds_the_area_and_is_wider_for_few_documents() -> None:
    chance = np.random.default_rng(2)
    labels = chance.integers(0, 2, 400).astype(float)
    scores = labels * 0.5 + chance.random(400)
    many = interval(scores, labels, [str(n) for n in range(400)])
    few = interval(scores, labels, [str(n % 8) for n in range(400)])
    assert many[0] < many[1] <= 1
    assert few[0] < few[1]
    assert interval(scores, labels, [str(n) for n in range(400)]) == many


def test_the_mean_of_six_counts_summedits_once() -> None:
    areas = {name: 0.5 for name in SETS} | {f"summedits/{domain}": 0.8 for domain in SUMMEDITS}
    assert mean_of_six(areas) == pytest.approx((5 * 0.5 + 0.8) / 6)


def test_a_diagram_holds_each_line_by_its_name() -> None:
    drawn = diagram({"one": [(0, 0), (1, 1)], "two": [(0, 1)]}, across="x", up="y", diagonal=True)
    assert drawn.startswith("<svg")
    assert drawn.count("<polyline") == 3
    assert ">one<" in drawn
    assert ">two<" in drawn
