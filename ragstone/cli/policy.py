"""`ragstone policy`."""

from __future__ import annotations

from pathlib import Path

import typer

from answer.policy.cases import failures, load_cases
from ragstone.cli.failures import ExitCode
from ragstone.cli.terms import IndexTerms
from ragstone.wiring import build_policies


def run(index: IndexTerms, path: Path) -> ExitCode:
    """Hold the policies against the cases of a file."""
    settings = index.load().settings.policy
    policies = build_policies(settings.model_copy(update={"small_talk": False}))
    cases = load_cases(path)
    found = list(failures(policies, cases))
    for sentence in found:
        typer.echo(sentence)
    typer.echo(f"{len(cases)} cases, {len(policies.rules)} rules, {len(found)} failures", err=True)
    return ExitCode.FAILURES if found else ExitCode.DONE
