from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.errors import IndexWriteError
from ingest.failures import Failure, FailureLedger, merged

NOW = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LOST = Failure("a.pdf", "/docs", "f1", "its parser was stopped", True, 1, NOW, NOW)


def test_a_cheap_failure_is_tried_each_time() -> None:
    assert replace(LOST, costly=False, attempts=9).puts_off("f1", NOW) == ""


def test_a_costly_one_waits_longer_each_time_and_is_given_up_in_the_end() -> None:
    waits = [replace(LOST, attempts=attempts).next_try for attempts in range(1, 6)]
    assert waits == [NOW + HOUR, NOW + 6 * HOUR, NOW + 24 * HOUR, NOW + 72 * HOUR, None]
    assert "the next after 2026-11-26 04:00 UTC, or with --retry" in LOST.puts_off("f1", NOW)
    assert LOST.puts_off("f1", NOW + HOUR) == ""
    assert "given up after 5 attempts" in replace(LOST, attempts=5).puts_off("f1", NOW + 1000 * HOUR)


def test_other_content_is_tried_at_once() -> None:
    assert replace(LOST, attempts=5).puts_off("f2", NOW) == ""


def test_attempts_add_up_for_the_same_content_alone() -> None:
    later = replace(LOST, first=NOW + HOUR, last=NOW + HOUR)
    assert LOST.again(later) == replace(LOST, attempts=2, last=NOW + HOUR)
    assert LOST.again(replace(later, fingerprint="f2")).attempts == 1


def test_what_is_kept_is_what_failed_now_or_was_put_off_or_is_from_elsewhere() -> None:
    elsewhere, mended, waiting = replace(LOST, document_id="e", source="/other"), LOST, replace(LOST, document_id="w")
    new = replace(LOST, document_id="n")
    before = {"e": elsewhere, "a.pdf": mended, "w": waiting}
    assert {one.document_id for one in merged(before, [new], ["w"], ["/docs"])} == {"e", "w", "n"}


def test_failures_are_kept_whole(tmp_path: Path) -> None:
    ledger = FailureLedger(tmp_path / "index" / "failures.json")
    assert ledger.read() == {}
    ledger.write([LOST])
    assert ledger.read() == {"a.pdf": LOST}
    ledger.path.write_text("{half")
    assert ledger.read() == {}


def test_a_ledger_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexWriteError, match="the failures cannot be kept"):
        FailureLedger(tmp_path / "file" / "failures.json").write([LOST])
