"""Who the asker is, as the server sees it."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.principal import Asker
from api.readiness import Readied, is_ready
from ragstone.jobs.intake import Intake
from ragstone.uploads.name import SUFFIXES

router = APIRouter()


class UploadsOut(BaseModel):
    """What may be uploaded: files of at most `max_bytes`, and `max_total_bytes` at once, that end in `suffixes`."""

    max_bytes: int
    max_total_bytes: int
    suffixes: list[str]


class MeOut(BaseModel):
    """Whose key or token it is and what it opens.

    `expires` is the last day of a key, or when a token ends; `keys_required` says that nobody asks without either.

    `may_name_groups` says whether a request may name groups that the key does not hold, `feedback` whether what is said
    of an answer is kept, `may_ingest` whether documents may be uploaded, synced and removed. `syncs` says whether there
    is anything that the asker may sync, `uploads` what may be uploaded.
    """

    name: str
    groups: list[str]
    expires: datetime | date | None
    keys_required: bool
    may_name_groups: bool
    feedback: bool
    may_ingest: bool
    syncs: bool
    uploads: UploadsOut | None


@router.get("/v1/me")
def me(request: Request, readiness: Readied, asker: Asker) -> MeOut:
    """The asker's name and groups; without keys and tokens everybody is nobody, and may name any group."""
    intake = request.app.state.intake if asker.may_ingest else None
    return MeOut(
        name=asker.name,
        groups=list(asker.groups()),
        expires=asker.expires,
        keys_required=request.app.state.door.guarded,
        may_name_groups=asker.names_any,
        feedback=is_ready(readiness) and readiness.assistant().audit is not None,
        may_ingest=asker.may_ingest,
        syncs=intake is not None and intake.syncs,
        uploads=_uploads(intake),
    )


def _uploads(intake: Intake | None) -> UploadsOut | None:
    if intake is None or intake.uploads is None:
        return None
    uploads = intake.uploads
    return UploadsOut(max_bytes=uploads.max_bytes, max_total_bytes=uploads.max_total_bytes, suffixes=list(SUFFIXES))
