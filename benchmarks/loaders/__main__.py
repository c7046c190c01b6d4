"""`python -m benchmarks.loaders`: prints tables and writes benchmarks/results/loaders-COMMIT.json."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
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
    return Run([_READING.validate_json(line) for line in lines[:-1]], json.loads(lines[-1])["peak_mb"])


def _tool(name: str, run: Run, found: Sequence[Truth]) -> Row:
    if run.reason:
        return {**dict.fromkeys(_MEASURES, ""), "tool": name, "not run": run.reason}
    pairs = list(zip(run.readings, found, strict=True))
    failed = [f"{truth.file} ({reading.error})" for reading, truth in pairs if reading.error]
    cells = [table_f1(reading, one) for reading, truth in pairs for one in truth.tables]
    return {
        "tool": name,
        "text": _shown(mean(text_recall(*pair) for pair in pairs)),
        "table cells F1": _shown(mean(cells)),
        "headings F1": _shown(mean(heading_f1(*pair) for pair in pairs)),
        "order": _shown(mean(reading_order(*pair) for pair in pairs)),
        "seconds": round(sum(reading.seconds for reading in run.readings), 2),
        "peak MB": round(run.peak_mb),
        "not run": "; ".join(failed),
    }


_MEASURES = ("tool", "text", "table cells F1", "headings F1", "order", "seconds", "peak MB", "not run")


def _files(runs: dict[str, Run], found: Sequence[Truth]) -> list[Row]:
    rows: list[Row] = []
    for at, truth in enumerate(found):
        for number, one in enumerate(truth.tables, start=1):
            scores = {name: _shown(table_f1(run.readings[at], one)) for name, run in runs.items() if not run.reason}
            rows.append({"table": f"{Path(truth.file).name}, {number}", **scores})
    return rows


def _shown(score: float | None) -> str:
    return "" if score is None else f"{score:.2f}"


if __name__ == "__main__":
    main()
