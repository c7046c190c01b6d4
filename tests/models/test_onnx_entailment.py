from __future__ import annotations

import pytest

from models.onnx_entailment import OnnxEntailment
from models.protocols import EntailmentModel

EVIDENCE = "The museum opens at nine and closes at five. Children enter free."


def test_probabilities_add_up_to_one(entailment: OnnxEntailment) -> None:
    model: EntailmentModel = entailment
    found = model.judge([(EVIDENCE, "Children pay nothing."), (EVIDENCE * 40, ""), ("", "")])
    assert found.shape == (3, 3)
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_no_pairs_give_no_rows(entailment: OnnxEntailment) -> None:
    assert entailment.judge([]).shape == (0, 3)


def test_support_and_contradiction_are_told_apart(entailment: OnnxEntailment) -> None:
    claims = ("The museum closes at five.", "The museum does not close at five.", "The museum has forty rooms.")
    supported, contradicted, neutral = entailment.judge([(EVIDENCE, claim) for claim in claims])
    assert supported[0] > contradicted[0]
    assert contradicted[1] > supported[1]
    assert neutral[2] > supported[2]
