"""The address, and the server as a process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from api.server import require_loopback, run
from ragstone.settings import SettingsError, Tree, load_settings
from tests.openai_server import ScriptedServer, Turn

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "::1", "localhost"])
def test_loopback_is_served(host: str) -> None:
    require_loopback(host)


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "192.168.1.5", "8.8.8.8", "example.com", "", "localhost.example.com", "127.0.0.1 "],  # noqa: S104
)
def test_any_other_address_is_refused_with_the_remedy(host: str) -> None:
    with pytest.raises(SettingsError, match="expected a loopback address .*put a proxy"):
        require_loopback(host)


def test_an_address_is_refused_before_anything_is_loaded() -> None:
    settings = load_settings(flags={"api": {"host": "192.168.1.5"}}, environment={}).settings
    with pytest.raises(SettingsError, match=r"'192\.168\.1\.5'"):
        run(settings)


def free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port: int = opened.getsockname()[1]
        return port


def wait_for(url: str, process: subprocess.Popen[Any]) -> httpx.Response:
    for _ in range(300):
        assert process.poll() is None
        try:
            return httpx.get(url, trust_env=False)
        except httpx.ConnectError:
            time.sleep(0.1)
    raise TimeoutError(url)


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Of a process that needs no reranker: a scripted language model drafts."""
    with ScriptedServer(["Annual leave is 25 days a year [1]."]) as server:
        yield {
            **{name: value for name, value in os.environ.items() if not name.startswith("RAGSTONE_")},
            "RAGSTONE_INDEX__PATH": str(tmp_path / "index"),
            "RAGSTONE_MODELS__RERANKER": "none",
            "RAGSTONE_ANSWER__WRITER": "llm",
            "RAGSTONE_ANSWER__SUFFICIENCY": "0",
            "RAGSTONE_LLM__BASE_URL": server.base_url,
        }


def test_a_process_serves_as_soon_as_there_is_an_index(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / "leave.md").write_text("# Leave\n\nAnnual leave is 25 days a year.\n")
    ragstone = [sys.executable, "-m", "ragstone.cli"]
    base = f"http://127.0.0.1:{(port := free_port())}"
    ask = {"question": "How long is annual leave?"}
    with subprocess.Popen([*ragstone, "serve", "--port", str(port)], cwd=ROOT, env=environment) as process:
        try:
            health = wait_for(f"{base}/healthz", process)
            early = httpx.post(f"{base}/v1/ask", json=ask, trust_env=False)
            subprocess.run([*ragstone, "sync", str(tmp_path / "leave.md")], cwd=ROOT, env=environment, check=True)
            answer = httpx.post(f"{base}/v1/ask", json=ask, trust_env=False, timeout=60).json()
        finally:
            process.terminate()
    assert (health.status_code, early.status_code, early.json()["code"]) == (503, 503, "index_missing")
    assert (answer["status"], answer["text"]) == ("answered", "Annual leave is 25 days a year [1].")


@contextmanager
def serving(folder: Path, environment: dict[str, str], **more: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A server process over one document, ready to answer."""
    (folder / "leave.md").write_text("# Leave\n\nAnnual leave is 25 days a year.\n")
    ragstone = [sys.executable, "-m", "ragstone.cli"]
    subprocess.run([*ragstone, "sync", str(folder / "leave.md")], cwd=ROOT, env=environment, check=True)
    base = f"http://127.0.0.1:{(port := free_port())}"
    environment = {**environment, **more, "RAGSTONE_API__PORT": str(port)}
    with subprocess.Popen([*ragstone, "serve"], cwd=ROOT, env=environment) as process:
        try:
            assert wait_for(f"{base}/healthz", process).status_code == 200
            yield base, process
        finally:
            process.terminate()


def test_who_is_being_answered_when_it_stops_is_answered(tmp_path: Path, environment: dict[str, str]) -> None:
    with (
        ScriptedServer([Turn("Annual leave is 25 days a year [1].", mode="slow")]) as slow,
        serving(tmp_path, environment, RAGSTONE_LLM__BASE_URL=slow.base_url) as (base, process),
        httpx.Client(base_url=base, trust_env=False, timeout=60) as client,
        client.stream(
            "POST", "/v1/ask", json={"question": "How long is annual leave?"}, headers={"Accept": "text/event-stream"}
        ) as events,
    ):
        lines = events.iter_lines()
        assert next(lines) == "event: evidence"
        process.terminate()
        rest = list(lines)
        assert process.wait(30) == -signal.SIGTERM  # as for any process that nobody asked for more
    assert [line for line in rest if line.startswith("event: ")] == ["event: claim", "event: done"]


def test_a_page_elsewhere_whose_name_leads_here_gets_nothing(tmp_path: Path, environment: dict[str, str]) -> None:
    with serving(tmp_path, environment, RAGSTONE_API__HOSTS="Ask.example.com") as (base, _):
        port = base.rpartition(":")[2]
        found = {
            host: httpx.get(f"{base}/v1/documents", headers={"Host": host}, trust_env=False).status_code
            for host in (f"evil.example.com:{port}", "evil.example.com", "", f"127.0.0.1:{port}", f"localhost:{port}",
                         f"[::1]:{port}", "ask.example.com")
        }  # fmt: skip
    assert list(found.values()) == [421, 421, 421, 200, 200, 200, 200]


def test_several_processes_answer_and_one_that_dies_is_replaced(tmp_path: Path, environment: dict[str, str]) -> None:
    ask = {"question": "How long is annual leave?"}
    with (
        ScriptedServer(lambda _: "Annual leave is 25 days a year [1].") as willing,
        serving(tmp_path, environment, RAGSTONE_LLM__BASE_URL=willing.base_url, RAGSTONE_API__WORKERS="2") as (
            base,
            process,
        ),
    ):
        first = [httpx.post(f"{base}/v1/ask", json=ask, trust_env=False, timeout=60).status_code for _ in range(4)]
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(children[-1]), signal.SIGKILL)
        time.sleep(1)
        then = [httpx.post(f"{base}/v1/ask", json=ask, trust_env=False, timeout=60).status_code for _ in range(4)]
        # whichever of them is asked, and though one is gone
        counted = {_counted(httpx.get(f"{base}/metrics", trust_env=False).text) for _ in range(6)}
        process.terminate()
        assert process.wait(30) == 0
    assert (first, then, counted) == ([200] * 4, [200] * 4, {8.0})


def _counted(metrics: str) -> float:
    lines = [line for line in metrics.splitlines() if line.startswith("ragstone_answers_total{")]
    return sum(float(line.rpartition(" ")[2]) for line in lines)


def test_several_processes_that_each_count_for_themselves_are_refused() -> None:
    flags = {"api": {"workers": 2, "requests_per_minute": 10}}
    with pytest.raises(SettingsError, match=r"got api\.workers 2 and api\.requests_per_minute, expected one of them"):
        run(load_settings(flags=cast(Tree, flags), environment={}).settings)
