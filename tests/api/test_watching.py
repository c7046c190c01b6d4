"""What a server says of each request in its log, and nothing that anybody wrote."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.door import Door
from ragstone.assistant import Assistant
from ragstone.keys.keyring import Keyring
from ragstone.settings import ApiSettings
from tests.api.test_keys import bearer, key
from tests.api.test_server import ROOT, free_port, wait_for

LEAVE = {"question": "How long is annual leave a year?", "as_of": "2026-11-24"}


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[list[dict[str, Any]]]:
    """The fields of each line about a request, as they come."""
    found: list[dict[str, Any]] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append({"level": record.levelname, **getattr(record, "fields", {})})

    caplog.set_level(logging.DEBUG, "ragstone.access")
    handler = Kept()
    logging.getLogger("ragstone.access").addHandler(handler)
    yield found
    logging.getLogger("ragstone.access").removeHandler(handler)


@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_line_names_who_asked_what_became_of_it_and_the_answers_id(
    small_assistant: Assistant, tmp_path: Path, lines: list[dict[str, Any]], accept: str
) -> None:
    keyring = Keyring(tmp_path / "keys.json")
    keyring.add(key("jana"))
    with TestClient(create_app(lambda: small_assistant, Door(keyring))) as client:
        found = client.post("/v1/ask?secret=1", json=LEAVE, headers={**bearer("jana"), "Accept": accept})
    line = lines[0]
    seconds, trace_id = line.pop("seconds"), line.pop("trace_id")
    assert line == {
        "level": "INFO", "method": "POST", "route": "/v1/ask", "status": 200, "principal": "jana",
        "answer": "answered", "reason": "all_claims_supported",
    }  # fmt: skip
    assert trace_id in found.text
    assert (len(trace_id), seconds > 0) == (32, True)


def test_a_line_names_what_failed(client: TestClient, lines: list[dict[str, Any]]) -> None:
    client.get("/v1/documents/made-up.md")
    client.post("/v1/ask", json={"question": "x", "nonsense": 1})
    assert [(line["status"], line["error"]) for line in lines] == [(404, "unknown_document"), (422, "request")]


def test_a_fault_of_ours_is_answered_and_logged_as_everything_else(
    small_assistant: Assistant, lines: list[dict[str, Any]]
) -> None:
    app = create_app(lambda: small_assistant, settings=ApiSettings(cors_origins=("https://intra.example",)))

    @app.get("/boom")
    def boom() -> None:
        raise ZeroDivisionError("secret words")

    with TestClient(app) as client:
        found = client.get("/boom", headers={"Origin": "https://intra.example"})
    assert (found.status_code, found.json()["code"]) == (500, "internal")
    assert "secret words" not in found.text
    assert found.headers["access-control-allow-origin"] == "https://intra.example"
    assert found.headers["x-content-type-options"] == "nosniff"
    assert [(line["route"], line["status"], line["error"]) for line in lines] == [("/boom", 500, "internal")]


def test_a_request_for_another_host_is_logged_and_counted(
    small_assistant: Assistant, lines: list[dict[str, Any]]
) -> None:
    with TestClient(create_app(lambda: small_assistant, Door(hosts={"ask.example.com"}))) as client:
        found = [
            client.get("/v1/me", headers={"Host": host}).status_code for host in ("evil.example", "ask.example.com")
        ]
        counted = client.get("/metrics", headers={"Host": "localhost"}).text
    assert found == [421, 200]
    assert (lines[0]["status"], lines[0]["error"]) == (421, "host")
    assert 'status="421"' in counted


def test_every_request_has_an_id_of_its_own(client: TestClient, lines: list[dict[str, Any]]) -> None:
    for _ in range(2):
        client.get("/v1/documents/board.md")
    assert [(line["route"], line["status"]) for line in lines] == [("/v1/documents/{document_id}", 404)] * 2
    assert lines[0]["trace_id"] != lines[1]["trace_id"]


def test_without_a_tracer_nobody_says_what_an_answers_id_is(client: TestClient) -> None:
    parent = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{parent}-00f067aa0ba902b7-01"}
    assert client.post("/v1/ask", json=LEAVE, headers=headers).json()["trace_id"] != parent


def test_what_machines_ask_every_few_seconds_is_told_only_on_demand(
    client: TestClient, lines: list[dict[str, Any]]
) -> None:
    client.get("/healthz")
    client.get("/metrics")
    client.get("/v1/me")
    assert [line["level"] for line in lines] == ["DEBUG", "DEBUG", "INFO"]


def test_a_server_writes_json_and_nothing_else(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "ragstone.cli", "serve", "--port", str(port), "--index", str(tmp_path / "none")]
    environment = {"PATH": "", "PYTHONPATH": str(ROOT), "RAGSTONE_LOG__FORMAT": "json"}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as process:
        wait_for(f"http://127.0.0.1:{port}/healthz", process)
        httpx.post(f"http://127.0.0.1:{port}/v1/ask?token=hush", json=LEAVE, trust_env=False)
        process.terminate()
        assert process.stderr is not None
        written = process.stderr.read()
    told = [json.loads(line) for line in written.splitlines()]
    assert [line["status"] for line in told if line["logger"] == "ragstone.access"] == [503, 503]
    assert {"ragstone.access", "ragstone.api", "uvicorn.error"} <= {line["logger"] for line in told}
    assert not [word for word in ("hush", "annual leave") if word in written]
