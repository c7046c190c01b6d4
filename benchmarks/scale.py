"""How long the scale takes on the handbook's suite: a run of the baseline, a comparison, and its page."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.indexing import sync_into
from benchmarks.speed import HANDBOOK, ROOT, SUITE
from evals.suite import load_suite

Row = dict[str, object]


def measure() -> list[Row]:
    """One row a figure: name, value, unit. A run is compared with itself, which takes what any comparison does."""
    cases = len(load_suite(SUITE).questions)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sync_into(folder / "index", HANDBOOK)
        run = str(folder / "rag")
        seconds, megabytes = _evals("run", "--variant", "rag", "--index", str(folder / "index"), "--out", run)
        compared, _ = _evals("compare", run, run)
        page, _ = _evals("compare", run, run, "--report", str(folder / "report.html"))
    return [
        {"figure": f"rag on {cases} cases", "value": round(seconds, 1), "unit": "s"},
        {"figure": "rag on 150 cases", "value": round(seconds * 150 / cases, 1), "unit": "s"},
        {"figure": "rag, peak memory", "value": round(megabytes), "unit": "MB"},
        {"figure": "compare two runs", "value": round(compared, 1), "unit": "s"},
        {"figure": "compare two runs and write the page", "value": round(page, 1), "unit": "s"},
    ]


def _evals(*arguments: str) -> tuple[float, float]:
    """Wall seconds of a command, and the largest resident size in MB of any command so far.

    Raises:
        RuntimeError: It failed; a verdict other than ship is no failure.
    """
    started = time.monotonic()
    command = [sys.executable, "-m", "evals", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"got exit code {done.returncode} from {' '.join(arguments)}: {done.stderr[-500:]}")
    return time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
