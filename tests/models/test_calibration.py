from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from models.calibration import auroc, best_f1_threshold, best_threshold, fit_head, fit_logistic, sigmoid, write_head
from models.support_head import FEATURES, SIGNS, SupportHead

CHANCE = np.random.default_rng(1)


def test_the_area_is_the_share_of_pairs_in_the_right_order() -> None:
    # Pairs (good, bad): .9>.4, .9>.2, .4=.4 counts half, .4>.2: 3.5 of 4.
    scores, labels = np.array([0.9, 0.4, 0.4, 0.2]), np.array([1.0, 1.0, 0.0, 0.0])
    assert auroc(scores, labels) == pytest.approx(3.5 / 4)


def test_one_label_alone_has_no_area() -> None:
    assert np.isnan(auroc(np.array([0.1, 0.2]), np.array([1.0, 1.0])))


def test_a_logistic_regression_finds_the_slopes_that_made_the_labels() -> None:
    inputs = CHANCE.normal(size=(4000, 2))
    labels = (CHANCE.random(4000) < sigmoid(inputs @ np.array([2.0, -1.0]) + 0.5)).astype(float)
    slopes, bias = fit_logistic(inputs, labels, np.ones(4000), signs=[1, -1])
    assert slopes == pytest.approx([2.0, -1.0], abs=0.2)
    assert bias == pytest.approx(0.5, abs=0.2)


def test_a_slope_of_the_wrong_sign_becomes_nothing() -> None:
    inputs = CHANCE.normal(size=(500, 1))
    labels = (inputs[:, 0] < 0).astype(float)
    slopes, _ = fit_logistic(inputs, labels, np.ones(500), signs=[1])
    assert slopes[0] == 0


def test_the_threshold_lies_between_the_labels() -> None:
    scores = np.concatenate([CHANCE.uniform(0.1, 0.4, 200), CHANCE.uniform(0.6, 0.9, 200)])
    threshold, accuracy = best_threshold(scores, np.repeat([0.0, 1.0], 200), np.ones(400))
    assert 0.4 <= threshold <= 0.62
    assert accuracy == 1


def test_the_best_f1_threshold_lets_go_of_few_that_are_good() -> None:
    scores = np.concatenate([CHANCE.uniform(0.1, 0.4, 200), CHANCE.uniform(0.6, 0.9, 200)])
    threshold, reached = best_f1_threshold(scores, np.repeat([0.0, 1.0], 200), np.ones(400))
    assert 0.4 <= threshold <= 0.62
    assert reached == 1


def test_where_most_are_bad_f1_abstains_more_often_than_accuracy() -> None:
    scores, labels = CHANCE.random(4000), np.repeat([0.0, 1.0], 2000)
    scores[2000:] = np.sqrt(scores[2000:])
    by_f1 = best_f1_threshold(scores, labels, np.ones(4000))[0]
    assert by_f1 > best_threshold(scores, labels, np.ones(4000))[0]


def test_a_fitted_head_keeps_every_sign_and_can_be_read_again(tmp_path: Path) -> None:
    inputs = CHANCE.normal(size=(300, len(FEATURES)))
    head = fit_head(inputs, (inputs[:, 0] > 0).astype(float), np.ones(300))
    assert all(weight * SIGNS.get(name, 1) >= 0 for name, weight in zip(FEATURES, head.weights, strict=True))
    write_head(tmp_path / "own.json", head, model="mine")
    read = SupportHead.read(tmp_path / "own.json")
    assert read.weights == pytest.approx(head.weights, abs=1e-4)
    assert json.loads((tmp_path / "own.json").read_text())["model"] == "mine"


def test_what_the_file_says_besides_is_kept(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text('{"name": "weights"}')
    write_head(tmp_path / "model.json", SupportHead(tuple(0.0 for _ in FEATURES), 0.0, 0.5))
    assert json.loads((tmp_path / "model.json").read_text())["name"] == "weights"
