"""The job: make the index agree with its sources.

Two passes. The first reads, parses, splits and embeds what has changed, a document at a time, into the staging folder;
killed there, the next run finds what was done. The second writes it all to the next state of the index and publishes
that at once; killed there, readers keep the old state and the next run repeats the second pass.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.errors import LoadError
from ingest.index.protocol import DocumentRecord, IndexWriter
from ingest.loaders.registry import LOADERS_VERSION
from ingest.outcome import Outcome, OutcomeKind, SyncReport
from ingest.prepare import Prepared, prepare
from ingest.sources.source import RawSource, Source, digest
from ingest.splitter import Splitter
from ingest.staging import Staged, Staging
from ingest.validity import validities
from models.protocols import Embedder

Progress = Callable[[Outcome, int, int], None]


@dataclass(frozen=True, slots=True)
class Sync:
    """Everything a sync needs but its sources.

    Attributes:
        max_bytes: Largest file that is read.
    """

    writer: IndexWriter
    staging: Staging
    splitter: Splitter
    embedder: Embedder
    max_bytes: int = 50_000_000

    def run(self, sources: Sequence[Source], *, roots: Sequence[str], progress: Progress | None = None) -> SyncReport:
        """Sync `sources`; documents of `roots` that are not among them are removed.

        Raises:
            StoreError: The index cannot be written, is being written by another process, or was made otherwise.
        """
        started = time.monotonic()
        with self.writer as writer:
            records = writer.records()
            outcomes = list(self._first_pass(sources, records, progress))
            removed = _gone(sources, roots, records)
            revision = self._second_pass(outcomes, removed, records)
        gone = [Outcome(document_id, OutcomeKind.REMOVED) for document_id in removed]
        found = tuple(outcome for outcome, _ in outcomes)
        return SyncReport((*found, *gone), revision, time.monotonic() - started)

    def plan(self, sources: Sequence[Source], *, roots: Sequence[str]) -> SyncReport:
        """What `run` would do, as far as that can be told without parsing; nothing is written."""
        started = time.monotonic()
        records = self.writer.records()
        faults = _faults(sources, records)
        outcomes = [self._foresee(source, faults, records) for source in sources]
        gone = [Outcome(document_id, OutcomeKind.REMOVED) for document_id in _gone(sources, roots, records)]
        return SyncReport((*outcomes, *gone), "", time.monotonic() - started, dry_run=True)

    @property
    def _made_with(self) -> str:
        return f"{LOADERS_VERSION} {self.splitter.version} {self.embedder.name}"

    def _first_pass(
        self, sources: Sequence[Source], records: Mapping[str, DocumentRecord], progress: Progress | None
    ) -> Iterator[tuple[Outcome, str]]:
        """The outcome of each source and, where it changed, the fingerprint it is staged under."""
        faults = _faults(sources, records)
        for done, source in enumerate(sources, start=1):
            outcome, fingerprint = self._stage_safely(source, faults, records)
            if progress is not None:
                progress(outcome, done, len(sources))
            yield outcome, fingerprint

    def _stage_safely(
        self, source: Source, faults: Mapping[str, str], records: Mapping[str, DocumentRecord]
    ) -> tuple[Outcome, str]:
        try:
            _refuse(source, faults)
            old = records.get(source.id)
            if old is not None and old.fingerprint == self._listed(source):
                return _unchanged(old), ""
            raw = source.read(self.max_bytes)
            fingerprint = self._fingerprint(raw.version)
            if old is not None and old.fingerprint == fingerprint:
                return _unchanged(old), ""
            staged = self._stage(raw, fingerprint)
        except LoadError as error:
            return Outcome(source.id, OutcomeKind.FAILED, reason=str(error)), ""
        kind = OutcomeKind.ADDED if old is None else OutcomeKind.REPLACED
        return Outcome(source.id, kind, warnings=staged.warnings, chunks=staged.chunks), fingerprint

    def _listed(self, source: Source) -> str:
        return self._fingerprint(source.listed) if source.listed else ""

    def _fingerprint(self, version: str) -> str:
        return digest(self._made_with, version)

    def _stage(self, raw: RawSource, fingerprint: str) -> DocumentRecord:
        staged = self.staging.get(fingerprint)
        if staged is not None:
            return staged.record
        prepared = prepare(raw, self.splitter)
        record = _record(prepared, raw, fingerprint)
        vectors = self.embedder.embed_documents([chunk.embedded_text for chunk in prepared.chunks])
        self.staging.put(record, prepared.chunks, vectors)
        return record

    def _foresee(self, source: Source, faults: Mapping[str, str], records: Mapping[str, DocumentRecord]) -> Outcome:
        try:
            _refuse(source, faults)
            fingerprint = self._listed(source) or self._fingerprint(source.read(self.max_bytes).version)
        except LoadError as error:
            return Outcome(source.id, OutcomeKind.FAILED, reason=str(error))
        old = records.get(source.id)
        if old is None:
            return Outcome(source.id, OutcomeKind.ADDED)
        same = old.fingerprint == fingerprint
        return Outcome(source.id, OutcomeKind.UNCHANGED if same else OutcomeKind.REPLACED, warnings=old.warnings)

    def _second_pass(
        self, outcomes: Sequence[tuple[Outcome, str]], removed: Sequence[str], records: Mapping[str, DocumentRecord]
    ) -> str:
        changed = {outcome.document_id: fingerprint for outcome, fingerprint in outcomes if fingerprint}
        kept = {key: record for key, record in records.items() if key not in removed and key not in changed}
        terms = {key: record.term for key, record in kept.items()}
        terms |= {key: self._staged(fingerprint).record.term for key, fingerprint in changed.items()}
        in_force = validities(terms)
        for document_id in removed:
            self.writer.remove(document_id)
        for document_id, fingerprint in changed.items():
            staged, validity = self._staged(fingerprint), in_force[document_id]
            chunks = [replace(chunk, validity=validity) for chunk in staged.chunks]
            self.writer.replace(replace(staged.record, validity=validity), chunks, staged.vectors)
        for document_id, record in kept.items():
            if record.validity != in_force[document_id]:
                self.writer.set_validity(document_id, in_force[document_id])
        revision = self.writer.publish()
        self.staging.clear()
        return revision

    def _staged(self, fingerprint: str) -> Staged:
        staged = self.staging.get(fingerprint)
        if staged is None:
            raise RuntimeError(f"got no staged document {fingerprint}, expected what the first pass has put there")
        return staged


def _unchanged(old: DocumentRecord) -> Outcome:
    return Outcome(old.document_id, OutcomeKind.UNCHANGED, warnings=old.warnings, chunks=old.chunks)


def _record(prepared: Prepared, raw: RawSource, fingerprint: str) -> DocumentRecord:
    document, first = prepared.document, prepared.chunks[0]
    return DocumentRecord(
        document_id=document.id, source=raw.source, fingerprint=fingerprint, title=document.title,
        uri=document.uri, media_type=document.media_type, language=document.language, tags=document.metadata.tags,
        groups=document.metadata.groups, term=prepared.term, validity=first.validity, chunks=len(prepared.chunks),
        warnings=prepared.warnings,
    )  # fmt: skip


def _refuse(source: Source, faults: Mapping[str, str]) -> None:
    if source.id in faults:
        raise LoadError(faults[source.id])


def _faults(sources: Sequence[Source], records: Mapping[str, DocumentRecord]) -> dict[str, str]:
    """Why an id cannot be taken: two sources claim it, or it belongs to what was synced from elsewhere."""
    counts = Counter(source.id for source in sources)
    faults: dict[str, str] = {}
    for source in sources:
        old = records.get(source.id)
        if counts[source.id] > 1:
            faults[source.id] = (
                f"got {counts[source.id]} documents with the id '{source.id}', expected one; rename all but one"
            )
        elif old is not None and old.source != source.source:
            faults[source.id] = (
                f"got the id '{source.id}', which the index already has from '{old.source}'; "
                "rename it, or take the other source out with `ragstone documents --forget SOURCE`"
            )
    return faults


def _gone(sources: Sequence[Source], roots: Sequence[str], records: Mapping[str, DocumentRecord]) -> list[str]:
    present = {source.id for source in sources}
    return sorted(key for key, record in records.items() if record.source in roots and key not in present)


def forget(writer: IndexWriter, source: str) -> list[str]:
    """Take everything that was synced from `source` out of the index; gives the ids.

    Raises:
        StoreError: The index cannot be written.
    """
    with writer:
        gone = sorted(key for key, record in writer.records().items() if record.source == source)
        for document_id in gone:
            writer.remove(document_id)
        if gone:
            writer.publish()
    return gone
