"""The commands on a tiny index."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ragstone.conftest import Command, write_documents

COMMANDS = ["sync", "ask", "search", "verify", "calibrate", "serve", "documents", "doctor", "audit-log", "config"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(ragstone: Command, command: str) -> None:
    finished = ragstone(command, "--help")
    assert (finished.code, finished.err) == (0, "")
    assert f"ragstone {command}" in finished.out


def test_help_lists_every_command(ragstone: Command) -> None:
    listed = ragstone("--help").out
    assert [command for command in COMMANDS if f"\n  {command}" not in listed] == []


def test_a_process_of_its_own_ends_with_the_same_codes(here: Path) -> None:
    command = [sys.executable, "-m", "ragstone.cli", "search", "leave", "--filter", "nonsense"]
    finished = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert finished.stderr == "ragstone: got --filter 'nonsense', expected KEY=VALUE; write it like department=people\n"


def test_search_prints_hits_for_people(ragstone: Command) -> None:
    finished = ragstone("search", "How long is annual leave?")
    assert finished.code == 0
    assert finished.out.startswith("1. Leave (leave.md) ")


def test_search_prints_hits_for_machines(ragstone: Command) -> None:
    finished = ragstone("search", "How long is annual leave?", "--json", "--limit", 1)
    (hit,) = json.loads(finished.out)["hits"]
    assert (hit["rank"], hit["document_id"]) == (1, "leave.md")
    assert set(hit) == {
        "rank", "chunk_id", "document_id", "title", "uri", "page", "start", "end", "score", "text",
    }  # fmt: skip


@pytest.mark.parametrize("stage", ["dense", "bm25", "hybrid", "reranked"])
def test_search_shows_every_stage(ragstone: Command, stage: str) -> None:
    finished = ragstone("search", "annual leave", "--json", "--stage", stage)
    assert json.loads(finished.out)["hits"][0]["document_id"] == "leave.md"


def test_search_narrows_by_filter_group_and_day(ragstone: Command) -> None:
    def found(*options: str) -> set[str]:
        hits = json.loads(ragstone("search", "annual leave bonus", "--json", *options).out)["hits"]
        return {hit["document_id"] for hit in hits}

    assert found() == {"leave.md", "travel.md"}
    assert found("--filter", "department=finance") == {"travel.md"}
    assert found("--filter", "department=finance", "--filter", "department=people") == {"leave.md", "travel.md"}
    assert found("--filter", "department=moon") == set()
    assert found("--group", "board") == {"leave.md", "travel.md", "board.md"}
    assert found("--as-of", "2025-06-01") == {"leave.md", "travel.md", "old.md"}


def test_nothing_found_is_said(ragstone: Command) -> None:
    assert ragstone("search", "leave", "--filter", "department=moon").out == "nothing found\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("search", "leave", "--filter", "deparment=people"), "'deparment', expected one of"),
        (("search", "leave", "--filter", "secrecy=high"), "'secrecy', expected one of"),
        (("search", "leave", "--filter", "people"), "got --filter 'people', expected KEY=VALUE"),
        (("search", "leave", "--as-of", "yesterday"), "got --as-of 'yesterday', expected a day"),
        (("search", ""), "got an empty question"),
        (("ask", "\udcff"), "got half of a character, a lone surrogate"),
        (("search", "leave", "--group", "\udcff"), "got half of a character, a lone surrogate"),
        (("ask", "leave", "--explain", "--json"), "got --explain and --json, expected one of them"),
        (("search",), "expected either a question or --jsonl"),
        (("search", "leave", "--jsonl", "in.jsonl", "--out", "out.jsonl"), "expected either a question or --jsonl"),
        (("search", "--jsonl", "in.jsonl"), "got one of --jsonl and --out"),
        (("search", "--jsonl", "missing.jsonl", "--out", "out.jsonl"), "'missing.jsonl' cannot be used"),
        (("search", "leave", "--config", "missing.toml"), "'missing.toml' cannot be read"),
        (("sync", "missing"), "missing"),
        (("ask", "x" * 100_000), "got a question of 100000 characters"),
        (("serve", "--host", "0.0.0.0"), "got api.host '0.0.0.0', expected a loopback address"),  # noqa: S104
    ],
)
def test_what_cannot_be_used_ends_with_2_and_one_sentence(
    ragstone: Command, arguments: tuple[str, ...], message: str
) -> None:
    finished = ragstone(*arguments)
    assert (finished.code, finished.out) == (2, "")
    assert finished.err.startswith("ragstone: ")
    assert message in finished.err
    assert len(finished.err.splitlines()) == 1


@pytest.mark.parametrize("arguments", [("nonsense",), ("search", "a", "--limit", "0"), ("search", "a", "--no-such")])
def test_what_the_parser_refuses_ends_with_2(ragstone: Command, arguments: tuple[str, ...]) -> None:
    finished = ragstone(*arguments)
    assert (finished.code, finished.out) == (2, "")
    assert "Error" in finished.err


@pytest.mark.parametrize("command", [("search", "leave"), ("documents",), ("ask", "leave")])
def test_a_missing_index_ends_with_3_and_the_remedy(ragstone: Command, command: tuple[str, ...]) -> None:
    finished = ragstone(*command, "--index", "nowhere")
    assert (finished.code, finished.out) == (3, "")
    assert "ragstone sync" in finished.err


@pytest.mark.parametrize("option", ["verifier_path", "embedder_path"])
def test_without_a_models_files_nothing_is_answered(
    ragstone: Command, monkeypatch: pytest.MonkeyPatch, here: Path, option: str
) -> None:
    (here / "empty").mkdir()
    monkeypatch.setenv(f"RAGSTONE_MODELS__{option.upper()}", str(here / "empty"))
    monkeypatch.setenv("RAGSTONE_ANSWER__WRITER", "llm")
    finished = ragstone("ask", "How long is annual leave?")
    assert (finished.code, finished.out) == (3, "")
    assert "empty" in finished.err


def test_documents_lists_what_may_be_read(ragstone: Command) -> None:
    listed = json.loads(ragstone("documents", "--json", "--as-of", "2026-11-24").out)["documents"]
    assert [row["document_id"] for row in listed] == ["leave.md", "travel.md"]
    assert (listed[0]["title"], listed[0]["tags"], listed[0]["expires"]) == (
        "Leave", {"department": ["people"]}, None,
    )  # fmt: skip


def test_documents_for_people_counts_only_what_may_be_read(ragstone: Command) -> None:
    assert "2 documents" in ragstone("documents", "--as-of", "2026-11-24").out
    assert "3 documents" in ragstone("documents", "--as-of", "2026-11-24", "--group", "board").out


def test_config_shows_each_value_and_its_place(ragstone: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAGSTONE_RETRIEVAL__TOP_K", "7")
    rows = {row["name"]: row for row in json.loads(ragstone("config", "--json").out)}
    assert (rows["retrieval.top_k"]["value"], rows["retrieval.top_k"]["origin"]) == (
        "7",
        "environment RAGSTONE_RETRIEVAL__TOP_K",
    )
    assert rows["models.reranker"]["origin"] == "file ragstone.toml"
    assert "retrieval.top_k" in ragstone("config").out


def test_sync_tells_machines_what_became_of_each_document(ragstone: Command, here: Path) -> None:
    docs = write_documents(here / "docs")
    first = json.loads(ragstone("sync", docs, "--index", "fresh", "--json").out)
    again = json.loads(ragstone("sync", docs, "--index", "fresh", "--json").out)
    assert (first["complete"], first["counts"]["added"], first["revision"]) == (True, 4, "000001")
    assert (again["counts"]["unchanged"], again["revision"]) == (4, "000001")
    assert {"id", "outcome", "reason", "warnings", "chunks"} == set(first["documents"][0])


def test_a_dry_run_says_what_it_would_do_and_does_nothing(ragstone: Command, here: Path) -> None:
    docs = write_documents(here / "docs")
    finished = ragstone("sync", docs, "--index", "fresh", "--dry-run")
    assert (finished.code, finished.out.startswith("would be: 4 added of 4 documents")) == (0, True)
    assert ragstone("documents", "--index", "fresh").code == 3


def test_sync_ends_with_1_when_a_file_cannot_be_read(ragstone: Command, here: Path) -> None:
    docs = write_documents(here / "docs")
    (docs / "broken.pdf").write_bytes(b"no pdf")
    finished = ragstone("sync", docs, "--index", "fresh")
    assert finished.code == 1
    assert "broken.pdf: " in finished.err


def test_sync_says_each_change_while_it_works(ragstone: Command, here: Path) -> None:
    finished = ragstone("sync", write_documents(here / "docs"), "--index", "fresh")
    assert "[4/4] added travel.md" in finished.err
    assert finished.out.startswith("done: 4 added of 4 documents")


def test_a_source_can_be_forgotten(ragstone: Command, here: Path) -> None:
    docs = write_documents(here / "docs")
    ragstone("sync", docs, "--index", "fresh")
    assert ragstone("documents", "--forget", docs.resolve(), "--index", "fresh").code == 0
    assert "0 documents" in ragstone("documents", "--index", "fresh").out


def test_forgetting_what_was_never_synced_ends_with_1(ragstone: Command, here: Path) -> None:
    ragstone("sync", write_documents(here / "docs"), "--index", "fresh")
    finished = ragstone("documents", "--forget", "/no/such/source", "--index", "fresh")
    assert (finished.code, finished.out.startswith("0 documents")) == (1, True)
