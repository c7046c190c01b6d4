from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.errors import IndexWriteError
from ingest.history import History, SyncRun
from ingest.outcome import Outcome, OutcomeKind, SyncReport

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
REPORT = SyncReport(
    (Outcome("a.md", OutcomeKind.ADDED, chunks=2), Outcome("b.pdf", OutcomeKind.FAILED, reason="got no text")),
    "000001", 1.23456, stages={"parsing": 0.2}, embedded=2,
)  # fmt: skip


def test_a_run_says_what_came_of_it(tmp_path: Path) -> None:
    history = History(tmp_path / "index" / "history.jsonl")
    assert (history.runs(), history.last()) == ([], None)
    history.add(SyncRun.of(REPORT, ["/docs"], NOW))
    last = history.last()
    assert last is not None
    assert (last.at, last.places, last.seconds, last.embedded) == (NOW, ("/docs",), 1.235, 2)
    assert (last.counts["added"], last.failed) == (1, {"b.pdf": "got no text"})


def test_only_the_last_runs_are_kept_and_a_broken_line_is_passed_over(tmp_path: Path) -> None:
    history = History(tmp_path / "history.jsonl")
    run = SyncRun.of(REPORT, ["/docs"], NOW)
    for _ in range(3):
        history.add(run)
    history.path.write_bytes(history.path.read_bytes() * 200 + b"{half\n")
    history.add(run)
    assert len(history.path.read_bytes().splitlines()) == 500
    assert len(history.runs()) == 499


def test_a_history_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexWriteError, match="the history cannot be kept"):
        History(tmp_path / "file" / "history.jsonl").add(SyncRun.of(REPORT, ["/docs"], NOW))
