from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from models.errors import ModelLoadError
from models.support import SupportScorer
from models.support_head import FEATURES, SIGNS, SupportHead, judge


def test_the_score_is_the_sigmoid_of_the_weighted_sum() -> None:
    head = SupportHead(tuple(1.0 if name == "coverage" else 0.0 for name in FEATURES), -1.0, 0.5)
    features = np.asarray([0.75 if name == "coverage" else 9.0 for name in FEATURES], dtype=np.float32)
    assert head.probability(features) == pytest.approx(1 / (1 + math.exp(0.25)))


def test_probabilities_become_odds() -> None:
    judged = judge(np.array([0.6, 0.3, 0.1], dtype=np.float32))
    assert judged.odds == pytest.approx(math.log(0.6 / 0.4), abs=1e-5)
    assert judged.contradicted == pytest.approx(0.3)
    assert judged.contradicted_odds == pytest.approx(math.log(3), abs=1e-5)


def test_odds_are_held_within_eight() -> None:
    assert judge(np.array([1, 0, 0], dtype=np.float32)).odds == 8
    assert judge(np.array([0, 1, 0], dtype=np.float32)).odds == -8
    assert judge(np.array([0, 1, 0], dtype=np.float32)).contradicted_odds == 8


@pytest.mark.parametrize("head", [None, {"weights": {"coverage": 1}, "bias": 0, "threshold": 0.5}])
def test_a_manifest_without_a_whole_head_is_refused(tmp_path: Path, head: object) -> None:
    (tmp_path / "model.json").write_text(json.dumps({"head": head}))
    with pytest.raises(ModelLoadError, match="without a weight for each of top_odds"):
        SupportHead.read(tmp_path / "model.json")


def test_features_come_from_the_chosen_windows(scorer: SupportScorer) -> None:
    found = scorer.features([("It costs 40 euros for two.", ["It costs 40 euros.", "Nothing."]), ("x", [])])
    assert found[1] is None
    assert found[0] is not None
    by_name = dict(zip(FEATURES, found[0], strict=True))
    assert by_name["missing_numbers"] == pytest.approx(0.5)
    assert 0 < by_name["coverage"] <= by_name["gathered_coverage"] < 1
    assert by_name["top_odds"] <= by_name["best_odds"]
    assert by_name["negation_differs"] == 0


def test_the_shipped_head_pushes_no_feature_the_wrong_way(weights: Path) -> None:
    head = SupportHead.read(weights / "verifier" / "model.json")
    assert all(weight * SIGNS.get(name, 1) >= 0 for name, weight in zip(FEATURES, head.weights, strict=True))
    assert any(head.weights)
    assert 0.05 < head.threshold < 0.95
