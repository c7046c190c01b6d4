"""Who asks: the holder of a key, or, while no keys are configured, whoever reaches the loopback address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.failures import ForbiddenError, UnauthenticatedError
from api.rate_limit import RateLimit
from ragstone.clock import today
from ragstone.keys.key import Key, Scope
from ragstone.keys.keyring import Keyring
from retrieval.question import Question

_BEARER = HTTPBearer(auto_error=False, description="A key that `ragstone keys create` made, where keys are configured")


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks.

    Attributes:
        key: None while no keys are configured.
    """

    key: Key | None = None

    @property
    def name(self) -> str:
        """Of the key; empty without one."""
        return self.key.name if self.key is not None else ""

    def groups(self, asked_for: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The groups that count for a request that names some."""
        return asked_for if self.key is None else self.key.readable(asked_for)

    def asking(self, question: Question) -> Question:
        """The question with the groups that count for who asks it."""
        return replace(question, groups=self.groups(question.groups), principal=self.name)


def _principal(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Principal:
    keyring: Keyring | None = request.app.state.keyring
    if keyring is None:
        _count(request, "")
        return Principal()
    key = keyring.holder(credentials.credentials, today()) if credentials is not None else None
    if key is None:
        raise UnauthenticatedError("got no key that opens this, expected `Authorization: Bearer KEY`; ask for one")
    if Scope.ASK not in key.scopes:
        raise ForbiddenError(f"got the key '{key.name}' without the scope 'ask', expected it; use another key")
    _count(request, key.name)
    return Principal(key)


def _count(request: Request, name: str) -> None:
    """Take one from the limit of `name`; without keys all askers share one."""
    limit: RateLimit | None = request.app.state.rate_limit
    if limit is not None:
        request.state.left = limit.take(name)


Asker = Annotated[Principal, Depends(_principal)]
