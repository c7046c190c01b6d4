"""README and docs cannot lie: tables are generated, links lead somewhere, commands and options exist."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("[A-Z]*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
COMMAND = re.compile(r"(?:\.venv/bin/|`)(ragstone|python -m evals) ((?:keys |policy )?[a-z]+(?:-[a-z]+)*)([^\n`#]*)")


def test_generated_parts_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout == ""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def _commands() -> list[tuple[str, str, str]]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [match.groups() for match in COMMAND.finditer(text)]  # type: ignore[misc]


def test_readme_has_commands() -> None:
    assert len(_commands()) >= 8


@pytest.mark.parametrize(("program", "command", "rest"), _commands())
def test_every_command_and_option_of_readme_exists(program: str, command: str, rest: str) -> None:
    shown = _help(program, command)
    assert [option for option in re.findall(r"--[a-z-]+", rest) if option not in shown] == []


@cache
def _help(program: str, command: str) -> str:
    module = "ragstone.cli" if program == "ragstone" else "evals"
    arguments = [sys.executable, "-m", module, *command.split(), "--help"]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_make_alone_prints_its_targets() -> None:
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"install", "run", "check", "test", "bench"} <= {line.split()[0] for line in shown.splitlines()}
