"""The commands, and from errors to exit codes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import typer

from evals.cli import runs, suites, team
from evals.errors import EvalError
from ragstone.cli.failures import EXPECTED, ExitCode, exit_code

_USAGE, _MISSING = 2, 4
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="The scale. Exit codes: 0 done or ship, 1 block or findings, 2 usage, 3 inconclusive, 4 something is missing.",
)
_COMMANDS: Mapping[str, Callable[..., None]] = {
    "draft": suites.draft_command,
    "collect": suites.collect_command,
    "lint": suites.lint_command,
    "run": runs.run_command,
    "compare": runs.compare_command,
    "triage": runs.triage_command,
    "ragas": runs.ragas_command,
    "export": runs.export_command,
    "advise": team.advise_command,
    "calibrate": team.calibrate_command,
    "drift": team.drift_command,
}
for name, command in _COMMANDS.items():
    app.command(name)(command)


def main() -> None:
    """Run the command line of this process."""
    try:
        app()
    except EvalError as error:
        sys.exit(_say(error, _USAGE))
    except EXPECTED as error:
        sys.exit(_say(error, _MISSING if exit_code(error) is ExitCode.MISSING else _USAGE))


def _say(error: Exception, code: int) -> int:
    typer.echo(f"evals: {error}", err=True)
    return code
