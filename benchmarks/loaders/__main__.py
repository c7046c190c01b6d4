"""`python -m benchmarks.loaders`: prints tables and writes benchmarks/results/loaders-COMMIT.json."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.__main__ import RESULTS, Row, commit, machine, table
from benchmarks.loaders.reading import Reading
from benchmarks.loaders.score import heading_f1, mean, reading_order, table_f1, text_recall
from benchmarks.loaders.truth import Truth, file_of, truths

_ROOT = Path(__file__).parents[2]
_READING = TypeAdapter(Reading)
_RIVALS = ("markitdown", "unstructured", "docling")


@dataclass(frozen=True)
class Run:
    """What one tool made of all files; `reason` says why it could not be run."""

    readings: Sequence[Reading] = ()
    peak_mb: float = 0.0
    version: str = ""
    reason: str = ""


def main() -> None:
    """Read all files with each tool, and compare."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loaders")
    parser.add_argument("--data", type=Path, default=_ROOT.parent / "shared" / "data" / "documents")
    parser.add_argument("--rivals", type=Path, help="a python that has the other tools [default: this one]")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        known = [(truth, file_of(truth, arguments.data, Path(made))) for truth in truths()]
        there = [(truth, path) for truth, path in known if path is not None]
        missing = [truth.file for truth, path in known if path is None]
        paths = [path for _, path in there]
        runs = {"ragstone": _run("ragstone", Path(sys.executable), paths)}
        runs |= {name: _run(name, arguments.rivals or Path(sys.executable), paths) for name in _RIVALS}
    found = [truth for truth, _ in there]
    tools, files = [_tool(name, run, found) for name, run in runs.items()], _files(runs, found)
    print(f"## tools\n\n{table(tools)}\n\n## table cell F1\n\n{table(files)}\n")
    if missing:
        print(f"not at hand: {', '.join(missing)}\n")
    path = RESULTS / f"loaders-{commit()}.json"
    result = {"machine": machine(), "tools": tools, "tables": files, "not at hand": missing}
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(f"written to {path}")


def _run(tool: str, python: Path, paths: Sequence[Path]) -> Run:
    environment = {**os.environ, "PYTHONPATH": str(_ROOT), "DO_NOT_TRACK": "true", "HF_HUB_OFFLINE": "1"}
    command = [str(python), "-m", "benchmarks.loaders.tools", tool, *map(str, paths)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=_ROOT)
    lines = [line for line in finished.stdout.splitlines() if line.startswith("{")]
    if finished.returncode or len(lines) != len(paths) + 1:
        said = finished.stderr.strip().splitlines()
        return Run(reason=said[-1][:120] if said else f"exit {finished.returncode}")
    last = json.loads(lines[-1])
    return Run([_READING.validate_json(line) for line in lines[:-1]], last["peak_mb"], last["version"])


def _tool(name: str, run: Run, found: Sequence[Truth]) -> Row:
    if run.reason:
        return {**dict.fromkeys(_MEASURES, ""), "tool": name, "not run": run.reason}
    every = list(zip(run.readings, found, strict=True))
    pairs = [(reading, truth) for reading, truth in every if not reading.error]
    reasons = Counter(reading.error for reading, _ in every if reading.error)
    cells = [table_f1(reading, one) for reading, truth in pairs for one in truth.tables]
    return {
        "tool": f"{name} {run.version}".strip(),
        "files read": f"{len(pairs)} of {len(every)}",
        "text": _shown(mean(text_recall(*pair) for pair in pairs)),
        "table cells F1": _shown(mean(cells)),
        "headings F1": _shown(mean(heading_f1(*pair) for pair in pairs)),
        "order": _shown(mean(reading_order(*pair) for pair in pairs)),
        "seconds": round(sum(reading.seconds for reading, _ in pairs), 2),
        "peak MB": round(run.peak_mb),
        "not run": "; ".join(f"{count} files: {reason}" for reason, count in reasons.items()),
    }


_MEASURES = ("tool", "files read", "text", "table cells F1", "headings F1", "order", "seconds", "peak MB", "not run")


def _files(runs: dict[str, Run], found: Sequence[Truth]) -> list[Row]:
    rows: list[Row] = []
    for at, truth in enumerate(found):
        for number, one in enumerate(truth.tables, start=1):
            read = {name: run.readings[at] for name, run in runs.items() if not run.reason}
            scores = {name: "" if reading.error else _shown(table_f1(reading, one)) for name, reading in read.items()}
            rows.append({"table": f"{Path(truth.file).name}, {number}", **scores})
    return rows


def _shown(score: float | None) -> str:
    return "" if score is None else f"{score:.3f}"


if __name__ == "__main__":
    main()
