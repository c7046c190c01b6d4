"""Commands on suites: `lint`, `draft`, `collect`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from evals.cli.places import SUITE, day_of, documents_of, records_since, write_report
from evals.collect import Collector
from evals.draft import Drafter, jsonl
from evals.errors import EvalError
from evals.gold import GoldCheck
from evals.lint import lint
from evals.suite import load_suite
from ragstone.clock import today
from ragstone.language import build_language_model
from ragstone.settings import load_settings


def lint_command(
    suite: Annotated[Path, typer.Argument(help="Folder of the questions")] = SUITE,
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index to hold the gold against")] = None,
) -> None:
    """Say what is wrong with a suite: sizes, duplicates, leaked answers, and gold that an index no longer has."""
    asked = load_suite(suite)
    found = lint(asked)
    if index is not None:
        found += GoldCheck(documents_of(index), day_of(asked)).findings(asked)
    for one in found:
        typer.echo(f"{one.kind}: {one.case}: {one.sentence}")
    typer.echo(f"{len(asked.questions)} cases, {len(found)} findings", err=True)
    raise typer.Exit(1 if found else 0)


def draft_command(
    out: Annotated[Path, typer.Argument(help="File to write, such as drafts.jsonl in a suite")],
    index: Annotated[Path | None, typer.Option("--index", help="Folder of the index to draft from")] = None,
    sentences: Annotated[int, typer.Option("--sentences", min=1, help="How many sentences to draft from")] = 20,
    seed: Annotated[int, typer.Option("--seed", help="Another seed chooses other sentences")] = 1,
) -> None:
    """Have the configured language model draft cases from an index; `lint` reminds of each until it is accepted."""
    settings = load_settings(flags={"index": {"path": index}} if index else {}).settings
    drafter = Drafter(documents_of(settings.index.path), build_language_model(settings.llm), today())
    drafts, unusable = drafter.draft(sentences, seed=seed)
    if not drafts:
        raise EvalError(
            f"got no usable draft from {unusable} replies, expected three questions in JSON; change the model"
        )
    write_report(out, jsonl(drafts))
    typer.echo(f"{len(drafts)} drafts written to {out}; {unusable} replies could not be used", err=True)


def collect_command(
    out: Annotated[Path, typer.Argument(help="File to write, such as collected.jsonl in a suite")],
    log: Annotated[Path, typer.Option("--log", help="Folder of the audit log")],
    suite: Annotated[Path | None, typer.Option("--suite", help="What it asks already is left out")] = None,
    since: Annotated[datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="First day (UTC)")] = None,
    least: Annotated[int, typer.Option("--least", min=1, help="Asked so often, a question is a case")] = 3,
) -> None:
    """Make cases of what people asked and what they said of the answers; `lint` reminds of each until accepted."""
    known = load_suite(suite).questions if suite is not None else ()
    drafts = Collector(least).collect(records_since(log, since), known)
    if not drafts:
        raise EvalError(
            f"got no question in '{log}' that is worth a case, expected complaints or repeats; widen --since"
        )
    write_report(out, jsonl(drafts))
    typer.echo(f"{len(drafts)} drafts written to {out}", err=True)
