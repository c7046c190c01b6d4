"""`ragstone config`."""

from __future__ import annotations

import json

import typer

from ragstone.cli.failures import ExitCode
from ragstone.cli.terms import IndexTerms


def run(terms: IndexTerms, *, as_json: bool) -> ExitCode:
    """Print every setting, its value and its origin."""
    rows = terms.load().rows()
    if as_json:
        typer.echo(json.dumps([{"name": row.name, "value": row.value, "origin": row.origin} for row in rows], indent=2))
        return ExitCode.DONE
    width = max(len(row.name) for row in rows)
    for row in rows:
        typer.echo(f"{row.name:<{width}}  {row.value or '-':<28}  {row.origin}")
    return ExitCode.DONE
