"""Who the asker is, as the server sees it."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.principal import Asker
from api.readiness import Readied, is_ready

router = APIRouter()


class MeOut(BaseModel):
    """Whose key or token it is and what it opens.

    `expires` is the last day of a key, or when a token ends; `keys_required` says that nobody asks without either.

    `may_name_groups` says whether a request may name groups that the key does not hold, `feedback` whether what is said
    of an answer is kept.
    """

    name: str
    groups: list[str]
    expires: datetime | date | None
    keys_required: bool
    may_name_groups: bool
    feedback: bool


@router.get("/v1/me")
def me(request: Request, readiness: Readied, asker: Asker) -> MeOut:
    """The asker's name and groups; without keys and tokens everybody is nobody, and may name any group."""
    return MeOut(
        name=asker.name,
        groups=list(asker.groups()),
        expires=asker.expires,
        keys_required=request.app.state.door.guarded,
        may_name_groups=asker.acts_for_others,
        feedback=is_ready(readiness) and readiness.assistant().audit is not None,
    )
