"""`ragstone ask`."""

from __future__ import annotations

import typer

from answer.streaming import Done, Shown
from ragstone.assistant import Assistant
from ragstone.cli.batch import run_batch
from ragstone.cli.failures import ExitCode, UsageError
from ragstone.cli.terms import AskTerms, IndexTerms
from ragstone.explanation import Explanation
from ragstone.wire import AnswerOut, QuestionIn
from ragstone.wiring import build_assistant
from retrieval.question import Question


def run(index: IndexTerms, terms: AskTerms, *, as_json: bool) -> ExitCode:
    """Answer one question, or each row of a file."""
    batch = terms.batch
    question = None if batch else terms.to_question()
    assistant = build_assistant(index.load().settings)
    if question is not None:
        _print(AnswerOut.of(assistant.ask(question), question=question.text), as_json=as_json)
        return ExitCode.DONE
    assert batch is not None  # noqa: S101 - one of the two forms is there
    day = terms.day
    return run_batch(*batch, QuestionIn, lambda row, row_id: _answer(assistant, row.to_question(day), row_id))


def run_stream(index: IndexTerms, terms: AskTerms) -> ExitCode:
    """Answer one question, each sentence as soon as it is verified."""
    question = terms.to_question()
    assistant = build_assistant(index.load().settings)
    for event in assistant.stream(question):
        if isinstance(event, Shown):
            typer.echo(event.lead + event.claim.text, nl=False)
        if isinstance(event, Done):
            found = AnswerOut.of(event.answer, question=question.text)
            if not found.claims:
                typer.echo(found.text, nl=False)
            typer.echo("")
            _print_rest(found)
    return ExitCode.DONE


def run_explain(index: IndexTerms, terms: AskTerms, *, as_json: bool) -> ExitCode:
    """Say how the answer to one question comes about."""
    if as_json:
        raise UsageError("got --explain and --json, expected one of them; `POST /v1/explain` gives it as JSON")
    question = terms.to_question()
    for line in Explanation.of(build_assistant(index.load().settings), question).lines():
        typer.echo(line)
    return ExitCode.DONE


def _answer(assistant: Assistant, question: Question, row_id: str) -> AnswerOut:
    return AnswerOut.of(assistant.ask(question), id=row_id, question=question.text)


def _print(found: AnswerOut, *, as_json: bool) -> None:
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
        return
    typer.echo(found.text)
    _print_rest(found)


def _print_rest(found: AnswerOut) -> None:
    """All but the text."""
    for notice in found.notices:
        typer.echo(f"\n{notice}")
    cited = {citation.n: citation for claim in found.claims for citation in claim.citations}
    if cited:
        typer.echo("")
    for n, citation in sorted(cited.items()):
        page = f", page {citation.page}" if citation.page else ""
        since = f", in force since {citation.effective}" if citation.effective else ""
        until = f", until {citation.expires}" if citation.expires else ""
        typer.echo(f"[{n}] {citation.title} ({citation.document_id}{page}{since}{until})")
    for word in found.corrected:
        typer.echo(f"searched '{word.searched}' for '{word.said}'")
    if found.closest:
        typer.echo("\nclosest: " + "; ".join(f"{looked.title} ({looked.document_id})" for looked in found.closest))
    for applied in found.policies:
        typer.echo(f"policy '{applied.rule}': {applied.action}{f' to {applied.queue}' if applied.queue else ''}")
    typer.echo(f"\n{found.status} ({found.reason}) in {found.timings_ms.get('total', 0) / 1000:.2f} s")
