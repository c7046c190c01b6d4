"""The id by which one answer is found again: in the audit log, in the server's log, and where it is traced."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_NAMES: ContextVar[Callable[[], str] | None] = ContextVar("names", default=None)


def trace_id() -> str:
    """The id that an answer shall carry, 32 hex digits: what the request names it, or a new one."""
    name = _NAMES.get()
    return uuid.uuid4().hex if name is None else name()


@contextmanager
def naming(name: Callable[[], str]) -> Iterator[None]:
    """Let `name` give the id of the answer within the block, and in the threads that it hands work to."""
    token = _NAMES.set(name)
    try:
        yield
    finally:
        _NAMES.reset(token)
