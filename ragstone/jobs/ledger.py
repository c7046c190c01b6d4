"""The folder of jobs: one small file a job, whole or not there."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from ragstone.errors import JobsError, UnknownJobError
from ragstone.jobs.job import Job, JobKind, JobState

_ID = re.compile(r"\d{8}T\d{12}-[0-9a-f]{16}")
_KEPT = 200  # jobs that are over
_MOST_WAITING = 200


@dataclass(frozen=True, slots=True)
class Ledger:
    """Jobs that any process may add to and read, and one runs."""

    folder: Path

    def add(self, job: Job) -> Job:
        """Keep `job`; where the same sync waits already, that one is given instead.

        Raises:
            JobsError: The folder cannot be written, or too many wait.
        """
        with self._locked():
            waiting = [one for one in self.jobs() if one.state is JobState.QUEUED]
            same = [one for one in waiting if one.kind is job.kind is JobKind.SYNC]
            if same:
                return same[0]
            if len(waiting) >= _MOST_WAITING:
                raise JobsError(f"got a job while {len(waiting)} wait, which is the most that may; try again later")
            self.write(job)
            self._forget_oldest()
        return job

    def write(self, job: Job) -> None:
        """Keep `job` as it is now.

        Raises:
            JobsError: The folder cannot be written.
        """
        part = self.folder / f"{job.id}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with part.open("w", encoding="utf-8") as file:
                file.write(job.model_dump_json())
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path(job.id))
        except OSError as error:
            raise self._unusable(error) from error

    def get(self, job_id: str) -> Job:
        """One job.

        Raises:
            UnknownJobError: There is none of this id.
            JobsError: It cannot be read.
        """
        unknown = UnknownJobError(f"got the job '{job_id[:80]}', expected one that `/v1/jobs` lists; correct it")
        if not _ID.fullmatch(job_id):
            raise unknown
        try:
            return Job.model_validate_json(self._path(job_id).read_bytes())
        except FileNotFoundError as error:
            raise unknown from error
        except OSError as error:
            raise self._unusable(error) from error
        except ValidationError as error:
            raise JobsError(f"the job '{job_id}' is not as it was written; remove its file") from error

    def jobs(self) -> list[Job]:
        """All jobs, oldest first; a file that cannot be read is left out."""
        found = []
        for path in sorted(self.folder.glob("*.json")):
            try:
                found.append(self.get(path.stem))
            except (UnknownJobError, JobsError):
                continue  # removed meanwhile, or written by another version
        return found

    def state_of_files(self) -> int:
        """Changes whenever a job is added or rewritten; ns."""
        try:
            return self.folder.stat().st_mtime_ns
        except OSError:
            return 0

    @contextmanager
    def running(self) -> Iterator[bool]:
        """Whether this process is the one that runs jobs; the system frees the place when it ends, however it ends.

        Raises:
            JobsError: The folder cannot be written.
        """
        with self._opened("runner.lock") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                yield False
                return
            yield True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._opened("ledger.lock") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _opened(self, name: str) -> Iterator[int]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise self._unusable(error) from error
        try:
            yield handle
        finally:
            os.close(handle)

    def _forget_oldest(self) -> None:
        over = [job for job in self.jobs() if job.is_over]
        for job in over[:-_KEPT]:
            self._path(job.id).unlink(missing_ok=True)

    def _path(self, job_id: str) -> Path:
        return self.folder / f"{job_id}.json"

    def _unusable(self, error: OSError) -> JobsError:
        return JobsError(
            f"the folder of jobs '{self.folder.name}' cannot be used ({error.strerror}); make room or mend its rights"
        )
