"""Jobs: those that run, wait, or are over, and a sync of everything."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BaseModel

from api.failures import STATUSES
from api.principal import Curator
from api.readiness import Readied
from api.rights import Rights
from ragstone.errors import NothingConfiguredError
from ragstone.jobs.intake import Intake
from ragstone.jobs.job import Job, JobKind, JobState

router = APIRouter()


class NoteOut(BaseModel):
    """One sentence about one document."""

    document_id: str
    sentence: str


class JobOut(BaseModel):
    """A job; `documents`, `failures` and `warnings` name what the asker may read, `hidden` counts the others."""

    id: str
    kind: JobKind
    state: JobState
    asked_by: str
    documents: list[str]
    created: AwareDatetime
    started: AwareDatetime | None
    finished: AwareDatetime | None
    done: int
    total: int
    counts: dict[str, int]
    failures: list[NoteOut]
    warnings: list[NoteOut]
    hidden: int
    revision: str
    reason: str


class JobsOut(BaseModel):
    """Jobs, newest first."""

    jobs: list[JobOut]


@dataclass(frozen=True, slots=True)
class JobView:
    """Jobs as somebody with these rights sees them: without what is said of documents that they may not read."""

    rights: Rights
    intake: Intake

    def of(self, job: Job) -> JobOut:
        """The wire form of `job`."""
        names = {*job.documents, *(note.document_id for note in (*job.failures, *job.warnings))}
        seen = {name for name in names if self._sees(name, job)}
        notes = {
            kind: [
                NoteOut(document_id=one.document_id, sentence=one.sentence) for one in told if one.document_id in seen
            ]
            for kind, told in (("failures", job.failures), ("warnings", job.warnings))
        }
        return JobOut(
            id=job.id, kind=job.kind, state=job.state, asked_by=job.asked_by, created=job.created, started=job.started,
            finished=job.finished, done=job.done, total=job.total, counts=dict(job.counts), revision=job.revision,
            reason=job.reason, documents=[name for name in job.documents if name in seen],
            failures=notes["failures"], warnings=notes["warnings"], hidden=len(names - seen),
        )  # fmt: skip

    def _sees(self, name: str, job: Job) -> bool:
        curator, uploads = self.rights.curator, self.intake.uploads
        if curator.names_any or (job.asked_by == curator.name and name in job.documents):
            return True
        if uploads is not None and uploads.holds(name):
            return uploads.opens(name, curator.reads)
        with suppress(*STATUSES):  # while the index cannot be opened, nobody can tell who may read it
            return self.rights.sees(name)
        return False


def _intake(request: Request) -> Intake:
    intake: Intake | None = request.app.state.intake
    if intake is None:
        raise NothingConfiguredError("got a change of the documents, but this server takes none; set `api.uploads`")
    return intake


Taken = Annotated[Intake, Depends(_intake)]


def _view(curator: Curator, readiness: Readied, intake: Taken) -> JobView:
    return JobView(Rights(curator, readiness, intake), intake)


Viewed = Annotated[JobView, Depends(_view)]


@router.post("/v1/sync", status_code=202, responses={409: {}})
def sync(view: Viewed) -> JobOut:
    """Make the index agree with the sources that the settings name, and with the uploads."""
    return view.of(view.intake.sync(view.rights.curator.name))


@router.get("/v1/jobs", responses={409: {}})
def jobs(view: Viewed, limit: Annotated[int, Query(ge=1, le=200)] = 20) -> JobsOut:
    """The jobs, newest first; of those that are over the last 200 are kept."""
    return JobsOut(jobs=[view.of(job) for job in view.intake.ledger.jobs()[::-1][:limit]])


@router.get("/v1/jobs/{job_id}", responses={404: {}, 409: {}})
def job(job_id: str, view: Viewed) -> JobOut:
    """One job."""
    return view.of(view.intake.ledger.get(job_id))
