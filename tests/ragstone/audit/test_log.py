"""The chain of the audit log: what was written stays as it was, or it shows."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import pytest

from ragstone.audit.log import START, AuditLog
from ragstone.audit.record import Opinion, Record
from ragstone.errors import AuditError, UnknownTraceError
from tests.ragstone.audit.records import answer_record, feedback


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit")


def filled(log: AuditLog, count: int) -> list[str]:
    return [log.append(answer_record(number)) for number in range(count)]


def only_file(log: AuditLog) -> Path:
    (path,) = log.folder.glob("audit-*.jsonl")
    return path


def test_what_was_written_is_read(log: AuditLog) -> None:
    written: list[Record] = [
        answer_record(0),
        feedback(0, Opinion.WRONG_CITATION, "next page, “Größe”"),
        answer_record(1),
    ]
    for record in written:
        log.append(record)
    assert list(log.records()) == written


def test_a_log_that_nobody_touched_is_whole(log: AuditLog) -> None:
    assert log.verify().head == START
    hashes = filled(log, 5)
    chain = log.verify(hashes[2])
    assert (chain.records, chain.head, chain.torn) == (5, hashes[-1], 0)


@pytest.mark.parametrize("at", [0, 1, 4])
def test_a_changed_record_shows(log: AuditLog, at: int) -> None:
    filled(log, 5)
    lines = only_file(log).read_text().splitlines()
    line = json.loads(lines[at])
    line["record"]["status"] = "abstained"
    lines[at] = json.dumps(line)
    only_file(log).write_text("\n".join(lines) + "\n")
    with pytest.raises(AuditError, match=rf"line {at + 1} of 'audit-000001.jsonl' does not follow"):
        log.verify()


def test_a_record_that_was_taken_out_or_put_in_or_moved_shows(log: AuditLog) -> None:
    filled(log, 5)
    lines = only_file(log).read_text().splitlines(keepends=True)
    for other in (lines[:2] + lines[3:], [*lines[:2], lines[1], *lines[2:]], [lines[1], lines[0], *lines[2:]]):
        only_file(log).write_text("".join(other))
        with pytest.raises(AuditError, match="does not follow"):
            log.verify()


def test_records_cut_off_at_the_end_show_against_a_hash_noted_before(log: AuditLog) -> None:
    hashes = filled(log, 5)
    lines = only_file(log).read_text().splitlines(keepends=True)
    only_file(log).write_text("".join(lines[:3]))
    assert log.verify(hashes[2]).records == 3
    with pytest.raises(AuditError, match="records were cut off"):
        log.verify(hashes[4])


def test_a_full_file_is_left_and_the_chain_goes_on_in_the_next(tmp_path: Path) -> None:
    log = AuditLog(tmp_path, max_bytes=1500)
    hashes = filled(log, 12)
    assert len(list(tmp_path.glob("audit-*.jsonl"))) > 2
    assert log.verify(hashes[0]).records == 12
    assert [record.trace_id for record in log.records()] == [f"trace{n}" for n in range(12)]


def test_the_chain_goes_on_where_old_files_were_moved_away(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit", max_bytes=1500)
    filled(log, 12)
    archived = sorted(log.folder.glob("audit-*.jsonl"))[:-1]
    for path in archived:
        path.rename(tmp_path / path.name)
    for number in range(12, 24):
        log.append(answer_record(number))
    for path in archived:
        (tmp_path / path.name).rename(path)
    assert log.verify().records == 24
    assert [record.trace_id for record in log.records()] == [f"trace{n}" for n in range(24)]


def test_a_missing_file_in_the_middle_shows(tmp_path: Path) -> None:
    log = AuditLog(tmp_path, max_bytes=1500)
    filled(log, 12)
    sorted(tmp_path.glob("audit-*.jsonl"))[1].unlink()
    with pytest.raises(AuditError, match="does not follow"):
        log.verify()


def test_a_line_that_a_crash_left_half_written_is_passed_over(log: AuditLog) -> None:
    filled(log, 2)
    whole = only_file(log).read_bytes()
    only_file(log).write_bytes(whole + whole.splitlines()[0][:100])
    log.append(answer_record(2))
    chain = log.verify()
    assert (chain.records, chain.torn) == (3, 1)
    assert [record.trace_id for record in log.records()] == ["trace0", "trace1", "trace2"]


def test_making_a_record_unreadable_shows(log: AuditLog) -> None:
    filled(log, 3)
    lines = only_file(log).read_text().splitlines(keepends=True)
    only_file(log).write_text("".join([lines[0], lines[1][:80] + "\n", lines[2]]))
    with pytest.raises(AuditError, match="line 3 of"):
        log.verify()


def test_an_answer_is_found_by_its_trace(tmp_path: Path) -> None:
    log = AuditLog(tmp_path, max_bytes=1500)
    filled(log, 12)
    log.append(feedback(3, Opinion.HELPFUL))
    assert log.answer("trace3") == answer_record(3)
    with pytest.raises(UnknownTraceError, match="'trace99', which no answer carries"):
        log.answer("trace99")


def test_a_log_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("a file in the way")
    with pytest.raises(AuditError, match="cannot be written"):
        AuditLog(tmp_path / "audit").append(answer_record())


def _append_ten(folder: str, first: int) -> None:
    for number in range(first, first + 10):
        AuditLog(Path(folder), max_bytes=5000).append(answer_record(number))


def test_processes_that_write_at_once_leave_one_chain(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_append_ten, args=(str(tmp_path), 10 * n)) for n in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    log = AuditLog(tmp_path, max_bytes=5000)
    assert log.verify().records == 30
    assert {record.trace_id for record in log.records()} == {f"trace{n}" for n in range(30)}


def test_a_very_long_record_is_no_end_of_the_chain(log: AuditLog) -> None:
    for number in range(3):
        log.append(answer_record(number, question="long " * 40_000))
    assert log.verify().records == 3
