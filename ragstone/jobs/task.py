"""What the process of a job is told, and what it tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ingest.outcome import OutcomeKind, SyncReport
from ragstone.jobs.job import Job, JobKind, Note
from ragstone.settings import Settings

_MOST_NOTES = 200
_PATH = re.compile(r"'/(?:[^'/]+/)*([^'/]*)'")


class Task(BaseModel):
    """A job for a process: it goes over a pipe, so that no secret stands on a command line.

    Attributes:
        settings: The tree of settings with what a sync needs, the index's key included and no other secret.
        skipped: Why a document is not to be read, by id.
        one_by_one: Whether each document is done before the next is begun, so that it is known which one ends all.
        wait_s: How long to wait for another writer of the index.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    settings: dict[str, object]
    sources: tuple[str, ...] = ()
    uploads: Path | None = None
    skipped: Mapping[str, str] = {}
    one_by_one: bool = False
    wait_s: float = 600.0

    @classmethod
    def of(cls, job: Job, settings: Settings) -> Task:
        """What is to be done for `job`."""
        tree = settings.model_dump(mode="json")
        tree["llm"]["api_key"] = None
        key = settings.index.api_key
        tree["index"]["api_key"] = key.get_secret_value() if key is not None else None
        sources = settings.api.sources if job.kind is JobKind.SYNC else ()
        return cls(
            settings=tree, sources=sources, uploads=settings.api.uploads, skipped=job.crashed,
            one_by_one=job.attempts > 1,
        )  # fmt: skip


def without_paths(sentence: str) -> str:
    """The sentence with the names of files and folders alone: who may sync need not know where they are."""
    return _PATH.sub(r"'\1'", sentence)


def _note(document_id: str, sentence: str) -> Note:
    return Note(document_id=document_id, sentence=without_paths(sentence))


class Result(BaseModel):
    """What a sync came to; of failures and warnings the first 200 are told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    counts: Mapping[str, int]
    failures: tuple[Note, ...]
    warnings: tuple[Note, ...]
    revision: str

    @classmethod
    def of(cls, report: SyncReport) -> Result:
        """The form of `report` that goes over the pipe."""
        failed = [one for one in report.outcomes if one.kind is OutcomeKind.FAILED]
        warned = [(one.document_id, text) for one in report.outcomes for text in one.warnings]
        return cls(
            counts=report.counts,
            failures=tuple(_note(one.document_id, one.reason) for one in failed[:_MOST_NOTES]),
            warnings=tuple(_note(*one) for one in warned[:_MOST_NOTES]),
            revision=report.revision,
        )


class Told(BaseModel):
    """One line from the process.

    Attributes:
        reading: The document that is read next; empty when all are read.
        error: Why the job failed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    done: int = 0
    total: int = 0
    reading: str = ""
    result: Result | None = None
    error: str = ""
