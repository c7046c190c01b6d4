"""`ragstone calibrate` on rows of a tiny world, with the shipped models."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.ragstone.conftest import Command

PLACES = [f"Room {number} of the {name} wing" for number, name in enumerate(("north", "south", "east", "west") * 6, 1)]
CLAIMS = [
    {"claim": claim, "context": [f"{place} holds {n} desks and is locked at night."], "label": label}
    for n, place in enumerate(PLACES, start=3)
    for claim, label in ((f"There are {n} desks in {place.lower()}.", 1), (f"{place} is open at night.", 0))
]
QUESTIONS = [{"question": "How long is annual leave?", "gold_documents": ["leave.md"]}] * 20


def write(rows: Sequence[Mapping[str, object]], name: str = "rows.jsonl") -> str:
    Path(name).write_text("\n".join(json.dumps(row) for row in rows))
    return name


def test_a_verifier_is_calibrated_and_then_used(ragstone: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    finished = ragstone("calibrate", "verifier", "--jsonl", write(CLAIMS), "--out", "own.json", "--json")
    assert finished.code == 0
    facts = json.loads(finished.out)
    assert facts["rows"] == len(CLAIMS)
    assert 0.5 < facts["auroc"] <= 1
    own = json.loads(Path("own.json").read_text())
    assert own["head"]["threshold"] == facts["threshold"]
    monkeypatch.setenv("RAGSTONE_MODELS__VERIFIER_CALIBRATION", "own.json")
    write([{"id": "a", "claim": CLAIMS[0]["claim"], "context": CLAIMS[0]["context"]}], "in.jsonl")
    assert ragstone("verify", "--jsonl", "in.jsonl", "--out", "out.jsonl").code == 0


def test_the_share_of_the_reranker_is_chosen_over_the_index(ragstone: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGSTONE_MODELS__RERANKER", "onnx")
    finished = ragstone("calibrate", "reranker", "--jsonl", write(QUESTIONS), "--json")
    assert finished.code == 0
    facts = json.loads(finished.out)
    # The first stage finds the one document already, so reading gains nothing.
    assert facts["mrr_at_10 at 0"] == 1.0
    assert facts["rerank_weight"] == 0


def test_too_few_rows_are_refused_and_nothing_is_written(ragstone: Command, here: Path) -> None:
    finished = ragstone("calibrate", "verifier", "--jsonl", write(CLAIMS[:6]), "--out", "own.json")
    assert finished.code == 2
    assert "got 3 supported and 3 other claims with words, expected 20 of each; add rows" in finished.err
    assert not Path("own.json").exists()
    assert ragstone("calibrate", "reranker", "--jsonl", write(QUESTIONS[:3])).code == 2


def test_a_bad_row_is_named_by_its_line(ragstone: Command) -> None:
    Path("rows.jsonl").write_text('{"claim": "x", "context": ["y"], "label": 1}\n{"claim": "x", "label": 3}\n')
    finished = ragstone("calibrate", "verifier", "--jsonl", "rows.jsonl", "--out", "own.json")
    assert finished.code == 2
    assert "line 2 of 'rows.jsonl'" in finished.err


def test_a_calibration_needs_a_place_to_go(ragstone: Command) -> None:
    finished = ragstone("calibrate", "verifier", "--jsonl", write(CLAIMS))
    assert finished.code == 2
    assert "got no --out" in finished.err


def test_a_calibration_that_is_none_stops_everything(ragstone: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("own.json").write_text('{"head": {}}')
    monkeypatch.setenv("RAGSTONE_MODELS__VERIFIER_CALIBRATION", "own.json")
    finished = ragstone("ask", "How long is annual leave?")
    assert finished.code == 3
    assert "got `own.json` without a weight for each of top_odds" in finished.err
