"""What a small language model adds to a search: recall with and without each way of `retrieval.expand`.

The model is SmolLM2-135M, the one that can be had offline, so the figures say what the smallest is worth and no more.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.answers.asked import TODAY, to_question
from benchmarks.answers.small_model import NEEDED, is_installed, small_model
from benchmarks.corpora import load_set, rows, write_documents
from benchmarks.indexing import settings_for, sync_into
from benchmarks.retrieval import HITS, mean_metrics
from benchmarks.speed import HANDBOOK, SUITE
from evals.metrics import distinct
from evals.suite import load_suite
from ragstone.settings import Tree
from ragstone.wiring import build_searcher
from retrieval.hit import Stage
from retrieval.question import Question

MOST, SEED = 60, 11
_WORDINGS = ("multi_query", "hyde")
Row = dict[str, object]
_Asked = Mapping[str, Question]
_Qrels = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class _Set:
    """Questions over an index, with the ways that are tried on them."""

    name: str
    index: Path
    asked: _Asked
    qrels: _Qrels
    ways: Sequence[str]


def measure(data: Path | None) -> list[Row]:
    """One row for each set and way; the first way of a set is none."""
    if not is_installed():
        return [{"set": f"not measured: {' and '.join(NEEDED)} are not installed"}]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sets = [_handbook(folder / "handbook")]
        if data is not None:
            sets += [_pages(data, folder / "pages"), _turns(data, folder / "turns")]
        with small_model() as settings:
            return [_row(one, way, settings) for one in sets for way in ("", *one.ways)]


def _row(one: _Set, way: str, settings: Tree) -> Row:
    more: Tree = {"llm": settings["llm"], "retrieval": {"expand": (way,) if way else ()}}
    retriever = build_searcher(settings_for(one.index, more))
    runs: dict[str, list[str]] = {}
    spent = 0.0
    for key, question in one.asked.items():
        evidence = retriever.search(question, stage=Stage.RERANKED, top_k=HITS)
        runs[key] = distinct([hit.chunk.document_id for hit in evidence.hits])
        spent += evidence.timings_ms.get("expansion", 0.0)
    found = mean_metrics(runs, one.qrels)
    return {
        "set": one.name, "questions": len(runs), "expand": way or "nothing", **found,
        "model ms": round(spent / len(runs)),
    }  # fmt: skip


def _handbook(folder: Path) -> _Set:
    sync_into(folder / "index", HANDBOOK)
    found = [one for one in load_suite(SUITE).questions if one.gold_documents and not one.must_abstain]
    cases = random.Random(SEED).sample(found, min(MOST, len(found)))
    qrels = {case.id: dict.fromkeys(case.gold_documents, 1.0) for case in cases}
    return _Set("handbook", folder / "index", {case.id: case.to_question(TODAY) for case in cases}, qrels, _WORDINGS)


def _pages(data: Path, folder: Path) -> _Set:
    entry = load_set(data / "retrieval" / "anthropic-docs-rag", most=MOST)
    _sync(entry.corpus, folder)
    asked = {key: Question(text[:4000], as_of=TODAY) for key, text in entry.queries.items()}
    return _Set(entry.name, folder / "index", asked, entry.qrels, _WORDINGS)


def _turns(data: Path, folder: Path) -> _Set:
    source = data / "retrieval" / "mtrag-un"
    entry = load_set(source, most=2 * MOST)
    _sync(entry.corpus, folder)
    said: dict[str, dict[str, Any]] = {row["id"]: row for row in rows(source / "queries.jsonl")}
    later = {key: to_question(said[key]) for key in [key for key in entry.queries if said[key]["history"]][:MOST]}
    return _Set("mtrag-un, later turns", folder / "index", later, entry.qrels, ("condense",))


def _sync(corpus: Path, folder: Path) -> None:
    folder.mkdir()
    write_documents(corpus, folder / "documents.jsonl")
    sync_into(folder / "index", folder / "documents.jsonl")
