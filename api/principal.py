"""Who asks: the holder of a key or a token, or, while neither is configured, whoever reaches the loopback address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from api.door import Credential, Door
from api.rate_limit import RateLimit
from ragstone.keys.key import Scope
from retrieval.question import Question

_BEARER = HTTPBearer(
    auto_error=False,
    description="A key that `ragstone keys create` made, or a token of the OpenID Connect issuer, where needed",
)


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks; nobody in particular may name any groups.

    Attributes:
        name: Of the key, or of a token's subject; empty for nobody in particular.
        member_of: The groups whose documents they read.
        scopes: What they may do.
        expires: The last day of their key, or when their token ends.
    """

    name: str = ""
    member_of: tuple[str, ...] = ()
    scopes: tuple[Scope, ...] = (Scope.ASK, Scope.ACT_FOR)
    expires: date | None = None

    @classmethod
    def of(cls, held: Credential | None) -> Principal:
        """Whoever holds that."""
        return cls() if held is None else cls(held.name, held.groups, held.scopes, held.expires)

    @property
    def acts_for_others(self) -> bool:
        """Whether a request may name groups that are not the asker's."""
        return Scope.ACT_FOR in self.scopes

    def groups(self, asked_for: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The groups that count for a request that names some: never more than their own, unless acting for others."""
        if self.acts_for_others or not asked_for:
            return asked_for or self.member_of
        return tuple(group for group in asked_for if group in self.member_of)

    def asking(self, question: Question) -> Question:
        """The question with the groups that count for who asks it."""
        return replace(question, groups=self.groups(question.groups), principal=self.name)


# `_BEARER` only describes the header; the door reads it as it came.
def _principal(request: Request, _: Annotated[object, Depends(_BEARER)]) -> Principal:
    door: Door = request.app.state.door
    asker = Principal.of(door.admit(request.headers.get("authorization", "")))
    request.state.principal = asker.name
    _count(request, asker.name)
    return asker


def _count(request: Request, name: str) -> None:
    """Take one from the limit of `name`; without keys all askers share one."""
    limit: RateLimit | None = request.app.state.rate_limit
    if limit is not None:
        request.state.left = limit.take(name)


Asker = Annotated[Principal, Depends(_principal)]
