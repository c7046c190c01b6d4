"""`ragstone audit-log`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date

import typer

from ragstone.audit.record import AnswerRecord, FeedbackRecord, Record, SearchRecord
from ragstone.cli.failures import ExitCode
from ragstone.cli.terms import IndexTerms
from ragstone.wiring import build_audit_log


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records are shown: those that fit everything that is not None.

    Attributes:
        document: Among what was retrieved; leaves feedback out.
        status: Of an answer; leaves feedback and searches out, as `reason` does.
        reason: Of an answer, or of one of the claims that it withheld.
        principal: The key or the token's subject that asked; `user` is whom that named.
    """

    since: date = date.min
    until: date = date.max
    document: str | None = None
    status: str | None = None
    reason: str | None = None
    principal: str | None = None
    user: str | None = None
    trace_id: str | None = None

    def admits(self, record: Record) -> bool:
        """Whether `record` is shown."""
        return (
            self.since <= record.at.astimezone(UTC).date() <= self.until
            and self.principal in (None, record.principal)
            and self.trace_id in (None, record.trace_id)
            and (self._admits_feedback() if isinstance(record, FeedbackRecord) else self._admits_hits(record))
        )

    def _admits_feedback(self) -> bool:
        return self.document is None and self.user is None and self.status is None and self.reason is None

    def _admits_hits(self, record: AnswerRecord | SearchRecord) -> bool:
        if self.document is not None and all(hit.place[0] != self.document for hit in record.retrieved):
            return False
        if self.user not in (None, record.user):
            return False
        if isinstance(record, SearchRecord):
            return self.status is None and self.reason is None
        reasons = {record.reason, *(claim.reason for claim in record.withheld)}
        return self.status in (None, record.status) and (self.reason is None or self.reason in reasons)


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
    if isinstance(record, SearchRecord):
        asked = record.question if record.question is not None else "(no text kept)"
        return f"{moment}  search  {asked}  [{', '.join(dict.fromkeys(hit.place[0] for hit in record.retrieved))}]"
    about = "" if record.claim is None else f" of sentence {record.claim + 1}"
    return f"{moment}  feedback {record.opinion}{about}  {record.comment}".rstrip()
