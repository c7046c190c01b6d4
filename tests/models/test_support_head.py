from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from models.errors import ModelLoadError
from models.evidence import Candidate
from models.support import SupportScorer
from models.support_head import FEATURES, SupportHead, score_candidate
from models.windows import Window

CANDIDATE = Candidate(0, Window(0, 5, frozenset({1})), 0.5, is_long=True)


def test_the_score_is_the_sigmoid_of_the_weighted_sum() -> None:
    head = SupportHead(tuple(1.0 if name == "coverage" else 0.0 for name in FEATURES), -1.0, 0.5)
    features = np.asarray([0.75 if name == "coverage" else 9.0 for name in FEATURES], dtype=np.float32)
    assert head.probability(features) == pytest.approx(1 / (1 + math.exp(0.25)))


def test_logits_become_odds_and_a_probability() -> None:
    # Odds of exp(2) to exp(0) + exp(1); P(contradicted) = e / (e^2 + e + 1).
    scored = score_candidate(CANDIDATE, np.array([2, 1, 0], dtype=np.float32))
    assert scored.odds == pytest.approx(2 - math.log(math.e + 1))
    assert scored.contradicted == pytest.approx(math.e / (math.e**2 + math.e + 1))


def test_odds_are_held_within_eight() -> None:
    assert score_candidate(CANDIDATE, np.array([40, 0, 0], dtype=np.float32)).odds == 8
    assert score_candidate(CANDIDATE, np.array([0, 40, 0], dtype=np.float32)).odds == -8


@pytest.mark.parametrize("head", [None, {"weights": {"coverage": 1}, "bias": 0, "threshold": 0.5}])
def test_a_manifest_without_a_whole_head_is_refused(tmp_path: Path, head: object) -> None:
    (tmp_path / "model.json").write_text(json.dumps({"head": head}))
    with pytest.raises(ModelLoadError, match="without a weight for each of long_odds"):
        SupportHead.load(tmp_path)


def test_features_come_from_the_chosen_windows(scorer: SupportScorer) -> None:
    found = scorer.features([("It costs 40 euros for two.", ["It costs 40 euros.", "Nothing."]), ("x", [])])
    assert found[1] is None
    assert found[0] is not None
    by_name = dict(zip(FEATURES, found[0], strict=True))
    assert by_name["missing_numbers"] == pytest.approx(0.5)
    assert 0 < by_name["coverage"] <= by_name["union_coverage"] < 1
    assert by_name["top_odds"] <= by_name["long_odds"]


def test_the_shipped_head_pushes_no_feature_the_wrong_way(weights: Path) -> None:
    head = SupportHead.load(weights / "verifier")
    by_name = dict(zip(FEATURES, head.weights, strict=True))
    assert by_name.pop("missing_numbers") <= 0
    assert all(weight >= 0 for weight in by_name.values())
    assert 0.05 < head.threshold < 0.95
