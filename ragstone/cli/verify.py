"""`ragstone verify`."""

from __future__ import annotations

from pathlib import Path

from ragstone.cli.batch import run_batch
from ragstone.cli.failures import ExitCode
from ragstone.cli.terms import IndexTerms
from ragstone.verification import check
from ragstone.wire import VerifyIn
from ragstone.wiring import build_checker


def run(index: IndexTerms, source: Path, target: Path) -> ExitCode:
    """Check each row of `source`."""
    checker = build_checker(index.load().settings)
    return run_batch(source, target, VerifyIn, lambda row, row_id: check(checker, row, row_id))
