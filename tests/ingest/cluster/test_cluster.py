"""A sync on a Ray cluster of this machine makes the same index as one without, whatever is lost on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.index.protocol import Stored
from ingest.outcome import SyncReport
from ingest.sources.places import discover
from ragstone.ingestion import build_sync
from ragstone.settings import Tree, load_settings

ray = pytest.importorskip("ray", reason="the extra `ray` is not installed: no cluster was tried")

HANDBOOK = Path(__file__).parents[3] / "samples" / "handbook"


@pytest.fixture(scope="module", autouse=True)
def _cluster() -> Iterator[None]:
    yield
    ray.shutdown()


def synced(index: Path, folder: Path, engine: str) -> tuple[SyncReport, dict[str, Stored]]:
    flags: Tree = {"index": {"path": index}, "ingest": {"engine": engine, "ray_address": "local"}}
    job = build_sync(load_settings(flags=flags, environment={}).settings, rebuild=False)
    report = job.run(discover(folder), roots=[str(folder.resolve())])
    with job.writer as writer:
        found = {document_id: writer.stored(document_id) for document_id in writer.records()}
    return report, {key: one for key, one in found.items() if one is not None}


def same(one: dict[str, Stored], other: dict[str, Stored]) -> bool:
    """Point for point: records, chunks and vectors."""
    return one.keys() == other.keys() and all(
        one[key].record == other[key].record
        and one[key].chunks == other[key].chunks
        and np.array_equal(one[key].vectors, other[key].vectors)
        for key in one
    )


def test_the_index_is_the_same_point_for_point(tmp_path: Path) -> None:
    first, here = synced(tmp_path / "here", HANDBOOK, "local")
    report, there = synced(tmp_path / "there", HANDBOOK, "ray")
    assert report.outcomes == first.outcomes
    assert same(here, there)
    again, _ = synced(tmp_path / "there", HANDBOOK, "ray")
    assert (again.counts["unchanged"], again.embedded) == (len(here), 0)


def test_nothing_is_lost_with_the_processes_that_are_killed(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for number in range(60):
        text = " ".join(f"Room {number} has {chair} chairs by the window." for chair in range(40))
        (folder / f"room-{number:02}.md").write_text(f"# Room {number}\n\n{text}\n")
    _, here = synced(tmp_path / "here", folder, "local")
    killed: list[int] = []
    over = threading.Event()
    killer = threading.Thread(target=_kill_workers, args=(killed, over))
    killer.start()
    try:
        report, there = synced(tmp_path / "there", folder, "ray")
    finally:
        over.set()
        killer.join()
    assert len(killed) >= 3
    assert (report.complete, same(here, there)) == (True, True)


def test_a_file_that_cannot_be_parsed_is_a_failure_alone(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "good.md").write_text("# Leave\n\nAnnual leave is 25 days.\n")
    (folder / "empty.md").write_text("")
    report, there = synced(tmp_path / "there", folder, "ray")
    assert {one.document_id: one.kind.value for one in report.outcomes} == {"empty.md": "failed", "good.md": "added"}
    assert "without content" in next(one.reason for one in report.outcomes if one.document_id == "empty.md")
    assert list(there) == ["good.md"]


@pytest.mark.parametrize("address", ["127.0.0.1:9", "ray://127.0.0.1:9", "auto"])
def test_a_cluster_that_is_not_there_is_one_sentence(address: str) -> None:
    program = (
        "from ingest.cluster.cluster import Cluster\nfrom ingest.errors import ClusterError\n"
        f"try:\n    Cluster.joined('{address}')\nexcept ClusterError as error:\n    print(error)"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1].startswith(f"got no Ray cluster at '{address}'")


def _kill_workers(killed: list[int], over: threading.Event) -> None:
    """Kill a process of Ray's that works for us, every second."""
    while not over.wait(1.0):
        working = [pid for pid in _processes() if pid not in killed]
        if working and len(killed) < 6:
            os.kill(working[len(killed) % len(working)], signal.SIGKILL)
            killed.append(working[len(killed) % len(working)])


def _processes() -> list[int]:
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                title = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if title.startswith((b"ray::_Actor", b"ray::_parse")):
                found.append(int(entry.name))
    return found
