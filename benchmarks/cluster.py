"""`python -m benchmarks.cluster`: many documents through a Ray cluster of this machine; wants the extra `ray`.

Prints a table and writes benchmarks/results/cluster-COMMIT.json. That both engines make the same index of the sample
handbook, and what comes of killed processes, is tested (`make test-cluster`); here it is the number that counts.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.__main__ import RESULTS, Row, commit, machine, table
from benchmarks.ingest.generated import write_documents
from ingest.index.protocol import Stored
from ingest.outcome import SyncReport
from ingest.sources.places import discover
from ragstone.ingestion import build_sync
from ragstone.settings import Tree, load_settings

_COMPARED = 500  # documents that are synced without the cluster, too


def main() -> None:
    """Sync, and look at what came of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cluster")
    parser.add_argument("--documents", type=int, default=20_000)
    count = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        write_documents(root / "docs", count, sections=1)
        begun = time.monotonic()
        report, there = _synced(root / "there", root / "docs", "ray")
        seconds = time.monotonic() - begun
        begun = time.monotonic()
        again, _ = _synced(root / "there", root / "docs", "ray", stored=False)
        unchanged = time.monotonic() - begun
        # At the same place, for a document's address is a part of it.
        (root / "docs").rename(root / "all")
        shutil.copytree(root / "all" / "000", root / "docs" / "000")
        _, here = _synced(root / "here", root / "docs", "local")
        rows: list[Row] = [
            _row("documents", count), _row("added", report.counts["added"]), _row("failed", report.counts["failed"]),
            _row("in the index", len(there)), _row("chunks", sum(len(one.chunks) for one in there.values())),
            _row("seconds", round(seconds, 1)),
            _row("a second sync: unchanged", again.counts["unchanged"]),
            _row("a second sync: chunks embedded", again.embedded),
            _row("a second sync: seconds", round(unchanged, 1)),
            _row(f"of {_COMPARED} also synced without a cluster, other than there", _others(here, there)),
            _row("peak memory of this process, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024),
        ]  # fmt: skip
    print(table(rows))
    path = RESULTS / f"cluster-{commit()}.json"
    path.write_text(json.dumps({"machine": machine(), "cluster": rows}, indent=2) + "\n", encoding="utf-8")
    print(f"written to {path}")


def _row(measure: str, value: float) -> Row:
    return {"measure": measure, "value": value}


def _synced(index: Path, folder: Path, engine: str, *, stored: bool = True) -> tuple[SyncReport, dict[str, Stored]]:
    flags: Tree = {"index": {"path": index}, "ingest": {"engine": engine, "ray_address": "local"}}
    job = build_sync(load_settings(flags=flags, environment={}).settings, rebuild=False)
    report = job.run(discover(folder), roots=[str(folder.resolve())])
    if not stored:
        return report, {}
    with job.writer as writer:
        found = {document_id: writer.stored(document_id) for document_id in writer.records()}
    return report, {key: one for key, one in found.items() if one is not None}


def _others(here: dict[str, Stored], there: dict[str, Stored]) -> int:
    """How many of `here` are not the same there, point for point."""
    return sum(
        key not in there
        or (one.record, one.chunks) != (there[key].record, there[key].chunks)
        or not np.array_equal(one.vectors, there[key].vectors)
        for key, one in here.items()
    )


if __name__ == "__main__":
    main()
