"""Puts the figures of a whole run into docs/models.md, each beside what was wanted and beside its baselines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.__main__ import table
from benchmarks.models.curves import diagram
from benchmarks.models.edits import mean_rejected
from benchmarks.models.support import mean_of_six

DOCS = Path(__file__).parents[2] / "docs"
_FIGURES = re.compile(r"(<!-- figures -->\n).*?(<!-- /figures -->)", re.DOTALL)
# What is measured, what must be reached, what is aimed at; the last two in the unit of the first.
_WANTED: Mapping[str, tuple[float, float]] = {
    "ragtruth/dev_sentences, AUROC": (0.89, 0.93),
    "ragtruth/dev_sentences, balanced accuracy": (0.81, 0.86),
    "ragtruth/dev_responses, balanced accuracy": (0.74, 0.80),
    "factbench/dev, AUROC": (0.86, 0.90),
    "attributionbench/dev without ExpertQA, AUROC": (0.84, 0.88),
    "wice/dev_claims, AUROC": (0.84, 0.88),
    "wice/dev_claims_oracle, AUROC": (0.83, 0.88),
    "scifact/dev, AUROC": (0.84, 0.90),
    "summedits, mean of four, AUROC": (0.68, 0.78),
    "mean of six sets, AUROC": (0.82, 0.87),
    "mean of six sets, balanced accuracy": (0.74, 0.79),
    "contradicted against not mentioned, scifact/dev, AUROC": (0.80, 0.90),
    "contradicted against not mentioned, factbench/dev, AUROC": (0.80, 0.90),
    "edits of held-out kinds rejected at 5 % false rejection": (0.75, 0.90),
    "calibration error, mean over sets": (-0.08, -0.04),
    "calibration error, worst set": (-0.15, -0.08),
    "squad2_half, F1 of abstention": (0.72, 0.82),
    "clapnq_dev_half, F1 of abstention": (0.70, 0.80),
    "anthropic-docs-rag, MRR@10": (0.89, 0.92),
    "anthropic-docs-rag, recall@5": (0.82, 0.87),
    "chroma-chunking-eval, hit@5 at 400 tokens": (0.96, 0.98),
    "scifact, MRR@10": (0.76, 0.80),
    "mtrag-un, MRR@10": (0.85, 0.88),
    "reranking against fusion, nDCG@10, mean": (0.01, 0.04),
    "reranking against fusion, nDCG@10, worst set": (-0.005, 0.0),
    "one claim against five chunks, p50 ms": (-150, -60),
    "20 passages reranked, p50 ms": (-500, -250),
    "all shipped model files, MB": (-150, -100),
}

_METHODS = ("verifier", "word coverage")

Results = Mapping[str, Any]


def write(results: Results) -> None:
    """Rewrite the part of docs/models.md between its marks, and the two curves beside it."""
    path = DOCS / "models.md"
    text = "\n\n".join([_wanted_table(results), _support_table(results), _more_tables(results)])
    figures = f"Measured on {results['machine']}.\n\n{text}\n"
    page = path.read_text(encoding="utf-8")
    path.write_text(_FIGURES.sub(lambda match: match[1] + figures + match[2], page), encoding="utf-8")
    bins = [(mean, share) for mean, share, _ in results["support_reliability"]]
    reliability = diagram({"verifier": bins}, across="support score", up="share supported", diagonal=True)
    (DOCS / "models-reliability.svg").write_text(reliability, encoding="utf-8")
    risk = diagram(results["support_risk_coverage"], across="share of claims accepted", up="share of those unsupported")
    (DOCS / "models-risk-coverage.svg").write_text(risk, encoding="utf-8")


def reached(results: Results) -> dict[str, tuple[float, float | None]]:
    """For each thing that is wanted what was measured, and what its baseline reached in the same run."""
    sets = {row["set"]: row for row in results["support"]}
    found: dict[str, tuple[float, float | None]] = {}
    for name in ("ragtruth/dev_sentences", "factbench/dev", "attributionbench/dev without ExpertQA", "wice/dev_claims",
                 "wice/dev_claims_oracle", "scifact/dev"):  # fmt: skip
        found[f"{name}, AUROC"] = _pair(sets[name]["auroc"])
    found["ragtruth/dev_sentences, balanced accuracy"] = _pair(sets["ragtruth/dev_sentences"]["balanced_accuracy"])
    found["ragtruth/dev_responses, balanced accuracy"] = results["support_responses"]["balanced_accuracy"], None
    domains = [row for name, row in sets.items() if name.startswith("summedits/")]
    found["summedits, mean of four, AUROC"] = _mean_pair([row["auroc"] for row in domains])
    for key, words in (("auroc", "AUROC"), ("balanced_accuracy", "balanced accuracy")):
        values = [mean_of_six({name: row[key][method] for name, row in sets.items()}) for method in _METHODS]
        found[f"mean of six sets, {words}"] = values[0], values[1]
    errors = [row["calibration_error"] for row in sets.values()]
    found["calibration error, mean over sets"] = float(np.mean(errors)), None
    found["calibration error, worst set"] = max(errors), None
    for row in results["support_contradictions"]:
        found[f"contradicted against not mentioned, {row['set']}, AUROC"] = row["auroc"], None
    if "edits" in results:
        rejected = mean_rejected(results["edits"], method="with exact checks", group="held out")
        found["edits of held-out kinds rejected at 5 % false rejection"] = rejected, None
    return {**found, **_reached_elsewhere(results)}


def _reached_elsewhere(results: Results) -> dict[str, tuple[float, float | None]]:
    found: dict[str, tuple[float, float | None]] = {}
    for row in results["abstention"]:
        found[f"{row['set']}, F1 of abstention"] = row["abstention_f1"], row["abstention_f1_reranker"]
    if "finding" in results:
        found |= _reached_in_finding(results)
    for row in results.get("speed", ()):
        found[f"{row['figure']}, p50 ms"] = row["p50_ms"], None
    found["all shipped model files, MB"] = sum(results["sizes_mb"].values()), None
    return found


def _reached_in_finding(results: Results) -> dict[str, tuple[float, float | None]]:
    found: dict[str, tuple[float, float | None]] = {}
    stages = {(row["set"], row["stage"]): row for row in results["finding"]}
    names = list(dict.fromkeys(row["set"] for row in results["finding"]))
    for name in names:
        for key, words in (("mrr_at_10", "MRR@10"), ("recall_at_5", "recall@5")):
            found[f"{name}, {words}"] = stages[name, "reranked"][key], stages[name, "bm25"][key]
    gains = [stages[name, "reranked"]["ndcg_at_10"] - stages[name, "hybrid"]["ndcg_at_10"] for name in names]
    found["reranking against fusion, nDCG@10, mean"] = float(np.mean(gains)), None
    found["reranking against fusion, nDCG@10, worst set"] = min(gains), None
    chunks = {row["stage"]: row["hit_at_5"] for row in results.get("finding_chunks", ())}
    if chunks:
        found["chroma-chunking-eval, hit@5 at 400 tokens"] = chunks["reranked"], chunks["bm25"]
    return found


def _pair(by_method: Mapping[str, float]) -> tuple[float, float]:
    return by_method["verifier"], by_method["word coverage"]


def _mean_pair(several: Sequence[Mapping[str, float]]) -> tuple[float, float]:
    first, second = np.mean([_pair(one) for one in several], axis=0)
    return float(first), float(second)


def _wanted_table(results: Results) -> str:
    """Negative numbers in `_WANTED` are upper limits."""
    found = reached(results)
    lines = ["| | baseline | measured | must | aim | |", "|---|---|---|---|---|---|"]
    for name, (must, aim) in _WANTED.items():
        if name not in found:
            lines.append(f"| {name} | – | not measured | {_number(abs(must))} | {_number(abs(aim))} | |")
            continue
        value, baseline = found[name]
        limit = must < 0 and "nDCG" not in name
        signed = -value if limit else value
        verdict = "aim reached" if signed >= aim else "reached" if signed >= must else "**missed**"
        shown = [abs(must), abs(aim)] if limit else [must, aim]
        cells = ["–" if baseline is None else _number(baseline), _number(value), *map(_number, shown), verdict]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 10 else f"{value:.3f}".replace("0.", ".", 1)


def _support_table(results: Results) -> str:
    methods = ("word coverage", "cosine", "verifier", "with exact checks")
    lines = [
        "AUROC by method, the verifier's with its 95 % interval over source documents, its balanced accuracy at the "
        f"one threshold {results['support_thresholds']['verifier']:.3f}, and its calibration error:", "",
        f"| set (rows) | {' | '.join(methods)} | interval | balanced accuracy | calibration error |", "|---" * 8 + "|",
    ]  # fmt: skip
    for row in results["support"]:
        cells = [_number(row["auroc"][method]) for method in methods]
        low, high = row["interval"]
        cells += [f"{_number(low)} – {_number(high)}", _number(row["balanced_accuracy"]["verifier"])]
        lines.append(f"| {row['set']} ({row['rows']}) | {' | '.join(cells)} | {_number(row['calibration_error'])} |")
    passed = results["support_boilerplate"]
    lines += ["", f"Of RAGTruth's lead-ins {passed['lead_in']:.0%} count as supported, of its sentences that the "
              f"passages do not say something {passed['no_answer']:.0%}."]  # fmt: skip
    return "\n".join(lines)


def _more_tables(results: Results) -> str:
    titles = {
        "support_ablation": "Each signal in turn held at its mean of the set; mean AUROC of the six:",
        "edits": "Edited claims rejected, at 5 % false rejection of the same claims only reworded:",
        "abstention": "Abstention on one passage; the reranker's threshold is the best one on the very set:",
        "finding": "Finding, documents by their best chunk:",
        "finding_chunks": "Finding, chunks of at most 400 tokens:",
    }
    parts = [part for key, title in titles.items() if key in results for part in (title, table(results[key]))]
    return "\n\n".join(parts)
