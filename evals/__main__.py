"""`python -m evals run` and `python -m evals compare`.

Exit codes: 0 done or ship, 1 block, 2 usage, 3 inconclusive, 4 something that it needs is missing.
"""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evals.compare import Verdict, compare
from evals.errors import EvalError
from evals.gates import DEFAULT, load_gates
from evals.report import comparison_report, summary_table
from evals.run import load_scores, run
from evals.suite import load_suite
from evals.variants import ClosedBook, Rag, Variant
from ragstone.cli.failures import EXPECTED, ExitCode, exit_code
from ragstone.clock import today
from ragstone.settings import Settings, Tree, load_settings
from ragstone.wiring import build_assistant, build_checker, build_language_model

EXIT_CODES = {Verdict.SHIP: 0, Verdict.BLOCK: 1, Verdict.INCONCLUSIVE: 3}
_USAGE, _MISSING = 2, 4
_RULES = "evals/gates.yaml"
app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


class VariantName(StrEnum):
    """What can be run."""

    rag = "rag"
    closed_book = "closed-book"


@app.command("run")
def run_command(
    variant: Annotated[VariantName, typer.Option("--variant", help="What answers")] = VariantName.rag,
    suite: Annotated[Path, typer.Option("--suite", help="Questions")] = Path("samples/questions/questions.jsonl"),
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the run [default: runs/VARIANT]")] = None,
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index")] = None,
) -> None:
    """Put a variant through a suite."""
    flags: Tree = {"index": {"path": index}} if index else {}
    settings = load_settings(flags=flags).settings
    questions = load_suite(suite)
    checker = build_checker(settings)
    done = run(_variant(variant, settings), questions, checker, today=today(), progress=_progress)
    folder = out or Path("runs") / variant.value
    done.save(folder)
    typer.echo(summary_table(variant.value, done.summary))
    typer.echo(f"{len(questions)} questions; written to {folder}", err=True)


@app.command("compare")
def compare_command(
    baseline: Annotated[Path, typer.Argument(help="Folder of the baseline's run")],
    candidate: Annotated[Path, typer.Argument(help="Folder of the run of what would take its place")],
    gates: Annotated[Path, typer.Option("--gates", help="Rules of the verdict", show_default=_RULES)] = DEFAULT,
) -> None:
    """Weigh a candidate against a baseline: ship, block or inconclusive."""
    comparison = compare(load_scores(baseline), load_scores(candidate), load_gates(gates))
    typer.echo(comparison_report(comparison))
    raise typer.Exit(EXIT_CODES[comparison.verdict])


def _variant(name: VariantName, settings: Settings) -> Variant:
    if name is VariantName.rag:
        return Rag(build_assistant(settings))
    return ClosedBook(build_language_model(settings.llm))


def _progress(done: int, total: int) -> None:
    if done % 20 == 0 or done == total:
        typer.echo(f"[{done}/{total}]", err=True)


def main() -> None:
    """Run the command line of the scale."""
    try:
        app()
    except EvalError as error:
        sys.exit(_say(error, _USAGE))
    except EXPECTED as error:
        sys.exit(_say(error, _MISSING if exit_code(error) is ExitCode.MISSING else _USAGE))


def _say(error: Exception, code: int) -> int:
    typer.echo(f"evals: {error}", err=True)
    return code


if __name__ == "__main__":
    main()
