"""The address, and the server as a process."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from api.server import require_loopback, run
from ragstone.settings import SettingsError, load_settings

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


def wait_for(url: str, process: subprocess.Popen[bytes]) -> httpx.Response:
    for _ in range(300):
        assert process.poll() is None
        try:
            return httpx.get(url, trust_env=False)
        except httpx.ConnectError:
            time.sleep(0.1)
    raise TimeoutError(url)


def test_a_process_serves_and_says_what_it_misses(tmp_path: Path) -> None:
    base = f"http://127.0.0.1:{(port := free_port())}"
    command = [sys.executable, "-m", "ragstone.cli", "serve", "--port", str(port), "--index", str(tmp_path / "none")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            health = wait_for(f"{base}/healthz", process)
            asked = httpx.post(f"{base}/v1/ask", json={"question": "Leave?"}, trust_env=False)
        finally:
            process.terminate()
    assert (health.status_code, asked.status_code) == (503, 503)
    assert asked.json()["error"]["code"] == "index_missing"
