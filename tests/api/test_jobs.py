"""Jobs over HTTP, while the server answers, stops, and dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from ingest.index.directory import IndexDirectory
from models.protocols import Embedder
from ragstone.jobs.job import JobKind
from ragstone.keys.key import Scope
from ragstone.wiring import build_index
from tests.api.test_server import free_port, wait_for
from tests.library_parts import WAIT_S, Client, World, bearer, finished, keyring_of, world

ROOT = Path(__file__).parents[2]
MANY = 600


@pytest.fixture
def place(embedder: Embedder, tmp_path: Path) -> World:
    return world(tmp_path, embedder)


def upload(client: Client, name: str, text: str, **fields: object) -> dict[str, Any]:
    sent = client.post("/v1/documents", files={"file": (name, text)}, data={"public": "true", **fields})
    assert sent.status_code == 202
    row: dict[str, Any] = sent.json()
    return row


def test_a_sync_is_asked_for_once_and_listed_newest_first(place: World) -> None:
    client = TestClient(place.app())
    first, again = client.post("/v1/sync"), client.post("/v1/sync")
    assert (first.status_code, first.json()) == (202, again.json())
    newest = upload(client, "new.txt", "The canteen opens at noon.")
    assert [job["id"] for job in client.get("/v1/jobs").json()["jobs"]] == [newest["id"], first.json()["id"]]
    assert len(client.get("/v1/jobs", params={"limit": 1}).json()["jobs"]) == 1
    assert client.get("/v1/jobs/made-up").status_code == 404
    client.close()


def test_without_anything_to_sync_a_sync_is_refused(embedder: Embedder, tmp_path: Path) -> None:
    client = TestClient(world(tmp_path, embedder, sources=(), uploads=None).app())
    assert client.post("/v1/sync").status_code == 409
    assert client.get("/v1/me").json()["syncs"] is False
    client.close()


def test_a_sync_takes_up_what_changed_at_the_source(place: World) -> None:
    with TestClient(place.app()) as client:
        (place.source / "leave.md").write_text("# Leave\n\nAnnual leave is 31 days a year.\n")
        job = finished(client, client.post("/v1/sync").json()["id"])
        assert (job["state"], job["counts"]["replaced"], job["done"], job["total"]) == ("done", 1, 2, 2)
        assert "31 days" in client.post("/v1/ask", json={"question": "Annual leave is how many days a year?"}).text


def test_of_a_job_everybody_sees_what_they_may_read(place: World) -> None:
    (place.source / "scan.pdf").write_bytes(b"no pdf")
    (place.source / "board.md").write_text("---\ngroups: [board]\n---\n# Board\n\nChanged.\n")
    keyring = keyring_of(
        place.root, it=(("it",), (Scope.INGEST,)), board=(("board",), (Scope.INGEST,)), chief=((), (Scope.ADMIN,))
    )
    with TestClient(place.app(keyring)) as client:
        job = client.post("/v1/sync", headers=bearer("it")).json()["id"]
        seen = {secret: finished(client, job, secret) for secret in ("it", "board", "chief")}
        assert [note["document_id"] for note in seen["chief"]["failures"]] == ["scan.pdf"]
        assert (seen["it"]["failures"], seen["it"]["hidden"]) == ([], 1)
        assert {secret: row["counts"]["failed"] for secret, row in seen.items()} == dict.fromkeys(seen, 1)
        assert {row["asked_by"] for row in seen.values()} == {"it"}
        mine = client.post("/v1/documents", files={"file": ("mine.pdf", b"no pdf")}, headers=bearer("board")).json()[
            "id"
        ]
        failed = finished(client, mine, "board")
        assert [note["document_id"] for note in failed["failures"]] == ["mine.pdf"]
        assert finished(client, mine, "it")["documents"] == []


def test_a_process_that_dies_takes_no_answer_with_it(place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ragstone.jobs.process._PROGRAM", "import os; os.abort()")
    with TestClient(place.app()) as client:
        job = finished(client, upload(client, "new.txt", "The canteen opens at noon.")["id"])
        assert (job["state"], "SIGABRT" in job["reason"]) == ("failed", True)
        assert client.post("/v1/ask", json={"question": "Annual leave is how many days?"}).json()["text"]
        monkeypatch.undo()
        assert finished(client, client.post("/v1/sync").json()["id"])["counts"]["added"] == 1


def test_answers_go_on_while_a_job_runs(place: World) -> None:
    many(place)
    asked = {"question": "Annual leave is how many days a year?"}
    with TestClient(place.app()) as client:
        job = client.post("/v1/sync").json()["id"]
        answered = 0
        while (row := client.get(f"/v1/jobs/{job}").json())["state"] in ("queued", "running"):
            assert "25 days" in client.post("/v1/ask", json=asked).json()["text"]
            answered += row["state"] == "running" and 0 < row["done"] < row["total"]
            time.sleep(0.05)
        assert (row["state"], row["counts"]["added"]) == ("done", MANY)
        assert answered > 0


def many(place: World) -> None:
    for number in range(MANY):
        (place.source / f"room-{number}.md").write_text(f"# Room {number}\n\nRoom {number} has {number} chairs.\n")


@contextmanager
def serving(place: World) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """A server as people start it."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RAGSTONE_")}
    options = ["--index", place.settings.index.path, "--source", place.source, "--uploads", place.uploads]
    command = [sys.executable, "-m", "ragstone.cli", "serve", "--port", str(port), *map(str, options)]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{url}/healthz", process)
            with httpx.Client(base_url=url, trust_env=False, timeout=60) as client:
                yield client, process
        finally:
            process.terminate()


def running(client: Client, job: str) -> dict[str, Any]:
    """The job in the middle of its work."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        row: dict[str, Any] = client.get(f"/v1/jobs/{job}").json()
        if 10 < row["done"] < row["total"]:
            return row
        assert row["state"] in ("queued", "running")
    raise TimeoutError(row)


def children(process: int) -> list[Path]:
    """The processes that run its jobs."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [Path("/proc") / one for path in lists for one in path.read_text().split()]


def gone(paths: list[Path]) -> bool:
    until = time.monotonic() + 15
    while any(path.exists() for path in paths) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(path.exists() for path in paths)


def how_killed(process: subprocess.Popen[bytes]) -> None:
    process.kill()


def how_stopped(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)


@pytest.mark.parametrize("end", [how_killed, how_stopped])
def test_a_server_that_ends_in_the_middle_goes_on_at_the_next_start(
    place: World, end: Callable[[subprocess.Popen[bytes]], None]
) -> None:
    many(place)
    before = IndexDirectory(place.settings.index.path).generation()
    with serving(place) as (client, process):
        job = client.post("/v1/sync").json()["id"]
        running(client, job)
        helpers = children(process.pid)
        assert len(helpers) == 1
        end(process)
        process.wait(30)
        assert gone(helpers)
    assert IndexDirectory(place.settings.index.path).generation() == before
    index = build_index(place.settings)
    assert len(index.library(())) == 1
    index.close()
    left = place.intake().ledger.get(job)
    assert (left.state, left.kind) == (("running" if end is how_killed else "queued"), JobKind.SYNC)
    with serving(place) as (client, _):
        row = finished(client, job)
        assert (row["state"], row["counts"]["added"], row["failures"]) == ("done", MANY, [])
        assert client.get("/v1/documents", params={"limit": 1}).json()["total"] == MANY + 1
