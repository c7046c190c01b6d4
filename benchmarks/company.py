"""What it would gain to read for several people in one batch: time, and how far scores move by the company."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.suite import load_suite
from models.onnx_session import OnnxSession
from ragstone.wiring import SHIPPED

ROOT = Path(__file__).parent.parent
ASKERS, TEXTS, TIMES = 4, 20, 5
Row = dict[str, object]


def measure() -> list[Row]:
    """One row a way of reranking for four askers; the best of five runs, taken in turns."""
    session = OnnxSession(SHIPPED / "reranker")
    questions = [one.question for one in load_suite(ROOT / "samples" / "questions").questions[:ASKERS]]
    texts = [path.read_text(encoding="utf-8")[:700] for path in sorted((ROOT / "samples" / "handbook").rglob("*.md"))]
    asked = [[(question, text) for text in texts[:TEXTS]] for question in questions]
    mixed = [pairs[at] for at in range(TEXTS) for pairs in asked]
    ways: dict[str, Callable[[], object]] = {
        "one after another": lambda: [session.run(pairs) for pairs in asked],
        "two at once": lambda: _at_once(session, asked, 2),
        "four at once": lambda: _at_once(session, asked, 4),
        "one batch": lambda: session.run(mixed),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(TIMES):
        for way, work in ways.items():
            started = time.perf_counter()
            work()
            best[way] = min(best[way], time.perf_counter() - started)
    moved = _moved(session, asked, mixed)
    return [
        {
            "reranking for four askers": way,
            "ms": round(seconds * 1000),
            "of one after another": round(seconds / best["one after another"], 2),
            "largest change of a score": round(moved, 4) if way == "one batch" else 0.0,
        }
        for way, seconds in best.items()
    ]


def _at_once(session: OnnxSession, asked: Sequence[Sequence[tuple[str, str]]], workers: int) -> None:
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(session.run, asked))


def _moved(session: OnnxSession, asked: Sequence[Sequence[tuple[str, str]]], mixed: Sequence[tuple[str, str]]) -> float:
    """How far the relevance of a text moves when other people's questions are in its batch."""
    alone = np.stack([_scores(session, pairs) for pairs in asked], axis=1).ravel()
    return float(np.abs(alone - _scores(session, mixed)).max())


def _scores(session: OnnxSession, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    logits = session.manifest.logit_scale * session.run(list(pairs))[:, 0]
    return np.asarray(1 / (1 + np.exp(-logits)))
