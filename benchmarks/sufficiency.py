"""Fits the rule that tells evidence worth a draft from a near miss, on training pairs that were held out.

Each question is searched three times: with its passage in the index (label 1 if it is among the hits), with the hits of
that passage taken away (label 0), and about another number, name or opposite (label 0). One set in turn is left out of
the fit and measured; then all are fitted.
Run: python -m benchmarks.sufficiency --data DIR
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from answer.sufficiency import FEATURES, answered, features
from benchmarks.corpora import load_pairs
from benchmarks.indexing import settings_for, sync_into
from benchmarks.tune import PASSAGES
from models.calibration import auroc, fit_logistic
from models.onnx_entailment import OnnxEntailment
from models.protocols import SufficiencyModel
from models.train.near_misses import changed
from ragstone.wiring import SHIPPED, build_searcher
from retrieval.hit import Hit, Stage
from retrieval.question import Question
from retrieval.retriever import Retriever

SETS = (
    "tatqa_financial", "readings_questions", "microsoft_learn_faq", "covid_qa", "pubmedqa",
    "squadshifts_new_wiki", "nq_qed", "medquad",
)  # fmt: skip
TOP_K, QUESTIONS = 5, 50
# An abstention where there is an answer costs more than true sentences that do not answer: what is shown is checked.
ANSWERED = 0.98
Matrix = NDArray[np.float64]
Data = tuple[Matrix, Matrix]


def main() -> None:
    """Print what each set says of a rule fitted on the others, then the rule."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sufficiency")
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    model = OnnxEntailment(SHIPPED / "verifier")
    found = {name: _examples(data / "train" / f"{name}.jsonl", model) for name in SETS}
    print(f"{'left out':<24}{'rows':>6}{'AUROC':>8}{'coverage alone':>16}{'balanced accuracy':>19}")
    for name, (rows, labels) in found.items():
        weights = _fit(_joined({key: value for key, value in found.items() if key != name}))
        scores = _scores(rows, weights)
        balanced = ((scores[labels == 1] >= 0.5).mean() + (scores[labels == 0] < 0.5).mean()) / 2
        alone = auroc(rows[:, FEATURES.index("coverage")], labels)
        print(f"{name:<24}{len(labels):>6}{auroc(scores, labels):>8.3f}{alone:>16.3f}{balanced:>19.3f}")
    rows, labels = _joined(found)
    weights = _fit((rows, labels))
    answered = _scores(rows, weights)[labels == 1]
    threshold = float(np.quantile(answered, 1 - ANSWERED))
    abstained = float((_scores(rows, weights)[labels == 0] < threshold).mean())
    print(f"\nthreshold at which {ANSWERED:.0%} of the answerable are answered: {threshold:.2f}")
    print(f"of the others it abstains on {abstained:.0%}")
    print("\n" + "\n".join(f"{name}: {weight:.2f}" for name, weight in zip(("bias", *FEATURES), weights, strict=True)))


def _examples(path: Path, model: SufficiencyModel) -> Data:
    rows: list[Sequence[float]] = []
    labels: list[float] = []
    chance = random.Random(3)

    def add(text: str, hits: Sequence[Hit], label: float) -> None:
        rows.append(features(text, hits, answered(model, text, hits)))
        labels.append(label)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        documents = folder / "documents.jsonl"
        entry = load_pairs(path, documents, questions=QUESTIONS, passages=PASSAGES)
        sync_into(folder / "index", documents)
        retriever = build_searcher(settings_for(folder / "index"))
        for key, text in entry.queries.items():
            hits = _hits(retriever, text)
            gold = set(entry.qrels[key])
            found = [hit for hit in hits[:TOP_K] if hit.chunk.document_id in gold]
            if found:
                add(text, hits[:TOP_K], 1.0)
            add(text, _without(hits, gold), 0.0)
            other = changed(text, [found[0].chunk.text] if found else [], chance)
            if other is not None:
                add(other, _hits(retriever, other)[:TOP_K], 0.0)
    return np.array(rows), np.array(labels)


def _hits(retriever: Retriever, text: str) -> Sequence[Hit]:
    question = Question(text[:4000], as_of=date(2026, 1, 1))
    return retriever.search(question, stage=Stage.RERANKED, top_k=3 * TOP_K).hits


def _without(hits: Sequence[Hit], gold: set[str]) -> list[Hit]:
    return [hit for hit in hits if hit.chunk.document_id not in gold][:TOP_K]


def _joined(parts: Mapping[str, Data]) -> Data:
    return np.vstack([rows for rows, _ in parts.values()]), np.concatenate([labels for _, labels in parts.values()])


def _fit(data: Data) -> Matrix:
    """Logistic regression in which more of a feature never speaks against an answer; both labels weigh the same."""
    rows, labels = data
    balance = np.where(labels == 1, 0.5 / labels.mean(), 0.5 / (1 - labels.mean()))
    slopes, bias = fit_logistic(rows, labels, balance, signs=[1] * rows.shape[1])
    return np.concatenate([[bias], slopes])


def _scores(rows: Matrix, weights: Matrix) -> Matrix:
    scores: Matrix = 1 / (1 + np.exp(-(weights[0] + rows @ weights[1:])))
    return scores


if __name__ == "__main__":
    main()
