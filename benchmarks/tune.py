"""Chooses fusion weight, the reranker's share, depth and floor on held-out training pairs; prints MRR@10 for each.

The sets are those of data/train that the embedder is not known to have been trained on.
Run: python -m benchmarks.tune --data DIR
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from benchmarks.corpora import RetrievalSet, load_pairs
from benchmarks.indexing import settings_for, sync_into
from evals.metrics import distinct, mrr_at_k
from ragstone.wiring import build_searcher
from retrieval.hit import Hit, Stage
from retrieval.question import Query, Question
from retrieval.rerank import RerankStep, mixed
from retrieval.retriever import Retriever

SETS = ("tatqa_financial", "readings_questions", "microsoft_learn_faq", "covid_qa", "docs_headings", "pubmedqa")
QUESTIONS, PASSAGES = 60, 800
FUSION = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
RERANK = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
DEPTHS = (5, 8, 10, 12, 15, 20)
FLOORS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6)
Scores = dict[float, float]


def main() -> None:
    """Print one row a set and the means."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tune")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--fusion-only", action="store_true")
    arguments = parser.parse_args()
    fusion: dict[str, Scores] = {}
    rerank: dict[str, Scores] = {}
    depth: dict[str, Scores] = {}
    floor: dict[str, Scores] = {}
    counts: dict[str, Scores] = {}
    for name in SETS:
        with tempfile.TemporaryDirectory() as folder:
            retriever, entry = _open(arguments.data / "train" / f"{name}.jsonl", Path(folder))
            fusion[name] = _fusion(retriever, entry)
            if not arguments.fusion_only:
                read = _read(retriever, entry)
                rerank[name] = _rerank(read, entry)
                step = _step(retriever)
                depth[name] = _depth(read, entry, step.weight)
                floor[name], counts[name] = _floor(read, entry, step)
    _print("share of dense in the fused score", FUSION, fusion)
    _print("share of the reranker in the final score", RERANK, rerank)
    _print("candidates that the reranker reads", DEPTHS, depth)
    _print("share of the best fused score that it reads from", FLOORS, floor)
    _print("candidates that it reads then", FLOORS, counts)


def _open(path: Path, folder: Path) -> tuple[Retriever, RetrievalSet]:
    documents = folder / "documents.jsonl"
    entry = load_pairs(path, documents, questions=QUESTIONS, passages=PASSAGES)
    sync_into(folder / "index", documents)
    return build_searcher(settings_for(folder / "index")), entry


def _fusion(retriever: Retriever, entry: RetrievalSet) -> Scores:
    return {
        weight: _mean(entry, {key: _searched(retriever, text, weight) for key, text in entry.queries.items()})
        for weight in FUSION
    }


def _read(retriever: Retriever, entry: RetrievalSet) -> dict[str, list[Hit]]:
    """What each question finds, with the reranker's word on the first of it, however far off."""
    step = replace(_step(retriever), floor=0.0)
    return {key: step.read(Query(text), _searched(retriever, text, None)) for key, text in entry.queries.items()}


def _rerank(once: Mapping[str, Sequence[Hit]], entry: RetrievalSet) -> Scores:
    read = {key: [hit for hit in hits if hit.relevance is not None] for key, hits in once.items()}
    return {weight: _mean(entry, {key: mixed(hits, weight=weight) for key, hits in read.items()}) for weight in RERANK}


def _depth(once: Mapping[str, Sequence[Hit]], entry: RetrievalSet, weight: float) -> Scores:
    return {
        depth: _mean(entry, {key: mixed(_unread(hits, depth), weight=weight) for key, hits in once.items()})
        for depth in DEPTHS
    }


def _floor(once: Mapping[str, Sequence[Hit]], entry: RetrievalSet, step: RerankStep) -> tuple[Scores, Scores]:
    """MRR@10, and how many candidates are read on the mean, for each floor."""
    found: Scores = {}
    counts: Scores = {}
    for share in FLOORS:
        read = {key: replace(step, floor=share).worth_reading(hits) for key, hits in once.items()}
        runs = {key: mixed(_unread(hits, read[key]), weight=step.weight) for key, hits in once.items()}
        found[share], counts[share] = _mean(entry, runs), sum(read.values()) / len(read)
    return found, counts


def _step(retriever: Retriever) -> RerankStep:
    if retriever.rerank_step is None:
        raise ValueError("got settings without a reranker, expected one to tune; set models.reranker")
    return retriever.rerank_step


def _unread(hits: Sequence[Hit], depth: int) -> list[Hit]:
    return [hit if at < depth else replace(hit, relevance=None) for at, hit in enumerate(hits)]


def _mean(entry: RetrievalSet, runs: Mapping[str, Sequence[Hit]]) -> float:
    values = [
        mrr_at_k(distinct([hit.chunk.document_id for hit in hits]), set(entry.qrels[key]), k=10)
        for key, hits in runs.items()
    ]
    return sum(values) / len(values)


def _searched(retriever: Retriever, text: str, weight: float | None) -> list[Hit]:
    step = retriever.search_step if weight is None else replace(retriever.search_step, dense_weight=weight)
    conditions = Question(text[:4000], as_of=date(2026, 1, 1)).conditions
    return step.search(Query(text[:4000]), conditions, stage=Stage.HYBRID)


def _print(title: str, weights: Sequence[float], scores: Mapping[str, Scores]) -> None:
    if not scores:
        return
    print(f"{title:<45}" + "".join(f"{weight:>7}" for weight in weights))
    for name, found in scores.items():
        print(f"{name:<45}" + "".join(f"{found[weight]:>7.3f}" for weight in weights))
    means = [sum(found[weight] for found in scores.values()) / len(scores) for weight in weights]
    print(f"{'mean':<45}" + "".join(f"{mean:>7.3f}" for mean in means) + "\n")


if __name__ == "__main__":
    main()
