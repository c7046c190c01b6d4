"""Who asks: the holder of a key or a token, or, while neither is configured, whoever reaches the loopback address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from api.door import Credential, Door
from api.failures import ForbiddenError
from api.rate_limit import RateLimit
from ragstone.keys.key import Scope, granted
from retrieval.question import Question

_OWN = ("same-origin", "none")
_BEARER = HTTPBearer(
    auto_error=False,
    description="A key that `ragstone keys create` made, or a token of the OpenID Connect issuer, where needed",
)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks; nobody in particular may do everything.

    Attributes:
        name: Of the key, or of a token's subject; empty for nobody in particular.
        member_of: The groups whose documents they read.
        scopes: What they may do.
        expires: The last day of their key, or when their token ends.
    """

    name: str = ""
    member_of: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = (Scope.ADMIN,)
    expires: date | None = None

    @classmethod
    def of(cls, held: Credential | None) -> Principal:
        """Whoever holds that."""
        return cls() if held is None else cls(held.name, held.groups, held.scopes, held.expires)

    @property
    def names_any(self) -> bool:
        """Whether a request may name groups that are not the asker's."""
        return granted(self.scopes, Scope.ACT_FOR)

    @property
    def may_ingest(self) -> bool:
        """Whether documents may be uploaded, synced and removed."""
        return granted(self.scopes, Scope.INGEST)

    def groups(self, asked_for: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The groups that count for a request that names some: never more than their own, unless acting for others."""
        if self.names_any or not asked_for:
            return asked_for or self.member_of
        return tuple(group for group in asked_for if group in self.member_of)

    def reads(self, groups: Sequence[str]) -> bool:
        """Whether a document of these groups may be read, in one request or another."""
        return not groups or self.names_any or bool(set(groups) & set(self.member_of))

    def asking(self, question: Question) -> Question:
        """The question with the groups that count for who asks it."""
        return replace(question, groups=self.groups(question.groups), principal=self.name)


# `_BEARER` only describes the header; the door reads it as it came.
def _asker(request: Request, _: Annotated[object, Depends(_BEARER)]) -> Principal:
    return _admitted(request, Scope.ASK)


def _watcher(request: Request, _: Annotated[object, Depends(_BEARER)]) -> Principal:
    return _admitted(request, Scope.METRICS)


def _curator(request: Request, _: Annotated[object, Depends(_BEARER)]) -> Principal:
    # While no key is needed, any page that somebody on this machine looks at could send a form here; browsers say so.
    if request.method != "GET" and request.headers.get("sec-fetch-site", "none") not in _OWN:
        raise ForbiddenError("got a change of the documents from another site's page, expected one from here; open it")
    return _admitted(request, Scope.INGEST)


def _admitted(request: Request, scope: Scope) -> Principal:
    """Who may do what `scope` names, counted against the limit."""
    door: Door = request.app.state.door
    principal = Principal.of(door.admit(request.headers.get("authorization", ""), scope))
    request.state.principal = principal.name
    _count(request, principal.name)
    return principal


def _count(request: Request, name: str) -> None:
    """Take one from the limit of `name`; without keys all askers share one."""
    limit: RateLimit | None = request.app.state.rate_limit
    if limit is not None:
        request.state.left = limit.take(name)


Asker = Annotated[Principal, Depends(_asker)]
Watcher = Annotated[Principal, Depends(_watcher)]
Curator = Annotated[Principal, Depends(_curator)]
