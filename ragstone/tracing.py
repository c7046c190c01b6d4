"""What follows a request on its way; without a tracer it is only given an id."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from retrieval.step import Fact, Listener


class RequestTrace(Protocol):
    """One request that is under way."""

    @property
    def trace_id(self) -> str:
        """32 hex digits by which it is found again; those of its answer, where it has one."""

    @property
    def listener(self) -> Listener | None:
        """Who hears of its steps; None for nobody."""

    def name_answer(self) -> str:
        """The id of its answer, which no other answer carries."""

    def end(self, name: str, facts: Mapping[str, Fact], *, failed: bool) -> None:
        """It is over; `facts` hold nothing that anybody wrote."""


class Tracer(Protocol):
    """Follows requests."""

    def begin(self, headers: Mapping[str, str]) -> RequestTrace:
        """A request comes; its headers may say what it is part of."""

    def close(self) -> None:
        """Send what was not sent yet, and let go."""


@dataclass(frozen=True, slots=True)
class Unfollowed:
    """A `RequestTrace` of which nobody hears."""

    trace_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    listener: Listener | None = None

    def name_answer(self) -> str:
        """See `RequestTrace.name_answer`."""
        return self.trace_id

    def end(self, name: str, facts: Mapping[str, Fact], *, failed: bool) -> None:
        """See `RequestTrace.end`."""


@dataclass(frozen=True, slots=True)
class NoTracer:
    """A `Tracer` for when none is configured."""

    def begin(self, headers: Mapping[str, str]) -> RequestTrace:
        """See `Tracer.begin`."""
        return Unfollowed()

    def close(self) -> None:
        """See `Tracer.close`."""
