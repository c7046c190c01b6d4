"""`python -m benchmarks.answers [--data DATA]`: how well questions are answered; writes results/answers-COMMIT.json."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks.__main__ import RESULTS, commit, machine, table
from benchmarks.answers import asked, drafts, expanded, followups, injections, misspelt, pace, premises, routes

Row = dict[str, object]


def main() -> None:
    """Run the parts that are asked for; parts measured at other times on the same commit are kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answers")
    parser.add_argument("--data", type=Path, help="folder of public sets; without it their parts are left out")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part only; repeatable")
    parser.add_argument(
        "--most", type=int, default=asked.MOST, help=f"questions of a public set [default: {asked.MOST}]"
    )
    arguments = parser.parse_args()
    path = RESULTS / f"answers-{commit()}.json"
    for part in arguments.only or PARTS:
        if arguments.data is None and part not in _ALONE:
            print(f"{part}: left out, for it needs --data", flush=True)
            continue
        found = _asked(part, arguments) if part in asked.SETS else _MEASURES[part](arguments.data)
        print(f"## {part}\n\n{table(found)}\n", flush=True)
        keep(path, part, found)
    print(f"written to {path}")


def keep(path: Path, part: str, found: Sequence[Row]) -> None:
    """Put the rows of one part into the file, beside those of others."""
    results: dict[str, object] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**results, "machine": machine(), part: found}, indent=1) + "\n", encoding="utf-8")


def _asked(name: str, arguments: argparse.Namespace) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        return [asked.measure(name, arguments.data, Path(folder), most=arguments.most)]


_MEASURES: Mapping[str, Callable[[Path], list[Row]]] = {
    "drafts": lambda data: drafts.measure(),
    "injections": lambda data: injections.measure(),
    "injections-small-model": lambda data: injections.measure_small_model(),
    "followups": followups.measure,
    "expanded": expanded.measure,
    "misspelt": misspelt.measure,
    "premises": lambda data: premises.measure(),
    "pace": pace.measure,
    "routes": routes.measure,
}
PARTS = (*_MEASURES, *asked.SETS)
_ALONE = ("drafts", "expanded", "injections", "injections-small-model", "misspelt", "premises", "handbook")

if __name__ == "__main__":
    main()
