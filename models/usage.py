"""How many tokens language models read and wrote while something was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Usage:
    """Tokens as the servers count them.

    Attributes:
        replies: How many replies came with a count; 0 says that nothing is known.
        read: Tokens of the prompts.
        written: Tokens of the replies.
    """

    replies: int = 0
    read: int = 0
    written: int = 0


_METER: ContextVar[Usage | None] = ContextVar("meter", default=None)


@contextmanager
def metered() -> Iterator[Usage]:
    """Count what language models read and write within the block, in this thread; a block within counts for itself."""
    usage = Usage()
    token = _METER.set(usage)
    try:
        yield usage
    finally:
        _METER.reset(token)


def is_metered() -> bool:
    """Whether somebody counts, so that a server has to be asked for its count."""
    return _METER.get() is not None


def count(*, read: int, written: int) -> None:
    """Add one reply to the meter of this thread, if there is one."""
    usage = _METER.get()
    if usage is not None:
        usage.replies, usage.read, usage.written = usage.replies + 1, usage.read + read, usage.written + written
