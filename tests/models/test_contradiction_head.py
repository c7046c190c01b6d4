from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from models.contradiction_head import CONTRADICTION_FEATURES, ContradictionHead
from models.errors import ModelLoadError
from models.support import SupportScorer
from models.train.contradiction_head import told_apart
from models.train.rows import CONTRADICTED, NEUTRAL, Row


def test_the_score_is_the_sigmoid_of_the_weighted_sum() -> None:
    head = ContradictionHead((1.0, 2.0, 0.0), -1.0)
    assert head.probability((0.5, 0.25, 9.0)) == pytest.approx(0.5)
    assert head.probability((1.5, 0.25, 9.0)) == pytest.approx(1 / (1 + math.exp(-1)))


def test_a_model_without_the_head_has_none(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text("{}")
    assert ContradictionHead.read(tmp_path / "model.json") is None


def test_a_head_for_other_features_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text(json.dumps({"contradiction": {"weights": {"x": 1}, "bias": 0}}))
    with pytest.raises(ModelLoadError, match="expected weights for contradicted_odds, gathered_coverage, negation"):
        ContradictionHead.read(tmp_path / "model.json")


def test_the_shipped_head_pushes_no_feature_the_wrong_way(weights: Path) -> None:
    head = ContradictionHead.read(weights / "verifier" / "model.json")
    assert head is not None
    assert all(weight >= 0 for weight in head.weights)
    assert any(head.weights)


def test_an_opposite_is_told_from_what_is_not_mentioned(scorer: SupportScorer) -> None:
    text = "The library is open on Sundays from nine to five."
    opposite, elsewhere = scorer.score_many(
        [("The library is not open on Sundays.", [text]), ("The canteen serves soup at noon.", [text])]
    )
    assert opposite.contradiction_score > 0.5 > elsewhere.contradiction_score
    assert opposite.support_score < scorer.threshold


def test_features_come_in_their_order(scorer: SupportScorer) -> None:
    found = scorer.contradiction_features([("It is not open.", ["It is open on Sundays."]), ("x", [])])
    assert found[1] is None
    assert found[0] is not None
    by_name = dict(zip(CONTRADICTION_FEATURES, found[0], strict=True))
    assert by_name["contradicted_odds"] > 0
    assert by_name["negation_differs"] == 1.0


def test_without_the_head_the_models_own_word_counts(scorer: SupportScorer) -> None:
    bare = SupportScorer(scorer.entailment, scorer.reader, scorer.head)
    (found,) = bare.score_many([("The library is not open.", ["The library is open."])])
    assert 0 <= found.contradiction_score <= 1 - found.support_score + 1e-9


def test_a_set_with_one_answer_only_says_which_set_it_is_and_is_left_out() -> None:
    def rows(source: str, allowed: tuple[int, ...], count: int) -> list[Row]:
        return [Row(source, ("c",), str(n), allowed, 1.0, held_back=True) for n in range(count)]

    both = [*rows("both", (CONTRADICTED,), 10), *rows("both", (NEUTRAL,), 10)]
    one = [*rows("one", (CONTRADICTED,), 30), *rows("one", (NEUTRAL,), 9)]
    unsure = rows("both", (CONTRADICTED, NEUTRAL), 5)
    assert told_apart([*both, *one, *unsure]) == both
