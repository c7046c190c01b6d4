"""Retrieval with the shipped embedder and reranker, and their speed."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.corpora import load_set, rows
from benchmarks.indexing import settings_for, sync_into
from benchmarks.retrieval import measure_set
from models.protocols import Reranker
from models.support import SupportScorer
from ragstone.settings import Tree
from ragstone.wiring import build_searcher
from retrieval.hit import Hit, Stage
from retrieval.question import Question

Row = dict[str, object]
SETS = ("anthropic-docs-rag", "scifact", "mtrag-un")
_LARGE: Tree = {"ingest": {"max_tokens": 400}}
_REPEATS, _CHUNK_QUESTIONS = 25, 200


def measure(data: Path) -> list[Row]:
    """Recall@5, MRR@10 and nDCG@10 of each stage on each set; a question of mtrag-un is its last turn."""
    found: list[Row] = []
    for name in SETS:
        with tempfile.TemporaryDirectory() as folder:
            found += measure_set(load_set(data / "retrieval" / name), Path(folder))
    return found


def measure_chunks(data: Path) -> list[Row]:
    """Hit@5 on chunks of at most 400 tokens: does one of the five overlap an excerpt that answers?"""
    source = data / "retrieval" / "chroma-chunking-eval"
    with tempfile.TemporaryDirectory() as folder:
        sync_into(Path(folder) / "index", source / "corpus", _LARGE)
        retriever = build_searcher(settings_for(Path(folder) / "index", _LARGE))
        questions = random.Random(3).sample(list(rows(source / "questions.jsonl")), _CHUNK_QUESTIONS)
        found: list[Row] = []
        for stage in (Stage.BM25, Stage.DENSE, Stage.HYBRID, Stage.RERANKED):
            hits = [
                retriever.search(Question(row["question"][:4000], as_of=date(2026, 1, 1)), stage=stage, top_k=5).hits
                for row in questions
            ]
            share = float(np.mean([_answers(own, row) for own, row in zip(hits, questions, strict=True)]))
            found.append({"set": "chroma-chunking-eval", "stage": stage.value, "hit_at_5": round(share, 4)})
    return found


def _answers(hits: Sequence[Hit], question: dict[str, str]) -> bool:
    """By text: a loader may change what stands before an excerpt, and with it the offsets."""
    excerpts = [" ".join(str(one["text"]).split()) for one in question["references"]]  # type: ignore[index]
    return any(
        _shares(" ".join(hit.chunk.text.split()), excerpt)
        for hit in hits
        if question["corpus_id"] in hit.chunk.document_id
        for excerpt in excerpts
    )


def _shares(text: str, excerpt: str, *, length: int = 40) -> bool:
    """Whether 40 characters of the excerpt, or all of a shorter one, stand in the text."""
    starts = range(0, max(len(excerpt) - length, 0) + 1, 10)
    return any(excerpt[at : at + length] in text for at in starts)


def measure_speed(scorer: SupportScorer, reranker: Reranker, passages: Sequence[str]) -> list[Row]:
    """Milliseconds, p50: one claim against five chunks with all signals; 20 passages of about 200 tokens reranked."""
    chunks = [passage for passage in passages if 700 <= len(passage) <= 900][: 5 * _REPEATS + 20]
    claims = [chunk.split(". ")[0] + " as a rule." for chunk in chunks]
    verify = [
        _milliseconds(lambda at=at: scorer.score_many([(claims[at], chunks[at : at + 5])]))  # type: ignore[misc]
        for at in range(0, 5 * _REPEATS, 5)
    ]
    rerank = [
        _milliseconds(lambda at=at: reranker.score("What is needed, and by when?", chunks[at : at + 20]))  # type: ignore[misc]
        for at in range(0, 5 * _REPEATS, 25)
    ]
    return [
        {"figure": "one claim against five chunks", "p50_ms": round(float(np.median(verify)), 1)},
        {"figure": "20 passages reranked", "p50_ms": round(float(np.median(rerank)), 1)},
    ]


def _milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)
