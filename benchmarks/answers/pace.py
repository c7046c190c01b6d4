"""How long `ask` takes without a language model over 10,000 chunks."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.answers.asked import TODAY
from benchmarks.corpora import rows
from benchmarks.indexing import settings_for, sync_into
from ragstone.settings import Settings, Tree
from ragstone.wiring import build_assistant
from retrieval.question import Question

CHUNKS, ASKED, WARM = 10_000, 40, 3
_SETS = ("mtrag-un", "anthropic-docs-rag", "scifact")
Row = dict[str, object]


def measure(data: Path) -> list[Row]:
    """One row a step, milliseconds: p50 and p95 over questions of mtrag-un, as shipped and with a reranking floor."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(data, folder / "documents.jsonl")
        report = sync_into(folder / "index", folder / "documents.jsonl")
        chunks = sum(outcome.chunks for outcome in report.outcomes)
        found = [row["question"] for row in rows(data / "retrieval" / "mtrag-un" / "queries.jsonl")]
        asked = random.Random(5).sample(found, ASKED + WARM)
        floor: Tree = {"retrieval": {"rerank_floor": 0.3}}
        floored = _timed(settings_for(folder / "index", floor), asked)
        shipped = _timed(settings_for(folder / "index"), asked)
    seconds = round(report.seconds, 1)
    return [
        {
            "step": "ask" if step == "total" else step, "chunks": chunks, "p50_ms": _percentile(values, 50),
            "p95_ms": _percentile(values, 95), "p50_ms, rerank_floor 0.3": _percentile(floored[step], 50),
            "p95_ms, rerank_floor 0.3": _percentile(floored[step], 95), "sync_s": seconds,
        }
        for step, values in shipped.items()
    ]  # fmt: skip


def _timed(settings: Settings, asked: Sequence[str]) -> dict[str, list[float]]:
    """Milliseconds of each step of every question but the first few; steps that few questions take are left out."""
    assistant = build_assistant(settings)
    steps: dict[str, list[float]] = {}
    for text in asked:
        for step, milliseconds in assistant.ask(Question(text[:4000], as_of=TODAY)).timings_ms.items():
            steps.setdefault(step, []).append(milliseconds)
    assistant.index.close()
    return {step: values[WARM:] for step, values in steps.items() if len(values) > 2 * WARM}


def _write(data: Path, target: Path) -> None:
    """The documents of public sets, one after the other, until they make about as many chunks as are wanted."""
    room = CHUNKS * _CHARACTERS_A_CHUNK
    with target.open("w", encoding="utf-8") as out:
        import json

        for name in _SETS:
            for row in rows(data / "retrieval" / name / "corpus.jsonl"):
                if room <= 0:
                    return
                document = {"id": f"{name}/{row['id']}", "title": row.get("title") or row["id"], "text": row["text"]}
                out.write(json.dumps(document, ensure_ascii=False) + "\n")
                room -= len(row["text"])


# Of these sets, as the splitter cuts them.
_CHARACTERS_A_CHUNK = 620


def _percentile(values: list[float], percent: int) -> float:
    return round(float(np.percentile(values, percent)), 1)
