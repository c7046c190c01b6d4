"""How fast and how large: sync, search, rerank, verify, ask, start-up, memory, on the project's own samples."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.indexing import settings_for
from evals.suite import load_suite
from ingest.errors import LoadError
from ingest.loaders.registry import load
from ingest.sources.folder import SourceFile
from ingest.sources.places import discover
from ragstone.assistant import Assistant
from ragstone.wiring import build_assistant

ROOT = Path(__file__).parent.parent
HANDBOOK = ROOT / "samples" / "handbook"
SUITE = ROOT / "samples" / "questions"
ASKED = 60
Row = dict[str, object]


def measure() -> list[Row]:
    """One row a figure: name, value, unit."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        rows = _sync(index)
        assistant = build_assistant(settings_for(index))
        rows += _pages(assistant, rows)
        rows += _questions(assistant)
        rows += _start_up(index)
    return rows


def _sync(index: Path) -> list[Row]:
    seconds, megabytes = _command("sync", str(HANDBOOK), "--index", str(index), "--json")
    again, _ = _command("sync", str(HANDBOOK), "--index", str(index), "--json")
    return [
        _row("sync, first", seconds, "s"),
        _row("sync, nothing changed", again, "s"),
        _row("sync, peak memory", megabytes, "MB"),
    ]


def _pages(assistant: Assistant, rows: Sequence[Row]) -> list[Row]:
    documents = assistant.documents(groups=("hr", "finance"), as_of=date(2026, 11, 24))
    seconds = float(str(rows[0]["value"]))
    chunks = sum(document.chunks for document in documents)
    return [
        _row("sync, documents", len(documents) / seconds, "1/s"),
        _row("sync, pages", _page_count() / seconds, "1/s"),
        _row("sync, chunks", chunks / seconds, "1/s"),
    ]


def _page_count() -> int:
    """Pages, slides and sheets of the handbook; a document without any counts one."""
    count = 0
    for source in discover(HANDBOOK):
        try:
            blocks = load(source.file(50_000_000)).blocks if isinstance(source, SourceFile) else ()
        except LoadError:
            continue
        count += max((block.page or 1 for block in blocks), default=1)
    return count


def _questions(assistant: Assistant) -> list[Row]:
    steps: dict[str, list[float]] = {}
    for question in load_suite(SUITE).questions[:ASKED]:
        answer = assistant.ask(question.to_question(date(2026, 11, 24)))
        for step, milliseconds in answer.timings_ms.items():
            steps.setdefault(step, []).append(milliseconds)
    return [
        _row(f"{'ask' if step == 'total' else step}, p{percent}", float(np.percentile(values, percent)), "ms")
        for step, values in steps.items()
        for percent in (50, 95)
    ]


def _start_up(index: Path) -> list[Row]:
    question = "How many days of annual leave do I get?"
    help_seconds = min(_command("--help")[0] for _ in range(3))
    asks = [_command("ask", question, "--index", str(index)) for _ in range(3)]
    return [
        _row("ragstone --help", help_seconds, "s"),
        _row("cold ragstone ask", min(seconds for seconds, _ in asks), "s"),
        _row("cold ragstone ask, peak memory", max(megabytes for _, megabytes in asks), "MB"),
    ]


def _command(*arguments: str) -> tuple[float, float]:
    """Wall seconds of a command, and the largest resident size in MB of any command so far."""
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "ragstone.cli", *arguments], cwd=ROOT, capture_output=True, check=False)
    seconds = time.monotonic() - started
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000


def _row(name: str, value: float, unit: str) -> Row:
    return {"figure": name, "value": round(value, 3), "unit": unit}
