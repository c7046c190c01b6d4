"""`python -m benchmarks.models --data DATA`: measures the shipped models and writes the figures down."""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np

from benchmarks.__main__ import RESULTS, commit, machine
from benchmarks.models import abstention, edits, finding, page, support
from benchmarks.models.statistics import reliability, risk_coverage
from models.onnx_embedder import OnnxEmbedder
from models.onnx_entailment import OnnxEntailment
from models.onnx_reranker import OnnxReranker
from models.support import SupportScorer
from models.train.made import read_passages
from ragstone.wiring import SHIPPED

PARTS = ("support", "edits", "abstention", "finding", "speed")
Results = dict[str, object]


def main() -> None:
    """Run the parts that are asked for; parts measured at other times on the same commit are kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.models")
    parser.add_argument("--data", type=Path, required=True, help="folder of public sets")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part only; repeatable")
    parser.add_argument(
        "--out", type=Path, help="where the figures go [default: benchmarks/results/models-COMMIT.json]"
    )
    arguments = parser.parse_args()
    path = arguments.out or RESULTS / f"models-{commit()}.json"
    for part in arguments.only or PARTS:
        found = _MEASURES[part](arguments.data)
        print(json.dumps(found, indent=1), flush=True)
        results = {**_read(path), "machine": machine(), "sizes_mb": _sizes(), **found}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    print(f"written to {path}")
    if {"support", "abstention"} <= set(results):
        page.write(results)


def _read(path: Path) -> Results:
    found: Results = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return found


def _sizes() -> dict[str, float]:
    return {
        folder.name: round(sum(path.stat().st_size for path in folder.iterdir()) / 1e6, 1)
        for folder in sorted(SHIPPED.iterdir())
    }


def _support(data: Path) -> Results:
    scorer, embedder = SupportScorer.load(SHIPPED / "verifier"), OnnxEmbedder(SHIPPED / "embedder")
    scored = {name: support.score_set(data, name, scorer, embedder) for name in support.SETS}
    reported = support.split_sets(scored)
    words = support.coverage_threshold(SHIPPED / "verifier")
    thresholds = {"verifier": scorer.threshold, "with exact checks": scorer.threshold, "word coverage": words}
    six = {name: each for name, each in reported.items() if name in support.SETS}
    together = [each for name, each in six.items() if name != "wice/dev_claims_oracle"]
    labels = np.concatenate([each.labels for each in together])
    scores = {
        method: np.concatenate([each.scores[method] for each in together]) for method in ("verifier", "word coverage")
    }
    return {
        "support": [support.table_row(each, thresholds) for each in reported.values()],
        "support_thresholds": thresholds,
        "support_boilerplate": support.boilerplate_passed(scored["ragtruth/dev_sentences"], scorer.threshold),
        "support_responses": support.responses(data, scorer),
        "support_contradictions": support.contradictions(scored),
        "support_ablation": support.ablation(six, scorer),
        "support_reliability": reliability(scores["verifier"], labels),
        "support_risk_coverage": {method: risk_coverage(values, labels) for method, values in scores.items()},
    }


def _edits(data: Path) -> Results:
    return {"edits": edits.measure(data, SupportScorer.load(SHIPPED / "verifier"))}


def _abstention(data: Path) -> Results:
    model, reranker = OnnxEntailment(SHIPPED / "verifier"), OnnxReranker(SHIPPED / "reranker")
    return {"abstention": abstention.measure(data, model, reranker)}


def _finding(data: Path) -> Results:
    return {"finding": finding.measure(data), "finding_chunks": finding.measure_chunks(data)}


def _speed(data: Path) -> Results:
    passages = read_passages(data, random.Random(1), most=3000)
    scorer, reranker = SupportScorer.load(SHIPPED / "verifier"), OnnxReranker(SHIPPED / "reranker")
    return {"speed": finding.measure_speed(scorer, reranker, passages)}


_MEASURES = {"support": _support, "edits": _edits, "abstention": _abstention, "finding": _finding, "speed": _speed}

if __name__ == "__main__":
    main()
