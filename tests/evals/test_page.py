"""The commands of docs/evals.md, one after the other, as a reader would type them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

CASES = 12
BLOCK = re.compile(r"## From nothing to a verdict\n\n```sh\n(.*?)```", re.DOTALL)
PROGRAMS = {".venv/bin/ragstone": ["-m", "ragstone.cli"], ".venv/bin/python": []}


def commands() -> list[list[str]]:
    found = BLOCK.search((ROOT / "docs" / "evals.md").read_text(encoding="utf-8"))
    assert found is not None
    return [shlex.split(line) for line in found[1].splitlines()]


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """The samples, with a part of the suite that can be asked in a test: a dozen cases."""
    for name in ("handbook", "variants", "preservation", "team.yaml"):
        (tmp_path / "samples").mkdir(exist_ok=True)
        (tmp_path / "samples" / name).symlink_to(ROOT / "samples" / name)
    shutil.copytree(ROOT / "samples" / "questions", tmp_path / "samples" / "questions")
    path = tmp_path / "samples" / "questions" / "questions.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:: len(lines) // CASES]), encoding="utf-8")
    return tmp_path


def test_the_commands_lead_to_a_verdict(here: Path) -> None:
    asked = commands()
    assert len(asked) <= 10
    ended = {}
    for program, *arguments in asked:
        done = subprocess.run(
            [sys.executable, *PROGRAMS[program], *arguments],
            cwd=here, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(ROOT), "PATH": ""},
        )  # fmt: skip
        assert done.returncode in (0, 1, 3), done.stderr
        ended[" ".join(arguments[:3])] = done
    triaged, compared = ended["-m evals triage"], ended["-m evals compare"]
    assert re.match(r"\d+ of \d+ cases failed", triaged.stdout)
    assert compared.stdout.startswith("verdict: ")
    assert (here / "runs" / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    summary = json.loads((here / "runs" / "rag" / "summary.json").read_text())
    assert {"all", "core", "edge", "preservation"} <= set(summary)
    assert summary["all"]["found_recall"] >= summary["all"]["recall_at_5"] > 0.5
