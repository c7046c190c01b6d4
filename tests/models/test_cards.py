"""What a card says of its file is what the file is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

MODELS = ("embedder", "reranker", "verifier")


@pytest.mark.parametrize("model", MODELS)
def test_the_digest_in_manifest_and_card_is_the_files(weights: Path, model: str) -> None:
    digest = hashlib.sha256((weights / model / "model.onnx").read_bytes()).hexdigest()
    assert json.loads((weights / model / "model.json").read_text())["sha256"] == digest
    assert digest in (weights / model / "CARD.md").read_text()


@pytest.mark.parametrize("model", MODELS)
def test_the_card_bears_the_name_of_the_weights(weights: Path, model: str) -> None:
    name = json.loads((weights / model / "model.json").read_text())["name"]
    assert (weights / model / "CARD.md").read_text().startswith(f"# {name}\n")


def test_the_verifiers_card_tells_both_thresholds_and_how_many_rows_chose_them(weights: Path) -> None:
    fields = json.loads((weights / "verifier" / "model.json").read_text())
    card = (weights / "verifier" / "CARD.md").read_text()
    assert f"threshold **{fields['head']['threshold']:.3f}**" in card
    assert f"threshold **{fields['sufficiency']['threshold']:.3f}**" in card
    assert f"{fields['calibrated_on']:,}" in card


def test_all_models_together_stay_below_150_megabytes(weights: Path) -> None:
    assert sum(path.stat().st_size for path in weights.rglob("*") if path.is_file()) < 150e6
