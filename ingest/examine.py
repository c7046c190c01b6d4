"""What a source turns out to be, before anything is embedded; several threads may ask at once."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from ingest.errors import LoadError, ParserLostError, RightsError
from ingest.failures import Failure
from ingest.index.protocol import DocumentRecord
from ingest.loaders.loaded import RawFile, Reading
from ingest.outcome import Outcome, OutcomeKind
from ingest.parse import Parsed
from ingest.parser import Parser
from ingest.sources.source import RawSource, Source, digest
from ingest.staging import Staging
from ingest.tags import groups_in


@dataclass(frozen=True, slots=True)
class Unembedded:
    """A source that changed, parsed; `fingerprint` names all that goes into its chunks."""

    source: Source
    fingerprint: str
    parsed: Parsed


@dataclass(frozen=True, slots=True)
class Examined:
    """A source of which the outcome is known.

    Attributes:
        staged: What waits in the staging folder, from now or from a run that was broken off.
        failure: What went wrong, where something was tried and did.
        withdrawn: Whether what the index has of it may be read by more people than it should.
        put_off: Whether it was not tried because it failed too often.
    """

    outcome: Outcome
    staged: DocumentRecord | None = None
    failure: Failure | None = None
    withdrawn: bool = False
    put_off: bool = False


@dataclass(frozen=True, slots=True)
class Examiner:
    """Reads and parses.

    Attributes:
        made_with: Names loaders, splitter and embedder: part of every fingerprint.
        records: What the index has.
        faults: Why an id cannot be taken, by id.
        failures: What failed before, by id.
        max_bytes: Largest file that is read.
        now: The time of this sync, with its zone.
        keep_out: Kinds of values that are not to be indexed.
        reading: How to read what can be read in more than one way.
    """

    parser: Parser
    staging: Staging
    made_with: str
    records: Mapping[str, DocumentRecord]
    faults: Mapping[str, str]
    failures: Mapping[str, Failure]
    max_bytes: int
    now: datetime
    keep_out: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)
    # Places read one after the other: their libraries need not be made for several threads.
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def fingerprint(self, source: Source, version: str) -> str:
        """Names everything that goes into the chunks of a document of this `version`, and the place it is from."""
        return digest(self.made_with, source.source, version)

    def examine(self, source: Source) -> Examined | Unembedded:
        """What `source` is; whatever is wrong with it is an outcome."""
        fingerprint = ""
        try:
            if source.id in self.faults:
                raise LoadError(self.faults[source.id])
            if self.is_unchanged(source):
                return Examined(_unchanged(self.records[source.id]))
            with self._reading:
                raw = source.read(self.max_bytes)
            fingerprint = self.fingerprint(source, raw.version)
            return self._changed(source, raw, fingerprint)
        except LoadError as error:
            return self.failed(source, fingerprint, error)

    def is_unchanged(self, source: Source) -> bool:
        """Whether the listing alone tells that the index has it as it is."""
        old = self.records.get(source.id)
        return old is not None and bool(source.listed) and old.fingerprint == self.fingerprint(source, source.listed)

    def _changed(self, source: Source, raw: RawSource, fingerprint: str) -> Examined | Unembedded:
        old, before = self.records.get(source.id), self.failures.get(source.id)
        if old is not None and old.fingerprint == fingerprint:
            return Examined(_unchanged(old))
        staged = self.staging.get(fingerprint)
        if staged is not None:
            return self.staged(source, staged.record)
        put_off = before.puts_off(fingerprint, self.now) if before is not None else ""
        if put_off:
            return Examined(Outcome(source.id, OutcomeKind.FAILED, reason=put_off), put_off=True)
        if isinstance(raw.content, RawFile):
            raw = replace(raw, content=replace(raw.content, reading=self.reading))
        try:
            parsed = self.parser.parse(replace(raw, keep_out=self.keep_out))
        except RightsError:
            raise
        except LoadError as error:
            if old is not None and tightened(old.groups, groups_in((*raw.rules, raw.told))):
                raise RightsError(str(error)) from error
            raise
        return Unembedded(source, fingerprint, parsed)

    def staged(self, source: Source, record: DocumentRecord) -> Examined:
        """What to say of `source` once its document waits in the staging folder."""
        kind = OutcomeKind.REPLACED if source.id in self.records else OutcomeKind.ADDED
        outcome = Outcome(source.id, kind, warnings=record.warnings, chunks=record.chunks)
        return Examined(outcome, staged=record)

    def failed(self, source: Source, fingerprint: str, error: LoadError) -> Examined:
        """What to say of `source` after `error`; `fingerprint` is empty where it could not be read.

        Its last good version stays, unless that is for more people than it should be, or nobody knows for whom.
        """
        costly, withdrawn = isinstance(error, ParserLostError), isinstance(error, RightsError)
        reason = f"{error}; until then nothing of it is shown" if withdrawn else str(error)
        failure = Failure(source.id, source.source, fingerprint, reason, costly, 1, self.now, self.now)
        return Examined(Outcome(source.id, OutcomeKind.FAILED, reason=reason), failure=failure, withdrawn=withdrawn)


def tightened(old: tuple[str, ...], new: tuple[str, ...] | None) -> bool:
    """Whether somebody among the `old` groups is not among the `new`, as far as these are named outside of a file.

    Without old groups everybody is among them; without new ones nothing is named.
    """
    return bool(new) and (not old or not set(old) <= set(new or ()))


def _unchanged(old: DocumentRecord) -> Outcome:
    return Outcome(old.document_id, OutcomeKind.UNCHANGED, warnings=old.warnings, chunks=old.chunks)
