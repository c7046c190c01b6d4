"""The job: make the index agree with its sources.

Two passes. The first reads, parses, splits and embeds what has changed, a document at a time, into the staging folder;
killed there, the next run finds what was done. The second writes it all to the next state of the index and publishes
that at once; killed there, readers keep the old state and the next run repeats the second pass.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from ingest.carry import Carrier
from ingest.embed import DocumentEmbedder, Embedding
from ingest.embedding_pool import EmbeddingPool, ThreadedEmbedding
from ingest.errors import LoadError
from ingest.examine import Examined, Examiner, Unembedded, tightened
from ingest.failures import Failure, FailureLedger, merged
from ingest.history import History, SyncRun
from ingest.index.protocol import DocumentRecord, IndexWriter, Stored
from ingest.loaders.loaded import Reading
from ingest.loaders.registry import LOADERS_VERSION
from ingest.outcome import Outcome, OutcomeKind, SyncReport
from ingest.parser import DirectParser, Parser
from ingest.sources.source import FailedSource, Source
from ingest.splitter import Splitter
from ingest.staging import Staging
from ingest.validity import validities
from models.protocols import Embedder

Progress = Callable[[Outcome, int, int], None]
_AHEAD = 2  # documents a worker that are parsed, or embedded, before their turn


@dataclass(frozen=True, slots=True)
class Sync:
    """Everything a sync needs but its sources.

    Attributes:
        max_bytes: Largest file that is read.
        keep_out: Kinds of values that are not to be indexed, of `ingest.keep_out.KINDS`.
        reading: How to read what can be read in more than one way.
        parser: Who parses.
        embedding: Who embeds; None leaves it to one thread of `embedder`.
        ahead: Whether the next documents are worked on before one is done. Where not, what ends this process is the
            document behind the last outcome.
        failures: Where failures are kept from run to run; None keeps nothing, and everything is tried each time.
        history: Where it says what it came to; None keeps nothing.
        carrier: For an index that is made anew: keeps what cannot be read any more.
        clock: The time, with its zone.
    """

    writer: IndexWriter
    staging: Staging
    splitter: Splitter
    embedder: Embedder
    max_bytes: int = 50_000_000
    keep_out: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)
    parser: Parser = field(default_factory=DirectParser)
    embedding: EmbeddingPool | None = None
    ahead: bool = True
    failures: FailureLedger | None = None
    history: History | None = None
    carrier: Carrier | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def run(
        self,
        sources: Sequence[Source],
        *,
        roots: Sequence[str],
        progress: Progress | None = None,
        retry: bool = False,
    ) -> SyncReport:
        """Sync `sources`; documents of `roots` that are not among them are removed.

        Args:
            sources: What there is.
            roots: The places that were listed whole.
            progress: Told of each outcome.
            retry: Try even what failed so often that it is put off.

        Raises:
            StoreError: The index cannot be written, is being written by another process, or was made otherwise.
        """
        run = _Run(self, time.monotonic())
        with self.writer as writer:
            records = writer.records()
            before = self.failures.read() if self.failures is not None else {}
            examiner = self._examiner(sources, roots, records, {} if retry else before)
            run.first_pass(examiner, sources, progress)
            if self.carrier is not None:
                run.carry_hidden(sources, self.carrier)
            if self.failures is not None:
                self.failures.write(merged(before, run.failed, run.put_off, roots))
            removed = [key for key in _gone(sources, roots, records) if key not in run.changed]
            withdrawn = [key for key in run.withdrawn if key in records]
            revision = run.second_pass([*removed, *withdrawn], records)
            report = replace(run.report(removed, revision), elsewhere=_elsewhere(roots, sources, records))
            if self.history is not None:
                self.history.add(SyncRun.of(report, roots, self.clock()))
        return report

    def plan(self, sources: Sequence[Source], *, roots: Sequence[str]) -> SyncReport:
        """What `run` would do, as far as that can be told without parsing; nothing is written."""
        started = time.monotonic()
        records = self.writer.records()
        examiner = self._examiner(sources, roots, records, {})
        outcomes = [self._foresee(source, examiner) for source in sources]
        present = {source.id for source in sources}
        removed = [key for key in _gone(sources, roots, records) if key not in present]
        gone = [Outcome(document_id, OutcomeKind.REMOVED) for document_id in removed]
        return SyncReport((*outcomes, *gone), "", time.monotonic() - started, dry_run=True)

    def _examiner(
        self,
        sources: Sequence[Source],
        roots: Sequence[str],
        records: Mapping[str, DocumentRecord],
        failures: Mapping[str, Failure],
    ) -> Examiner:
        made_with = f"{LOADERS_VERSION} {self.splitter.version} {self.embedder.name}"
        if self.keep_out:
            made_with += f" without {' '.join(sorted(self.keep_out))}"
        if self.reading != Reading():
            made_with += f" {self.reading}"
        faults = _faults(sources, records, roots)
        return Examiner(
            self.parser, self.staging, made_with, records, faults, failures, self.max_bytes, self.clock(),
            self.keep_out, self.reading,
        )  # fmt: skip

    def _foresee(self, source: Source, examiner: Examiner) -> Outcome:
        old = examiner.records.get(source.id)
        try:
            if source.id in examiner.faults:
                raise LoadError(examiner.faults[source.id])
            version = source.listed or source.read(self.max_bytes).version
        except LoadError as error:
            return Outcome(source.id, OutcomeKind.FAILED, reason=str(error))
        if old is None:
            return Outcome(source.id, OutcomeKind.ADDED)
        same = old.fingerprint == examiner.fingerprint(source, version)
        return Outcome(source.id, OutcomeKind.UNCHANGED if same else OutcomeKind.REPLACED, warnings=old.warnings)


_Embedding = tuple[Source, Embedding]


class _Run:
    """One run on its way."""

    def __init__(self, job: Sync, started: float) -> None:
        self._job, self._started = job, started
        self._outcomes: list[Outcome] = []
        self._seconds: dict[str, float] = {"parsing": 0.0, "embedding": 0.0, "writing": 0.0}
        self._embedded = 0
        self.changed: dict[str, DocumentRecord] = {}
        self.withdrawn: list[str] = []
        self.failed: list[Failure] = []
        self.put_off: list[str] = []

    def first_pass(self, examiner: Examiner, sources: Sequence[Source], progress: Progress | None) -> None:
        """Bring everything that changed into the staging folder."""
        for done, found in enumerate(self._embedded_in_turn(examiner, sources), start=1):
            outcome = self._noted(found)
            self._outcomes.append(outcome)
            if progress is not None:
                progress(outcome, done, len(sources))

    def _embedded_in_turn(self, examiner: Examiner, sources: Sequence[Source]) -> Iterator[Examined]:
        """Each source in order, what is new of it embedded, while the next ones are read, parsed and embedded too."""
        waiting: deque[Examined | _Embedding] = deque()
        pool = self._job.embedding or ThreadedEmbedding(self._job.embedder, 1)
        embedder = DocumentEmbedder(self._job.splitter, pool)
        try:
            ahead = _AHEAD if self._job.ahead else 0
            for found in self._timed("parsing", _examined(examiner, sources, ahead)):
                waiting.append(self._begun(found, examiner, embedder))
                if len(waiting) > ahead * pool.workers:
                    yield self._staged_in_turn(waiting.popleft(), examiner)
            while waiting:
                yield self._staged_in_turn(waiting.popleft(), examiner)
        finally:
            pool.close()

    def _noted(self, found: Examined) -> Outcome:
        outcome = found.outcome
        if found.failure is not None:
            self.failed.append(found.failure)
        if found.put_off:
            self.put_off.append(outcome.document_id)
        if found.staged is not None:
            self.changed[outcome.document_id] = found.staged
        if found.withdrawn:
            self.withdrawn.append(outcome.document_id)
        elif outcome.kind is OutcomeKind.FAILED and self._job.carrier is not None:
            self._carry(outcome.document_id, self._job.carrier)
        return outcome

    def _begun(
        self, found: Examined | Unembedded, examiner: Examiner, embedder: DocumentEmbedder
    ) -> Examined | _Embedding:
        if isinstance(found, Examined):
            return found
        source = found.source
        old = self._job.writer.stored(source.id) if source.id in examiner.records else None
        try:
            # Of what was parsed nothing else is kept: it may be large.
            return source, embedder.begin(found.parsed, old=old, source=source.source, fingerprint=found.fingerprint)
        except LoadError as error:
            return examiner.failed(source, found.fingerprint, error)

    def _staged_in_turn(self, found: Examined | _Embedding, examiner: Examiner) -> Examined:
        if isinstance(found, Examined):
            return found
        begun = time.monotonic()
        source, embedding = found
        document = embedding.wait(self._job.embedder.dimension)
        self._seconds["embedding"] += time.monotonic() - begun
        self._embedded += len(embedding.new)
        self._job.staging.put(document)
        return examiner.staged(source, document.record)

    def _timed(self, stage: str, found: Iterator[Examined | Unembedded]) -> Iterator[Examined | Unembedded]:
        """What is `found`, the time that it is waited for counted."""
        while True:
            begun = time.monotonic()
            one = next(found, None)
            self._seconds[stage] += time.monotonic() - begun
            if one is None:
                return
            yield one

    def carry_hidden(self, sources: Sequence[Source], carrier: Carrier) -> None:
        """Take over what nothing lists, though it may be there all the same."""
        for document_id in _hidden(sources, carrier.records()):
            self._carry(document_id, carrier)

    def _carry(self, document_id: str, carrier: Carrier) -> None:
        carried = carrier.carry(document_id)
        if carried is not None:
            self._job.staging.put(carried)
            self.changed[document_id] = carried.record

    def second_pass(self, removed: Sequence[str], records: Mapping[str, DocumentRecord]) -> str:
        """Write what changed to the next state of the index, and publish that."""
        begun = time.monotonic()
        writer = self._job.writer
        kept = {key: record for key, record in records.items() if key not in removed and key not in self.changed}
        terms = {key: record.term for key, record in kept.items()}
        terms |= {key: record.term for key, record in self.changed.items()}
        in_force = validities(terms)
        for document_id in removed:
            writer.remove(document_id)
        for document_id, record in self.changed.items():
            staged, validity = self._staged(record.fingerprint), in_force[document_id]
            chunks = tuple(replace(chunk, validity=validity) for chunk in staged.chunks)
            writer.replace(Stored(replace(staged.record, validity=validity), chunks, staged.vectors))
        for document_id, record in kept.items():
            if record.validity != in_force[document_id]:
                writer.set_validity(document_id, in_force[document_id])
        revision = writer.publish()
        self._job.staging.clear()
        self._seconds["writing"] += time.monotonic() - begun
        return revision

    def report(self, removed: Sequence[str], revision: str) -> SyncReport:
        """What came of it."""
        gone = [Outcome(document_id, OutcomeKind.REMOVED) for document_id in removed]
        return SyncReport(
            (*self._outcomes, *gone), revision, time.monotonic() - self._started,
            stages=dict(self._seconds), embedded=self._embedded,
        )  # fmt: skip

    def _staged(self, fingerprint: str) -> Stored:
        staged = self._job.staging.get(fingerprint)
        if staged is None:
            raise RuntimeError(f"got no staged document {fingerprint}, expected what the first pass has put there")
        return staged


def _examined(examiner: Examiner, sources: Sequence[Source], ahead: int) -> Iterator[Examined | Unembedded]:
    """Each source in order; where there are workers, the next ones are read and parsed meanwhile."""
    workers = examiner.parser.workers
    if not workers:
        yield from map(examiner.examine, sources)
        return
    waiting: deque[Future[Examined | Unembedded]] = deque()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="parsing")
    try:
        for source in sources:
            waiting.append(pool.submit(examiner.examine, source))
            if len(waiting) > ahead * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        examiner.parser.close()
        pool.shutdown()


def _faults(sources: Sequence[Source], records: Mapping[str, DocumentRecord], roots: Sequence[str]) -> dict[str, str]:
    """Why an id cannot be taken: two sources claim it, or it belongs to what was synced from elsewhere.

    What has moved from one place to another, both of them listed whole, belongs to the new one.
    """
    gone = set(_gone(sources, roots, records))
    places: dict[str, list[str]] = {}
    for source in sources:
        places.setdefault(source.id, []).append(source.source)
    faults: dict[str, str] = {}
    for document_id, claimed in places.items():
        old = records.get(document_id)
        if len(claimed) > 1:
            faults[document_id] = (
                f"got {len(claimed)} documents with the id '{document_id}', expected one; rename all but one"
            )
        elif old is not None and old.source != claimed[0] and document_id not in gone:
            faults[document_id] = (
                f"got the id '{document_id}', which the index already has from '{old.source}'; "
                "rename it, or take the other source out with `ragstone documents --forget SOURCE`"
            )
    return faults


def _gone(sources: Sequence[Source], roots: Sequence[str], records: Mapping[str, DocumentRecord]) -> list[str]:
    """What a place that was listed whole has no longer, whether or not another place has it now."""
    kept = {(source.id, source.source) for source in sources}
    hidden = set(_hidden(sources, records))
    return sorted(
        key
        for key, record in records.items()
        if record.source in roots and (key, record.source) not in kept and key not in hidden
    )


def _hidden(sources: Sequence[Source], records: Mapping[str, DocumentRecord]) -> list[str]:
    """What nothing lists, though it may be there all the same, and is for nobody whom it was taken from since."""
    present = {(source.id, source.source) for source in sources}
    hiding = [source for source in sources if isinstance(source, FailedSource) and source.hides is not None]
    return sorted(
        key
        for key, record in (records.items() if hiding else ())
        if (key, record.source) not in present
        and any(source.hidden(key, record.source) and not tightened(record.groups, source.groups) for source in hiding)
    )


def _elsewhere(
    roots: Sequence[str], sources: Sequence[Source], records: Mapping[str, DocumentRecord]
) -> dict[str, int]:
    """What a place that nobody lists any more has left behind goes on answering."""
    named = {*roots, *(source.source for source in sources)}
    return dict(Counter(record.source for record in records.values() if record.source not in named))


def forget(writer: IndexWriter, source: str, failures: FailureLedger | None = None) -> list[str]:
    """Take everything that was synced from `source` out of the index, and out of the failures; gives the ids.

    Raises:
        StoreError: The index cannot be written.
    """
    with writer:
        gone = sorted(key for key, record in writer.records().items() if record.source == source)
        for document_id in gone:
            writer.remove(document_id)
        if gone:
            writer.publish()
        if failures is not None:
            failures.write(failure for failure in failures.read().values() if failure.source != source)
    return gone
