"""`ragstone audit-log`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ragstone.audit.log import AuditLog
from ragstone.audit.record import Opinion
from tests.ragstone.audit.records import answer_record, feedback, search_record
from tests.ragstone.conftest import Command


@pytest.fixture
def kept(here: Path) -> Path:
    """Settings with an audit log, and three answers, a search and feedback in it."""
    with (here / "ragstone.toml").open("a") as file:
        file.write("[audit]\npath = 'audit'\n")
    log = AuditLog(here / "audit")
    log.append(answer_record(0))
    log.append(answer_record(1, question="Who pays?", status="abstained", reason="nothing_found", document="pay.md"))
    log.append(feedback(1, Opinion.MISSING_DOCUMENT, "the pay scales", claim=0))
    named = {"principal": "intranet", "user": "jo"}
    log.append(answer_record(2, withheld=1, document="travel.md").model_copy(update=named))
    log.append(search_record(3))
    return here


def test_the_command_lists_what_was_asked(ragstone: Command, kept: Path) -> None:
    lines = ragstone("audit-log").out.splitlines()
    assert (
        lines[0]
        == "2026-01-05 09:00:00  trace0  answered (all_claims_supported)  How long is annual leave?  [leave.md]"
    )
    assert lines[2].endswith("trace1  feedback missing_document of sentence 1  the pay scales")
    assert lines[4].endswith("trace3  search  What is parental leave?  [parents.md]")


@pytest.mark.parametrize(
    ("options", "traces"),
    [
        (("--since", "2026-01-06"), ["trace1", "trace1", "trace2", "trace3"]),
        (("--until", "2026-01-05"), ["trace0"]),
        (("--status", "abstained"), ["trace1"]),
        (("--document", "leave.md"), ["trace0"]),
        (("--document", "parents.md"), ["trace3"]),
        (("--document", "nowhere.md"), []),
        (("--principal", "intranet"), ["trace2", "trace3"]),
        (("--principal", ""), ["trace0", "trace1", "trace1"]),
        (("--user", "jo"), ["trace2"]),
        (("--reason", "nothing_found"), ["trace1"]),
        (("--reason", "not_in_evidence"), ["trace2"]),
        (("--reason", "nowhere"), []),
        (("--trace-id", "trace1"), ["trace1", "trace1"]),
        (("--trace-id", "trace2", "--principal", "intranet"), ["trace2"]),
    ],
)
def test_the_command_filters(ragstone: Command, kept: Path, options: tuple[str, ...], traces: list[str]) -> None:
    rows = [json.loads(line) for line in ragstone("audit-log", "--json", *options).out.splitlines()]
    assert [row["trace_id"] for row in rows] == traces


def test_the_command_verifies_the_chain(ragstone: Command, kept: Path) -> None:
    whole = ragstone("audit-log", "--verify")
    assert (whole.code, whole.out[:27]) == (0, "5 records, none changed; la")
    head = whole.out.split()[-1]
    assert ragstone("audit-log", "--head", head).code == 0
    path = kept / "audit" / "audit-000001.jsonl"
    path.write_text(path.read_text().replace("Who pays?", "Who paid?"))
    broken = ragstone("audit-log", "--verify")
    assert (broken.code, broken.out) == (3, "")
    assert "line 2 of 'audit-000001.jsonl' does not follow" in broken.err


def test_the_command_without_a_log_says_what_to_set(ragstone: Command) -> None:
    finished = ragstone("audit-log")
    assert (finished.code, finished.err) == (2, "ragstone: got no audit.path, expected its folder or file; set it\n")


def test_the_command_with_no_day_is_refused(ragstone: Command, kept: Path) -> None:
    finished = ragstone("audit-log", "--since", "yesterday")
    assert finished.code == 2
    assert "got --since 'yesterday', expected a day like 2026-01-31" in finished.err
