"""mtrag-un: the last turn rewritten from its history without a language model, beside the last turn alone."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.answers.asked import to_question
from benchmarks.corpora import load_set, rows, write_documents
from benchmarks.indexing import settings_for, sync_into
from benchmarks.retrieval import HITS, mean_metrics
from evals.metrics import distinct
from ragstone.wiring import build_searcher
from retrieval.hit import Stage
from retrieval.retriever import Retriever

MOST = 120
Row = dict[str, object]


def measure(data: Path) -> list[Row]:
    """Recall@5 over all questions with judged documents, and over those that have a history."""
    source = data / "retrieval" / "mtrag-un"
    entry = load_set(source, most=MOST)
    asked: dict[str, dict[str, Any]] = {row["id"]: row for row in rows(source / "queries.jsonl")}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_documents(entry.corpus, folder / "documents.jsonl")
        sync_into(folder / "index", folder / "documents.jsonl")
        retriever = build_searcher(settings_for(folder / "index"))
        found = {
            way: {key: _run(retriever, asked[key], history=way == "rewritten") for key in entry.queries}
            for way in ("last turn alone", "rewritten")
        }
    later = [key for key in entry.queries if asked[key]["history"]]
    parts = {"all": list(entry.queries), "with a history": later}
    return [
        {"questions": part, "n": len(keys), "query": way, **mean_metrics({k: runs[k] for k in keys}, entry.qrels)}
        for part, keys in parts.items()
        for way, runs in found.items()
    ]


def _run(retriever: Retriever, row: Mapping[str, Any], *, history: bool) -> list[str]:
    hits = retriever.search(to_question(row, history=history), stage=Stage.RERANKED, top_k=HITS).hits
    return distinct([hit.chunk.document_id for hit in hits])
