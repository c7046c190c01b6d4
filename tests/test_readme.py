"""README and docs cannot lie: tables are generated, links lead somewhere, commands and options exist."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ragstone.cli.app import app

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("[A-Z]*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
_NAMED = r"(ragstone|python -m evals) ((?:keys |policy |index |calibrate )?[a-z]+(?:-[a-z]+)*)([^\n`#]*)"
INLINE, LINE = re.compile(rf"(?:\.venv/bin/|`){_NAMED}"), re.compile(rf"(?m)^{_NAMED}")
FENCED = re.compile(r"(?ms)^```\w*\n(.*?)^```")


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
    pages = [page.read_text(encoding="utf-8") for page in PAGES if page.name != "CHANGELOG.md"]
    found = [_parts(match) for text in pages for match in INLINE.finditer(text)]
    blocks = [block.replace("\\\n", " ") for text in pages for block in FENCED.findall(text)]
    found += [_parts(match) for block in blocks for match in LINE.finditer(block)]
    return list(dict.fromkeys(found))


def _parts(match: re.Match[str]) -> tuple[str, str, str]:
    return match[1], match[2], match[3]


def test_readme_and_docs_have_commands() -> None:
    assert len(_commands()) >= 60


@pytest.mark.parametrize(("program", "command", "rest"), _commands())
def test_every_command_and_option_exists(program: str, command: str, rest: str) -> None:
    shown = _help(program, command)
    assert [option for option in re.findall(r"--[a-z-]+", rest) if option not in shown] == []


@cache
def _help(program: str, command: str) -> str:
    if program == "ragstone":
        found = CliRunner().invoke(app, [*command.split(), "--help"])
        assert found.exit_code == 0, f"{command}: {found.output}"
        return found.output
    arguments = [sys.executable, "-m", "evals", *command.split(), "--help"]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_make_alone_prints_its_targets() -> None:
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"install", "run", "check", "test", "bench"} <= {line.split()[0] for line in shown.splitlines()}
