"""Writes what documents must not get wrong: the settings, the metrics, and docs/cli.md from the commands' own help.

`python docs/generate.py` writes, `--check` says what is out of date and exits 1.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from evals.report import metrics_table
from ragstone.settings import settings_table

ROOT = Path(__file__).parent.parent
COMMANDS = (
    "sync", "ask", "search", "verify", "calibrate", "serve", "documents", "doctor", "audit-log", "policy test",
    "keys create", "keys list", "keys revoke", "config",
)  # fmt: skip
_METRICS = re.compile(r"(<!-- metrics -->\n).*?(<!-- /metrics -->)", re.DOTALL)
_TABLE = re.compile(r"(<!-- settings -->\n).*?(<!-- /settings -->)", re.DOTALL)


def readme() -> str:
    """README with the settings table as it should be."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return _TABLE.sub(lambda match: match.group(1) + settings_table() + match.group(2), text)


def evals() -> str:
    """The page of the scale with the table of metrics as it should be."""
    text = (ROOT / "docs" / "evals.md").read_text(encoding="utf-8")
    return _METRICS.sub(lambda match: f"{match.group(1)}{metrics_table()}\n{match.group(2)}", text)


def cli() -> str:
    """The page of all commands."""
    parts = ["# The command line\n", (ROOT / "docs" / "cli-contract.md").read_text(encoding="utf-8")]
    for command in COMMANDS:
        parts.append(f"## ragstone {command}\n\n```\n{_help(command)}\n```\n")
    return "\n".join(parts)


def _help(command: str) -> str:
    environment = {**os.environ, "COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
    arguments = [sys.executable, "-m", "ragstone.cli", *command.split(), "--help"]
    shown = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    lines = [line.rstrip() for line in shown.replace("python -m ragstone.cli", "ragstone").strip().splitlines()]
    return "\n".join(lines)


def main() -> int:
    """Write or check all files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = 0
    pages = {"README.md": readme, "docs/cli.md": cli, "docs/evals.md": evals}
    for path, wanted in ((ROOT / name, page()) for name, page in pages.items()):
        if path.exists() and path.read_text(encoding="utf-8") == wanted:
            continue
        stale += 1
        print(f"{path.relative_to(ROOT)} {'is out of date; run docs/generate.py' if check else 'written'}")
        if not check:
            path.write_text(wanted, encoding="utf-8")
    return int(bool(check and stale))


if __name__ == "__main__":
    sys.exit(main())
