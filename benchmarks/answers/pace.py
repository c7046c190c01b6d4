"""How long `ask` takes without a language model over 10,000 chunks."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

import numpy as np

from benchmarks.answers.asked import TODAY
from benchmarks.corpora import rows
from benchmarks.indexing import settings_for, sync_into
from ragstone.wiring import build_assistant
from retrieval.question import Question

CHUNKS, ASKED, WARM = 10_000, 40, 3
_SETS = ("mtrag-un", "anthropic-docs-rag", "scifact")
Row = dict[str, object]


def measure(data: Path) -> list[Row]:
    """One row a step, milliseconds: p50 and p95 over questions of mtrag-un, the first few left out."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(data, folder / "documents.jsonl")
        report = sync_into(folder / "index", folder / "documents.jsonl")
        chunks = sum(outcome.chunks for outcome in report.outcomes)
        assistant = build_assistant(settings_for(folder / "index"))
        found = [row["question"] for row in rows(data / "retrieval" / "mtrag-un" / "queries.jsonl")]
        steps: dict[str, list[float]] = {}
        for text in random.Random(5).sample(found, ASKED + WARM):
            for step, milliseconds in assistant.ask(Question(text[:4000], as_of=TODAY)).timings_ms.items():
                steps.setdefault(step, []).append(milliseconds)
        assistant.index.close()
    seconds = round(report.seconds, 1)
    return [
        {
            "step": "ask" if step == "total" else step, "chunks": chunks, "p50_ms": _percentile(values[WARM:], 50),
            "p95_ms": _percentile(values[WARM:], 95), "sync_s": seconds,
        }
        for step, values in steps.items()
    ]  # fmt: skip


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
