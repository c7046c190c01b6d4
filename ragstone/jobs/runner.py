"""Runs jobs, one after the other, beside whatever else the process does."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from ragstone.errors import JobsError
from ragstone.jobs.job import Job, JobKind, JobState
from ragstone.jobs.ledger import Ledger
from ragstone.jobs.process import Process
from ragstone.jobs.task import Result, Task, Told

_log = logging.getLogger("ragstone.jobs")
_POLL_S = 1.0
_LOOKS = 10  # at the folder's time alone, before its files are read anyway
_WRITE_S = 0.25
_MOST_ATTEMPTS = 5
_MOST_CRASHES = 20
_STOP_S = 15.0


class Runner:
    """A thread that takes the oldest waiting job; while another process does so, it waits for its place."""

    def __init__(self, ledger: Ledger, task_of: Callable[[Job], Task], *, patience_s: float = 1800.0) -> None:
        """Run the jobs of `ledger`.

        Args:
            ledger: Where they are.
            task_of: What is to be done for one of them.
            patience_s: A process that tells nothing for so long is stopped.
        """
        self._ledger, self._task_of, self._patience_s = ledger, task_of, patience_s
        self._stopping, self._wake = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, with the jobs that an earlier process left."""
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for a job now."""
        self._wake.set()

    def stop(self) -> None:
        """End, the process of a running job included; it is run again at the next start."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(_STOP_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._ledger.running() as ours:
                    if ours:
                        self._take_over()
                        self._work()
            except JobsError as error:
                _log.warning("no job is run: %s", error)
            except Exception:  # noqa: BLE001 - a thread that ends would leave jobs waiting for ever
                _log.exception("no job is run for a moment")
            self._pause()

    def _take_over(self) -> None:
        for job in self._ledger.jobs():
            if job.state is JobState.RUNNING:
                self._ledger.write(job.waiting("the server ended while it ran"))

    def _work(self) -> None:
        while not self._stopping.is_set():
            seen = self._ledger.state_of_files()
            waiting = next((job for job in self._ledger.jobs() if job.state is JobState.QUEUED), None)
            if waiting is not None:
                self._attempt(waiting)
                continue
            for _ in range(_LOOKS):
                if not self._stopping.is_set() and self._ledger.state_of_files() == seen:
                    self._pause()

    def _pause(self) -> None:
        self._wake.wait(_POLL_S)
        self._wake.clear()

    def _attempt(self, job: Job) -> None:
        if job.attempts - len(job.crashed) >= _MOST_ATTEMPTS:
            self._ledger.write(job.ended(f"it was begun {job.attempts} times and never came to an end: {job.reason}"))
            return
        attempt = _Attempt(self._ledger, self._warned(job).begun())
        try:
            ended = attempt.run(self._task_of(attempt.job), self._stopping, self._patience_s)
        except OSError as error:
            ended = attempt.job.ended(f"its process could not be started ({error.strerror}); start it again")
        self._ledger.write(ended)
        _log.info("job %s (%s): %s %s", ended.id, ended.kind, ended.state, ended.reason)

    def _warned(self, job: Job) -> Job:
        """The job, told of files that killed a reader in the last one; a sync of everything tries them anew."""
        over = [one for one in self._ledger.jobs() if one.finished is not None]
        if job.kind is JobKind.SYNC or job.attempts or not over:
            return job
        last = max(over, key=lambda one: one.finished or one.created)
        crashed = {name: why for name, why in last.crashed.items() if name not in job.documents}
        return job.model_copy(update={"crashed": crashed})


class _Attempt:
    """One run of one job."""

    def __init__(self, ledger: Ledger, job: Job) -> None:
        self._ledger, self.job, self._written = ledger, job, 0.0
        self._reading = ""
        ledger.write(job)

    def run(self, task: Task, stopping: threading.Event, patience_s: float) -> Job:
        """The job as it is afterwards."""
        with Process(task, patience_s=patience_s) as process:
            try:
                for told in process.told():
                    if stopping.is_set():
                        return self.job.spared().waiting("the server was stopped while it ran")
                    ended = self._heard(told) if told is not None else None
                    if ended is not None:
                        return ended
            except TimeoutError as error:
                return self._crashed(str(error))
            return self._crashed(process.how_it_ended() or "its process ended without a word")

    def _heard(self, told: Told) -> Job | None:
        if told.error:
            return self.job.ended(told.error)
        if told.result is not None:
            return self._done(told.result)
        self._reading = told.reading
        self.job = self.job.model_copy(update={"done": told.done, "total": told.total})
        if time.monotonic() - self._written > _WRITE_S:
            self._written = time.monotonic()
            self._ledger.write(self.job)
        return None

    def _done(self, result: Result) -> Job:
        found = {name: getattr(result, name) for name in Result.model_fields}
        over = {"state": JobState.DONE, "finished": datetime.now(UTC), "done": self.job.total}
        return self.job.model_copy(update=found | over)

    def _crashed(self, how: str) -> Job:
        """Whatever was being read is left out, and the rest is done; where it is not the reading, the job failed.

        At first several documents are on their way; only one by one it is known which of them it was.
        """
        name, crashed = self._reading, self.job.crashed
        if name and self.job.attempts == 1:
            return self.job.waiting(f"{how} while it read files")
        if not name or name in crashed or len(crashed) >= _MOST_CRASHES:
            return self.job.ended(f"{how}; what was published is untouched: start it again")
        why = f"{how} while it was read; look at the file, and export it anew or remove it"
        return self.job.model_copy(update={"crashed": {**crashed, name: why}}).waiting(f"{how} while it read a file")
