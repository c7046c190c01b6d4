"""The `--jsonl IN --out OUT` forms: order, bad rows, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ragstone.cli.batch import run_batch
from ragstone.cli.failures import ExitCode
from ragstone.wire import VerifyIn
from tests.openai_server import ScriptedServer
from tests.ragstone.conftest import Command

ROWS = [
    '{"id": "a", "question": "annual leave"}',
    '{"id": "b", "question": ""}',
    "no json",
    "",
    "[1, 2]",
    '{"id": 7, "question": "hotels", "filters": {"department": "finance"}, "my_column": "kept out"}',
    '{"id": "c"}',
    '{"id": "d", "question": "leave", "filters": {"deparment": "people"}}',
    '{"question": "leave", "as_of": "2025-06-01", "history": [{"speaker": "user", "text": "Hello"}]}',
    '{"id": "e", "question": "leave", "as_of": "some day"}',
]


def batch(ragstone: Command, command: str, rows: list[str], *options: str) -> tuple[int, list[dict[str, object]]]:
    Path("in.jsonl").write_text("\n".join(rows) + "\n")
    finished = ragstone(command, "--jsonl", "in.jsonl", "--out", "out.jsonl", *options)
    return finished.code, [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]


def test_search_keeps_the_order_and_survives_bad_rows(ragstone: Command) -> None:
    code, rows = batch(ragstone, "search", ROWS)
    assert code == 1
    assert [row["id"] for row in rows] == ["a", "b", "line-3", "line-5", 7, "c", "d", "line-9", "e"]
    assert ["error" in row for row in rows] == [False, True, True, True, False, True, True, False, True]


def test_each_error_says_what_is_wrong(ragstone: Command) -> None:
    _, rows = batch(ragstone, "search", ROWS)
    errors = {str(row["id"]): str(row["error"]) for row in rows if "error" in row}
    assert "empty question" in errors["b"]
    assert "no JSON in line 3" in errors["line-3"]
    assert "got a list in line 5" in errors["line-5"]
    assert "`question`" in errors["c"]
    assert "'deparment'" in errors["d"]
    assert "`as_of`" in errors["e"]


def test_rows_without_a_fault_end_with_0(ragstone: Command) -> None:
    code, rows = batch(ragstone, "search", [ROWS[0], ROWS[5]])
    assert code == 0
    assert [set(row) for row in rows] == [{"id", "hits", "policies"}] * 2


def test_a_row_that_cannot_even_be_read_costs_that_row(ragstone: Command) -> None:
    huge = '{"id": "n", "question": "leave", "n": ' + "9" * 5000 + "}"
    half = r'{"id": "x\ud800", "question": "leave"}'
    code, rows = batch(
        ragstone, "search", [ROWS[0], huge, "[" * 100_000, half, r'{"id": "q", "question": "\ud800"}', ROWS[5]]
    )
    assert code == 1
    assert [row["id"] for row in rows] == ["a", "line-2", "line-3", "x\ud800", "q", 7]
    assert ["error" in row for row in rows] == [False, True, True, False, True, False]


def test_a_row_that_meets_a_fault_costs_that_row(tmp_path: Path) -> None:
    def answer(row: VerifyIn, row_id: str) -> VerifyIn:
        return row if row_id != "b" else VerifyIn(context=[str(1 // 0)])

    (tmp_path / "in").write_text("".join(f'{{"id": "{one}", "context": []}}\n' for one in "abc"))
    assert run_batch(tmp_path / "in", tmp_path / "out", VerifyIn, answer) is ExitCode.FAILURES
    rows = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert [row.get("error", "") for row in rows] == [
        "", "got an unforeseen ZeroDivisionError in line 2, expected a row that can be worked; correct it", "",
    ]  # fmt: skip


def test_a_file_is_not_written_over_itself(ragstone: Command) -> None:
    Path("in.jsonl").write_text(ROWS[0])
    Path("same.jsonl").symlink_to("in.jsonl")
    for out in ("in.jsonl", "same.jsonl"):
        finished = ragstone("search", "--jsonl", "in.jsonl", "--out", out)
        assert (finished.code, Path("in.jsonl").read_text()) == (2, ROWS[0])
        assert f"got '{out}' for --jsonl and --out, expected two files" in finished.err


def test_a_byte_order_mark_is_no_part_of_the_first_row(ragstone: Command) -> None:
    Path("in.jsonl").write_bytes(b'\xef\xbb\xbf{"context": ["a b c"], "claim": "a b c"}\n')
    assert ragstone("verify", "--jsonl", "in.jsonl", "--out", "out.jsonl").code == 0


def test_an_empty_file_gives_an_empty_file(ragstone: Command) -> None:
    assert batch(ragstone, "search", []) == (0, [])


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGSTONE_ANSWER__WRITER", "llm")
    monkeypatch.setenv("RAGSTONE_ANSWER__SUFFICIENCY", "0")


def test_ask_answers_each_row(ragstone: Command, writer: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(["Annual leave is 25 days a year [1].", "NO_ANSWER"]) as server:
        monkeypatch.setenv("RAGSTONE_LLM__BASE_URL", server.base_url)
        code, rows = batch(ragstone, "ask", [ROWS[0], ROWS[1], ROWS[5]])
    assert (code, [row["id"] for row in rows]) == (1, ["a", "b", 7])
    assert (rows[0]["status"], rows[0]["text"]) == ("answered", "Annual leave is 25 days a year [1].")
    assert (rows[2]["status"], rows[2]["reason"]) == ("abstained", "insufficient")


def test_ask_prints_an_answer_with_its_sources(
    ragstone: Command, writer: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedServer(["Annual leave is 25 days a year [1]."]) as server:
        monkeypatch.setenv("RAGSTONE_LLM__BASE_URL", server.base_url)
        plain, row = ragstone("ask", "annual leave"), ragstone("ask", "annual leave", "--json")
    assert plain.out.startswith("Annual leave is 25 days a year [1].\n\n[1] Leave (leave.md)\n\nanswered (")
    assert set(json.loads(row.out)) == {
        "id", "question", "status", "reason", "text", "claims", "withheld", "closest", "policies", "notices",
        "against", "inferred", "corrected", "writer", "route",
        "timings_ms", "trace_id",
    }  # fmt: skip


def test_a_server_that_is_not_there_ends_with_3(
    ragstone: Command, writer: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.001)
    monkeypatch.setenv("RAGSTONE_LLM__BASE_URL", "http://127.0.0.1:9/v1")
    finished = ragstone("ask", "annual leave")
    assert (finished.code, finished.out) == (3, "")
    assert "got no connection" in finished.err


def test_verify_judges_each_row(ragstone: Command) -> None:
    context = ["Hotels may cost at most 140 euros a night. It applies from January 2026."]
    rows = [
        {"id": 1, "context": context, "response": "Hotels may cost at most 140 euros a night [1]."},
        {"id": 2, "context": context, "claim": "Hotels may cost at most 180 euros a night."},
        {"id": 3, "context": context, "response": "It applies from January 2026 [2]."},
        {"id": 4, "context": context},
        {"id": 5, "context": context, "claim": "a", "response": "b"},
    ]
    code, found = batch(ragstone, "verify", [json.dumps(row) for row in rows])
    assert (code, [row.get("supported") for row in found]) == (1, [True, False, False, None, None])
    assert "exactly one of" in str(found[3]["error"])


def test_verify_says_why(ragstone: Command) -> None:
    row = {
        "id": 1,
        "context": ["Leave is 25 days."],
        "response": "Leave is 25 days [1]. Leave is 28 days [1]. So it is [4].",
    }
    _, ((checked),) = batch(ragstone, "verify", [json.dumps(row)])
    claims = checked["claims"]
    assert isinstance(claims, list)
    assert [claim["reason"] for claim in claims] == ["supported", "number_not_in_evidence", "no_such_citation"]


def test_verify_without_its_model_writes_nothing(ragstone: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("empty").mkdir()
    monkeypatch.setenv("RAGSTONE_MODELS__VERIFIER_PATH", "empty")
    Path("in.jsonl").write_text('{"id": 1, "context": ["a"], "claim": "a"}\n')
    assert ragstone("verify", "--jsonl", "in.jsonl", "--out", "out.jsonl").code == 3
    assert not Path("out.jsonl").exists()
