"""`python -m benchmarks.load`: prints a table and writes results/load-COMMIT.json; wants the extra `load`."""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.__main__ import RESULTS, commit, machine, table

ROOT = Path(__file__).parents[2]
# Who comes at once, and how many may wait: one alone is what the others are held against, the last are too many.
CROWDS = ((1, 64), (8, 64), (32, 64), (128, 16))
Row = dict[str, object]


def main() -> None:
    """Play every crowd against a server of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--seconds", type=int, default=300, help="of the crowd of 32; the others play a fifth of it")
    seconds = parser.parse_args().seconds
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        _ragstone("sync", "samples/handbook", "--index", str(index))
        for clients, waiting in CROWDS:
            rows += played(index, clients, waiting, seconds=seconds if clients == 32 else max(seconds // 5, 10))
            print(table(rows[-4:]) + "\n", flush=True)
    path = RESULTS / f"load-{commit()}.json"
    path.write_text(json.dumps({"machine": machine(), "load": rows}, indent=1) + "\n", encoding="utf-8")
    print(f"{table(rows)}\n\nwritten to {path}")


def played(index: Path, clients: int, waiting: int, *, seconds: int) -> list[Row]:
    """One row for each kind of request."""
    with serving(index, {"RAGSTONE_API__WAITING": str(waiting)}) as (url, pid):
        memory = Memory(pid)
        stats = locust(url, clients, seconds)
        grown = memory.stopped()
    named = {str(row["name"]): row for row in stats}
    later = int(named.pop("told to come back", {"num_requests": 0})["num_requests"])
    return [
        {
            "clients": clients, "may wait": waiting, "request": name, "answered": row["num_requests"],
            "errors": row["num_failures"], "told to come back": later, "per s": round(row["num_requests"] / seconds, 2),
            "p50 ms": percentile(row["response_times"], 0.5), "p95 ms": percentile(row["response_times"], 0.95),
            "memory MB": f"{grown[0]:.0f} → {grown[1]:.0f}",
        }
        for name, row in sorted(named.items())
    ]  # fmt: skip


def percentile(times: Mapping[str, int], share: float) -> int:
    """Of response times in ms, each with how often it was seen."""
    wanted, seen = share * sum(times.values()), 0
    for ms, count in sorted((float(ms), count) for ms, count in times.items()):
        seen += count
        if seen >= wanted:
            return round(ms)
    return 0


def locust(url: str, clients: int, seconds: int) -> list[dict[str, Any]]:
    """What locust says of every kind of request."""
    command = [
        sys.executable, "-m", "locust", "-f", str(Path(__file__).parent / "people.py"), "--headless", "--json",
        "-u", str(clients), "-r", str(clients), "-t", f"{seconds}s", "--host", url, "--stop-timeout", "60",
        "--exit-code-on-error", "0", "--loglevel", "ERROR",
    ]  # fmt: skip
    environment = {**os.environ, "LOAD_QUESTIONS": str(ROOT / "samples" / "questions" / "questions.jsonl")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    stats: list[dict[str, Any]] = json.loads(done.stdout)
    return stats


class Memory:
    """Watches the resident memory of a process, once a second."""

    def __init__(self, pid: int) -> None:
        self._pid, self._end = pid, threading.Event()
        self._seen: list[float] = []
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stopped(self) -> tuple[float, float]:
        """MB after a fifth of the time, and at the end."""
        self._end.set()
        self._thread.join()
        return self._seen[len(self._seen) // 5], self._seen[-1]

    def _watch(self) -> None:
        while not self._end.wait(1):
            pages = int(Path(f"/proc/{self._pid}/statm").read_text(encoding="ascii").split()[1])
            self._seen.append(pages * os.sysconf("SC_PAGE_SIZE") / 1e6)


@contextmanager
def serving(index: Path, more: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """A server of its own: its address and its process."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = opened.getsockname()[1]
    command = [sys.executable, "-m", "ragstone.cli", "serve", "--index", str(index), "--port", str(port)]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "RAGSTONE_LOG__LEVEL": "warning", **more}) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _wait(url)
            yield url, process.pid
        finally:
            process.terminate()


def _wait(url: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{url}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise TimeoutError(url)


def _ragstone(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "ragstone.cli", *arguments], cwd=ROOT, check=False, capture_output=True)


if __name__ == "__main__":
    main()
