"""A key: who holds it, what they may read, and what they may do."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

# Every secret begins so: what does not is no key.
PREFIX = "rs_"
# Holders of tokens are named so in the audit log and for limits; no key may be.
TOKEN_NAMES = "oidc:"  # noqa: S105 - no secret
_Name = Annotated[str, Field(min_length=1, max_length=100)]


class Scope(StrEnum):
    """What a key or a token may do."""

    ASK = "ask"
    ACT_FOR = "act-for"
    INGEST = "ingest"
    METRICS = "metrics"
    ADMIN = "admin"


def granted(scopes: Collection[Scope], scope: Scope) -> bool:
    """Whether whoever has `scopes` may do what `scope` names; `admin` may do everything, `ask` reads metrics, too."""
    return scope in scopes or Scope.ADMIN in scopes or (scope is Scope.METRICS and Scope.ASK in scopes)


class Key(BaseModel):
    """One key.

    Attributes:
        sha256: Of its secret, which has 256 random bits, so that no slow hash is needed.
        groups: What its holder may read besides public documents.
        scopes: `ask` for questions; `act-for` to name any groups, for an application that knows its own users;
            `ingest` to upload, sync and remove documents; `metrics` for the server's counters; `admin` for all.
        expires: The last day on which it opens anything.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: _Name
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    groups: tuple[_Name, ...] = ()
    scopes: tuple[Scope, ...] = (Scope.ASK,)
    created: AwareDatetime
    expires: date | None = None
    revoked: bool = False

    def opens(self, day: date) -> bool:
        """Whether it may be used on `day`."""
        return not self.revoked and (self.expires is None or day <= self.expires)

    def allows(self, scope: Scope) -> bool:
        """Whether its holder may do what `scope` names."""
        return granted(self.scopes, scope)


def new_secret() -> str:
    """A secret that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
