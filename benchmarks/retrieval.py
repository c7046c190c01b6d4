"""Retrieval quality on public sets, stage by stage; BM25 is the baseline."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from benchmarks.corpora import RetrievalSet, write_documents
from benchmarks.indexing import settings_for, sync_into
from evals.metrics import distinct, mrr_at_k, ndcg_at_k, recall_at_k
from ragstone.wiring import build_searcher
from retrieval.hit import Stage
from retrieval.question import Question
from retrieval.retriever import Retriever

STAGES = (Stage.BM25, Stage.DENSE, Stage.HYBRID, Stage.RERANKED)
HITS = 30
Row = dict[str, object]


def measure_set(entry: RetrievalSet, folder: Path) -> list[Row]:
    """One row a stage: recall@5, MRR@10 and nDCG@10 over documents, and milliseconds a query."""
    write_documents(entry.corpus, folder / "documents.jsonl")
    started = time.monotonic()
    report = sync_into(folder / "index", folder / "documents.jsonl")
    chunks = sum(outcome.chunks for outcome in report.outcomes)
    rate = chunks / (time.monotonic() - started)
    retriever = build_searcher(settings_for(folder / "index"))
    return [{**_stage(entry, retriever, stage), "chunks_per_s": round(rate, 1)} for stage in STAGES]


def _stage(entry: RetrievalSet, retriever: Retriever, stage: Stage) -> Row:
    started = time.monotonic()
    runs = {key: _run(retriever, text, stage) for key, text in entry.queries.items()}
    seconds = time.monotonic() - started
    means = mean_metrics(runs, entry.qrels)
    return {
        "set": entry.name, "stage": stage.value, "queries": len(runs), **means,
        "ms_per_query": round(1000 * seconds / len(runs), 1),
    }  # fmt: skip


def mean_metrics(runs: Mapping[str, Sequence[str]], qrels: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """recall@5, MRR@10 and nDCG@10, means over the queries."""
    values = [
        (
            recall_at_k(run, set(qrels[key]), k=5),
            mrr_at_k(run, set(qrels[key]), k=10),
            ndcg_at_k(run, qrels[key], k=10),
        )
        for key, run in runs.items()
    ]
    names = ("recall_at_5", "mrr_at_10", "ndcg_at_10")
    return {
        name: round(sum(column) / len(column), 4) for name, column in zip(names, zip(*values, strict=True), strict=True)
    }


def _run(retriever: Retriever, text: str, stage: Stage) -> list[str]:
    question = Question(text[:4000], as_of=date(2026, 1, 1))
    hits = retriever.search(question, stage=stage, top_k=HITS).hits
    return distinct([hit.chunk.document_id for hit in hits])
