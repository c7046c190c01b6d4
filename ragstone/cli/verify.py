"""`ragstone verify`."""

from __future__ import annotations

from pathlib import Path

from ragstone.cli.batch import run_batch
from ragstone.cli.failures import ExitCode, UsageError
from ragstone.cli.terms import IndexTerms
from ragstone.wire import VerificationOut, VerifyIn
from ragstone.wiring import build_checker
from verify.checker import Checker


def run(index: IndexTerms, source: Path, target: Path) -> ExitCode:
    """Check each row of `source`."""
    checker = build_checker(index.load().settings)
    return run_batch(source, target, VerifyIn, lambda row, row_id: check(checker, row, row_id))


def check(checker: Checker, row: VerifyIn, row_id: str) -> VerificationOut:
    """The wire form of one check.

    Raises:
        UsageError: Not exactly one of `response` and `claim` is there.
    """
    if (row.response is None) == (row.claim is None):
        raise UsageError("expected exactly one of `response` and `claim`; give one of them")
    if row.claim is not None:
        return VerificationOut.of(checker.verify_claim(row.claim, row.context), id=row_id)
    return VerificationOut.of(checker.verify(row.response or "", row.context), id=row_id)
