"""`ragstone search`."""

from __future__ import annotations

import typer
from pydantic import BaseModel

from ragstone.cli.batch import run_batch
from ragstone.cli.failures import ExitCode
from ragstone.cli.terms import AskTerms, IndexTerms
from ragstone.wire import QuestionIn, SearchOut
from ragstone.wiring import build_searching
from retrieval.hit import Stage


def run(index: IndexTerms, terms: AskTerms, *, stage: str, limit: int, as_json: bool) -> ExitCode:
    """Search for one question, or for each row of a file."""
    batch = terms.batch
    question = None if batch else terms.to_question()
    searching = build_searching(index.load().settings)
    chosen = Stage(stage)
    if question is not None:
        _print(SearchOut.of(searching.search(question, stage=chosen, top_k=limit)), as_json=as_json)
        return ExitCode.DONE
    assert batch is not None  # noqa: S101 - one of the two forms is there
    day = terms.day

    def answer(row: QuestionIn, _: str) -> BaseModel:
        return SearchOut.of(searching.search(row.to_question(day), stage=chosen, top_k=limit))

    return run_batch(*batch, QuestionIn, answer)


def _print(found: SearchOut, *, as_json: bool) -> None:
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
        return
    for hit in found.hits:
        page = f", page {hit.page}" if hit.page else ""
        typer.echo(f"{hit.rank}. {hit.title} ({hit.document_id}{page}) {hit.score:.3f}")
        typer.echo("   " + " ".join(hit.text.split())[:300])
    for applied in found.policies:
        typer.echo(f"policy '{applied.rule}': {applied.action}")
    if not found.hits:
        typer.echo("nothing found")
