"""The id by which one answer is found again: in the audit log, in the server's log, and where it is traced."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_GIVEN: ContextVar[str] = ContextVar("trace_id", default="")


def trace_id() -> str:
    """The id of the request that is being answered, or a new one: 32 hex digits."""
    return _GIVEN.get() or uuid.uuid4().hex


@contextmanager
def traced_as(given: str) -> Iterator[None]:
    """Let the answer within the block, and in the threads that it hands work to, carry the id `given`."""
    token = _GIVEN.set(given)
    try:
        yield
    finally:
        _GIVEN.reset(token)
