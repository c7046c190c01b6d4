"""Who the asker is, as the server sees it."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.principal import Asker
from api.readiness import Readied, is_ready
from ragstone.keys.key import Scope

router = APIRouter()


class MeOut(BaseModel):
    """Whose key it is and what it opens.

    `may_name_groups` says whether a request may name groups that the key does not hold, `feedback` whether what is said
    of an answer is kept.
    """

    name: str
    groups: list[str]
    expires: date | None
    keys_required: bool
    may_name_groups: bool
    feedback: bool


@router.get("/v1/me")
def me(request: Request, readiness: Readied, asker: Asker) -> MeOut:
    """The asker's name and groups; without keys everybody is nobody, and may name any group."""
    key = asker.key
    return MeOut(
        name=asker.name,
        groups=list(asker.groups()),
        expires=key.expires if key is not None else None,
        keys_required=request.app.state.keyring is not None,
        may_name_groups=key is None or Scope.ACT_FOR in key.scopes,
        feedback=is_ready(readiness) and readiness.assistant().audit is not None,
    )
