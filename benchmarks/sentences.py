"""Chooses how the extractive writer weighs a sentence, on training pairs that were held out.

Of each question's five hits, every sentence gets the writer's four features; the best one is right if it holds the
set's answer. Printed is the share of questions that get a right first sentence, for each choice of weights, and with
the writer's own for each number of sentences that the reranker reads, the best by what costs nothing.
Run: python -m benchmarks.sentences --data DIR
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from answer.writers.sentence import WEIGHTS, scored
from benchmarks.corpora import load_pairs, rows
from benchmarks.indexing import settings_for, sync_into
from benchmarks.tune import PASSAGES, QUESTIONS
from models.train.questions import held_out
from ragstone.wiring import build_entailment, build_reranker, build_searcher, build_sufficiency
from retrieval.question import Question

SETS = ("squadshifts_new_wiki", "nq_qed", "tatqa_financial", "readings_questions", "covid_qa")
CHOICES = (
    (0.5, 0.3, 0.2, 0.0), (0.4, 0.2, 0.4, 0.0), (0.3, 0.1, 0.6, 0.0), (0.4, 0.2, 0.4, 0.2), (0.4, 0.2, 0.4, 0.4),
    (0.4, 0.2, 0.4, 0.6), (0.4, 0.2, 0.4, 1.0),
)  # fmt: skip
READ = (8, 10, 12, 16, 20, 1000)
Example = tuple[NDArray[np.float64], list[bool]]


def main() -> None:
    """Print one row a set and the means."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sentences")
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    print(
        f"{'relevance/coverage/standing/answers':<36}"
        + "".join(f"{'/'.join(map(str, choice)):>16}" for choice in CHOICES)
    )
    found = {name: _examples(data / "train" / f"{name}.jsonl") for name in SETS}
    _print({name: [_right(examples, choice) for choice in CHOICES] for name, examples in found.items()})
    print(f"\n{'sentences that the reranker reads':<36}" + "".join(f"{most:>16}" for most in READ))
    _print({name: [_right(_read(examples, most), WEIGHTS) for most in READ] for name, examples in found.items()})


def _print(table: Mapping[str, Sequence[float]]) -> None:
    for name, shares in table.items():
        print(f"{name:<36}" + "".join(f"{share:>16.3f}" for share in shares))
    means = np.mean(list(table.values()), axis=0)
    print(f"{'mean':<36}" + "".join(f"{mean:>16.3f}" for mean in means))


def _read(examples: Sequence[Example], most: int) -> list[Example]:
    """The same, nothing known of relevance and answers but of the sentences that are best without them."""
    cheap = np.array([0.0, *WEIGHTS[1:3], 0.0])
    found = []
    for features, right in examples:
        kept = np.argsort(-(features @ cheap), kind="stable")[:most]
        known = np.zeros_like(features)
        known[kept] = features[kept]
        found.append((known, right))
    return found


def _examples(path: Path) -> list[Example]:
    answers = {row["question"]: row.get("answer", "") for row in rows(path) if held_out(row["question"])}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        entry = load_pairs(path, folder / "documents.jsonl", questions=QUESTIONS, passages=PASSAGES)
        sync_into(folder / "index", folder / "documents.jsonl")
        settings = settings_for(folder / "index")
        retriever, reranker = build_searcher(settings), build_reranker(settings.models)
        assert reranker is not None  # noqa: S101 - the shipped settings have one
        reader = build_sufficiency(settings, build_entailment(settings.models)).model
        examples = []
        for text in entry.queries.values():
            evidence = retriever.retrieve(Question(text[:4000], as_of=date(2026, 1, 1)))
            sentences = scored(text, evidence.hits, reranker, reader)
            right = [answers[text].lower() in sentence.text.lower() for sentence in sentences]
            if answers[text] and any(right):
                examples.append((np.array([sentence.features for sentence in sentences]), right))
    return examples


def _right(examples: Sequence[Example], weights: tuple[float, ...]) -> float:
    return float(np.mean([right[int(np.argmax(features @ np.array(weights)))] for features, right in examples]))


if __name__ == "__main__":
    main()
