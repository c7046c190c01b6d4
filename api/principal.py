"""Who asks: the holder of a key, or, while no keys are configured, whoever reaches the loopback address."""

from __future__ import annotations

from collections.abc import Sequence
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

_OWN = ("same-origin", "none")
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

    @property
    def names_any(self) -> bool:
        """Whether a request may name groups that are not its own."""
        return self.key is None or self.key.allows(Scope.ACT_FOR)

    @property
    def may_ingest(self) -> bool:
        """Whether documents may be uploaded, synced and removed; without keys everybody may."""
        return self.key is None or self.key.allows(Scope.INGEST)

    def reads(self, groups: Sequence[str]) -> bool:
        """Whether a document of these groups may be read, in one request or another."""
        return not groups or self.names_any or bool(set(groups) & set(self.groups()))

    def asking(self, question: Question) -> Question:
        """The question with the groups that count for who asks it."""
        return replace(question, groups=self.groups(question.groups), principal=self.name)


def _holder(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Principal:
    keyring: Keyring | None = request.app.state.keyring
    if keyring is None:
        return Principal()
    key = keyring.holder(credentials.credentials, today()) if credentials is not None else None
    if key is None:
        raise UnauthenticatedError("got no key that opens this, expected `Authorization: Bearer KEY`; ask for one")
    return Principal(key)


def _admitted(request: Request, holder: Principal, scope: Scope) -> Principal:
    """Who may do what `scope` names, counted against the limit."""
    if holder.key is not None and not holder.key.allows(scope):
        raise ForbiddenError(f"got the key '{holder.name}' without the scope '{scope}', expected it; use another key")
    _count(request, holder.name)
    return holder


def _asker(request: Request, holder: Annotated[Principal, Depends(_holder)]) -> Principal:
    return _admitted(request, holder, Scope.ASK)


def _curator(request: Request, holder: Annotated[Principal, Depends(_holder)]) -> Principal:
    # While no key is needed, any page that somebody on this machine looks at could send a form here; browsers say so.
    if request.method != "GET" and request.headers.get("sec-fetch-site", "none") not in _OWN:
        raise ForbiddenError("got a change of the documents from another site's page, expected one from here; open it")
    return _admitted(request, holder, Scope.INGEST)


def _count(request: Request, name: str) -> None:
    """Take one from the limit of `name`; without keys all askers share one."""
    limit: RateLimit | None = request.app.state.rate_limit
    if limit is not None:
        request.state.left = limit.take(name)


Asker = Annotated[Principal, Depends(_asker)]
Curator = Annotated[Principal, Depends(_curator)]
