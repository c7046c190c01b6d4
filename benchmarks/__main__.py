"""`python -m benchmarks`: prints tables and writes benchmarks/results/COMMIT.json."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import company, doctor, edits, gates, scale, speed

RESULTS = Path(__file__).parent / "results"
Row = dict[str, object]
_MEASURES: Mapping[str, Callable[[], list[Row]]] = {
    "speed": speed.measure, "edits": edits.measure, "scale": scale.measure, "gates": gates.measure,
    "company": company.measure, "doctor": doctor.measure,
}  # fmt: skip
PARTS = tuple(_MEASURES)
_USUAL = ("speed", "edits")


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument(
        "--only", choices=PARTS, action="append", help=f"this part; repeatable [default: {' and '.join(_USUAL)}]"
    )
    arguments = parser.parse_args()
    results: dict[str, list[Row]] = {}
    for part in arguments.only or _USUAL:
        results[part] = _MEASURES[part]()
        print(f"## {part}\n\n{table(results[part])}\n")
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{commit()}.json"
    path.write_text(json.dumps({"machine": machine(), **results}, indent=2) + "\n", encoding="utf-8")
    print(f"written to {path}")


def table(rows: Sequence[Row]) -> str:
    """Rows with the same keys as a Markdown table."""
    header = list(rows[0])
    lines = [header, ["---"] * len(header), *([str(row[key]) for key in header] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def commit() -> str:
    """The short name of the commit, with ``-dirty`` when something is not committed."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude=*"], capture_output=True, text=True, check=False
    )
    return described.stdout.strip() or "no-git"


def machine() -> str:
    """What the figures were measured on."""
    import os

    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
