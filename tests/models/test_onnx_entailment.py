from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from models.errors import ModelLoadError
from models.onnx_entailment import OnnxEntailment
from models.protocols import EntailmentModel, SufficiencyModel

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


def test_sufficiency_tells_an_answer_from_a_near_miss(entailment: OnnxEntailment) -> None:
    model: SufficiencyModel = entailment
    question = "When does the museum close?"
    found = model.sufficiency(question, [EVIDENCE, "The library closes its north wing for repairs in May.", ""])
    assert found.shape == (3,)
    assert found[0] > found[1] > found[2] == 0
    assert 0 < model.sufficiency_threshold < 1


def test_a_long_text_is_as_sufficient_as_its_best_window(entailment: OnnxEntailment) -> None:
    filler = " ".join(
        f"The {thing} is {state} by the team in hall {hall}."
        for hall, thing in enumerate(("pump", "lathe", "crane", "boiler", "valve", "cable", "engine"), start=1)
        for state in ("cleaned on Mondays", "checked for leaks", "painted again in spring", "lent to other sites")
    )
    alone, amid = entailment.sufficiency("When does the museum close?", [EVIDENCE, f"{filler} {EVIDENCE}"])
    assert amid > entailment.sufficiency("When does the museum close?", [filler])[0]
    assert alone > 0.5


def test_no_texts_suffice_for_nothing(entailment: OnnxEntailment) -> None:
    assert entailment.sufficiency("When?", []).shape == (0,)


def test_a_manifest_without_sufficiency_is_refused(tmp_path: Path, weights: Path) -> None:
    shutil.copytree(weights / "verifier", tmp_path / "verifier")
    fields = json.loads((tmp_path / "verifier" / "model.json").read_text())
    del fields["sufficiency"]
    (tmp_path / "verifier" / "model.json").write_text(json.dumps(fields))
    with pytest.raises(ModelLoadError, match="without slope, bias and threshold of sufficiency"):
        OnnxEntailment(tmp_path / "verifier")
