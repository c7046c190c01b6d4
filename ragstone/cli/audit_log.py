"""`ragstone audit-log`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date

import typer

from ragstone.audit.record import AnswerRecord, FeedbackRecord, Record
from ragstone.cli.failures import ExitCode
from ragstone.cli.terms import IndexTerms, day_of
from ragstone.wiring import build_audit_log


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are shown; the last two leave feedback out."""

    since: date = date.min
    until: date = date.max
    document: str | None = None
    status: str | None = None

    @classmethod
    def of(cls, since: str | None, until: str | None, document: str | None, status: str | None) -> Wanted:
        """From the options.

        Raises:
            UsageError: A day is none.
        """
        first = date.min if since is None else day_of("--since", since)
        return cls(first, date.max if until is None else day_of("--until", until), document, status)

    def admits(self, record: Record) -> bool:
        """Whether `record` is shown."""
        if not self.since <= record.at.astimezone(UTC).date() <= self.until:
            return False
        if isinstance(record, FeedbackRecord):
            return self.document is None and self.status is None
        found = self.document is None or any(hit.place[0] == self.document for hit in record.retrieved)
        return found and self.status in (None, record.status)


def run(index: IndexTerms, wanted: Wanted, *, as_json: bool) -> ExitCode:
    """Print records, oldest first."""
    log = build_audit_log(index.load().settings.audit)
    for record in filter(wanted.admits, log.records()):
        typer.echo(record.model_dump_json() if as_json else _line(record))
    return ExitCode.DONE


def verify_chain(index: IndexTerms, head: str | None) -> ExitCode:
    """Go through the whole chain and say what it holds."""
    chain = build_audit_log(index.load().settings.audit).verify(head)
    typer.echo(f"{chain.records} records, none changed; last hash {chain.head}")
    if chain.torn:
        typer.echo(f"{chain.torn} lines half written by a crash; no answer of theirs went out", err=True)
    return ExitCode.DONE


def _line(record: Record) -> str:
    moment = f"{record.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}  {record.trace_id}"
    if isinstance(record, AnswerRecord):
        asked = record.question if record.question is not None else "(no text kept)"
        return f"{moment}  {record.status} ({record.reason})  {asked}  [{', '.join(record.cited_documents)}]"
    about = "" if record.claim is None else f" of sentence {record.claim + 1}"
    return f"{moment}  feedback {record.opinion}{about}  {record.comment}".rstrip()
