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


def test_gold_documents_that_nobody_finds_choose_no_share(ragstone: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGSTONE_MODELS__RERANKER", "onnx")
    rows = [{**row, "gold_documents": ["docs/leave.md"]} for row in QUESTIONS]
    finished = ragstone("calibrate", "reranker", "--jsonl", write(rows))
    assert finished.code == 2
    assert "got 20 questions of which none finds any of its `gold_documents` among the first 10" in finished.err


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


def test_claims_over_one_context_cannot_show_what_a_head_is_worth(ragstone: Command) -> None:
    rows = [
        {"claim": f"Room {n} has {n if label else n + 1} desks.", "context": ["Rooms are numbered by their desks."],
         "label": label}
        for n in range(25) for label in (0, 1)
    ]  # fmt: skip
    finished = ragstone("calibrate", "verifier", "--jsonl", write(rows), "--out", "own.json")
    assert finished.code == 2
    assert "got supported claims over 1 contexts and others over 1, expected 2 of each at least" in finished.err
    assert not Path("own.json").exists()


def test_each_fold_is_judged_by_a_head_that_knows_both_labels(ragstone: Command) -> None:
    # Every fifth context alone has supported claims: counted off as they come, they would all be in one fold.
    rows = [
        {**row, "label": label}
        for place in range(0, 20, 5)
        for at, label in zip(range(place, place + 5), (1, 0, 0, 0, 0), strict=True)
        for row in [CLAIMS[2 * at + (label == 0)]] * (5 if label else 2)
    ]
    finished = ragstone("calibrate", "verifier", "--jsonl", write(rows), "--out", "own.json", "--json")
    assert finished.code == 0
    assert json.loads(finished.out)["auroc"] > 0.9


@pytest.mark.parametrize("text", ["no calibration", "[1]"])
def test_a_file_that_is_no_calibration_is_not_written_over(ragstone: Command, text: str) -> None:
    Path("own.json").write_text(text)
    finished = ragstone("calibrate", "verifier", "--jsonl", write(CLAIMS), "--out", "own.json")
    assert finished.code == 2
    assert "got --out 'own.json', which holds no calibration to replace; name another file" in finished.err
    assert Path("own.json").read_text() == text


def test_rows_end_where_their_file_has_an_end_of_line_alone(ragstone: Command) -> None:
    rows = [{**row, "claim": f"{row['claim']}\u2028"} for row in CLAIMS]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    Path("rows.jsonl").write_text(text, encoding="utf-8-sig")
    assert ragstone("calibrate", "verifier", "--jsonl", "rows.jsonl", "--out", "own.json").code == 0


@pytest.mark.parametrize("row", ["9" * 5000, "[" * 100_000])
def test_a_row_that_no_reader_takes_is_named_by_its_line(ragstone: Command, row: str) -> None:
    Path("rows.jsonl").write_text(row)
    finished = ragstone("calibrate", "verifier", "--jsonl", "rows.jsonl", "--out", "own.json")
    assert finished.code == 2
    assert "got no JSON in line 1 of 'rows.jsonl'" in finished.err
