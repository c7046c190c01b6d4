"""A job: what is to be synced, for whom, and what has become of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict


class JobKind(StrEnum):
    """What is synced: all sources, or the folder of uploads after files came or went."""

    SYNC = "sync"
    UPLOAD = "upload"
    REMOVAL = "removal"


class JobState(StrEnum):
    """How far it is. `done` says that the index agrees with what could be read; `failures` say what could not."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Note(BaseModel):
    """One sentence about one document."""

    model_config = ConfigDict(frozen=True)
    document_id: str
    sentence: str


class Job(BaseModel):
    """One job.

    Attributes:
        asked_by: Name of the key; empty where nobody is asked who they are.
        documents: Those that were uploaded or removed.
        attempts: How often it was begun.
        counts: Documents by outcome.
        crashed: Why the process that read it died, by document; those are left out, here and in the jobs that follow,
            until they are uploaded anew or everything is synced.
        revision: Of the index afterwards.
        reason: Why it failed, or why it waits again.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    kind: JobKind
    asked_by: str = ""
    documents: tuple[str, ...] = ()
    state: JobState = JobState.QUEUED
    created: AwareDatetime
    started: AwareDatetime | None = None
    finished: AwareDatetime | None = None
    attempts: int = 0
    done: int = 0
    total: int = 0
    counts: Mapping[str, int] = {}
    failures: tuple[Note, ...] = ()
    warnings: tuple[Note, ...] = ()
    crashed: Mapping[str, str] = {}
    revision: str = ""
    reason: str = ""

    @classmethod
    def of(cls, kind: JobKind, *, asked_by: str = "", documents: tuple[str, ...] = ()) -> Job:
        """A new job; ids sort by when they were made, and cannot be guessed."""
        now = datetime.now(UTC)
        return cls(
            id=f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(8)}", kind=kind, asked_by=asked_by, documents=documents,
            created=now,
        )  # fmt: skip

    @property
    def is_over(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state in (JobState.DONE, JobState.FAILED)

    def begun(self) -> Job:
        """The job as it starts, whatever an earlier attempt came to."""
        return self.model_copy(
            update={
                "state": JobState.RUNNING, "started": datetime.now(UTC), "attempts": self.attempts + 1, "done": 0,
                "total": 0, "reason": "",
            }
        )  # fmt: skip

    def spared(self) -> Job:
        """The job with this attempt not counted."""
        return self.model_copy(update={"attempts": self.attempts - 1})

    def waiting(self, reason: str) -> Job:
        """The job as it waits to be run again."""
        return self.model_copy(update={"state": JobState.QUEUED, "reason": reason})

    def ended(self, reason: str) -> Job:
        """The job as it failed."""
        return self.model_copy(update={"state": JobState.FAILED, "finished": datetime.now(UTC), "reason": reason})
