"""What the API speaks to: uploads, sources, and the jobs that bring them into the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ingest.history import History
from ragstone.errors import NothingConfiguredError
from ragstone.jobs.job import Job, JobKind
from ragstone.jobs.ledger import Ledger
from ragstone.jobs.runner import Runner
from ragstone.uploads.about import About
from ragstone.uploads.folder import Part, Uploads


@dataclass(frozen=True, slots=True)
class Intake:
    """Takes documents in and out.

    Attributes:
        uploads: None where none are taken.
        sources: What a sync syncs besides uploads.
        history: What each sync of the index came to, whoever ran it; None where nobody keeps it.
    """

    ledger: Ledger
    runner: Runner
    uploads: Uploads | None = None
    sources: tuple[str, ...] = ()
    history: History | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Jobs are worked on while this is entered; one that is cut off at its end is run again at the next start."""
        self.start()
        try:
            yield
        finally:
            self.stop()

    @property
    def syncs(self) -> bool:
        """Whether there is anything to sync."""
        return bool(self.sources) or self.uploads is not None

    @property
    def folder(self) -> Uploads:
        """Where uploads are kept.

        Raises:
            NothingConfiguredError: Nowhere.
        """
        if self.uploads is None:
            raise NothingConfiguredError("got an upload, but this server takes none; set `api.uploads`")
        return self.uploads

    def sync(self, asked_by: str) -> Job:
        """Have everything synced; a sync that waits already is given.

        Raises:
            NothingConfiguredError: There is nothing to sync.
            JobsError: The job cannot be kept.
        """
        if not self.syncs:
            raise NothingConfiguredError("got a sync, but this server names nothing to sync; set `api.sources`")
        return self._queued(Job.of(JobKind.SYNC, asked_by=asked_by))

    def upload(self, files: Sequence[tuple[str, Part]], about: About, asked_by: str) -> Job:
        """Keep files and have them indexed; to be called while the folder is `changing`.

        The job is written first: cut off behind it, the next start indexes what was kept.

        Raises:
            UploadError: What is said about them cannot be used.
            UploadWriteError: They cannot be kept.
            JobsError: The job cannot be kept.
        """
        about.sidecar()
        job = self._queued(Job.of(JobKind.UPLOAD, asked_by=asked_by, documents=tuple(name for name, _ in files)))
        for name, part in files:
            self.folder.keep(name, part, about)
        return job

    def remove(self, name: str, asked_by: str) -> Job:
        """Remove an upload, if it is still there, and have it taken out of the index; to be called while `changing`.

        Raises:
            UploadWriteError: It cannot be removed.
            JobsError: The job cannot be kept.
        """
        job = self._queued(Job.of(JobKind.REMOVAL, asked_by=asked_by, documents=(name,)))
        if self.folder.holds(name):
            self.folder.remove(name)
        return job

    def start(self) -> None:
        """Run jobs, those that an earlier process left included."""
        if self.uploads is not None:
            self.uploads.clean()
        self.runner.start()

    def stop(self) -> None:
        """Run no more; one that runs is stopped and waits for the next start."""
        self.runner.stop()

    def _queued(self, job: Job) -> Job:
        kept = self.ledger.add(job)
        self.runner.wake()
        return kept
