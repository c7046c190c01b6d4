"""Times each step on a question's way, and tells whoever listens: the one place where that is done.

Nobody listens unless a server is watched; then each step is told when it is over, on whatever thread it ran.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

Fact = str | int | float


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is over.

    Attributes:
        started_ns: Nanoseconds since 1970.
        facts: Counts, codes, and names of models and revisions; never anything that a person or a document says.
        error: The class of what ended it; empty where it ended well.
    """

    name: str
    started_ns: int
    ended_ns: int
    facts: Mapping[str, Fact] = field(default_factory=dict)
    error: str = ""


Listener = Callable[[Step], None]
_LISTENER: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def listening(listener: Listener | None) -> Iterator[None]:
    """Tell `listener`, if there is one, of the steps within the block, and in the threads that it hands work to."""
    token = _LISTENER.set(listener)
    try:
        yield
    finally:
        _LISTENER.reset(token)


@contextmanager
def timed(timings: dict[str, float], name: str) -> Iterator[dict[str, Fact]]:
    """Add the milliseconds of the block to `timings`; it may fill in facts about the step."""
    facts: dict[str, Fact] = {}
    started, error = time.perf_counter(), ""
    try:
        yield facts
    except Exception as raised:
        error = type(raised).__name__
        raise
    finally:
        ms = (time.perf_counter() - started) * 1000
        timings[name] = timings.get(name, 0.0) + ms
        told(name, ms, facts, error=error)


def pulled(pieces: Iterator[str], timings: dict[str, float], name: str) -> Iterator[str]:
    """The pieces, with the milliseconds that it takes to get them; what is done between them does not count."""
    ms, count, error = 0.0, 0, ""
    try:
        while True:
            started = time.perf_counter()
            try:
                piece = next(pieces)
            except StopIteration:
                return
            finally:
                ms += (time.perf_counter() - started) * 1000
            count += 1
            yield piece
    except Exception as raised:
        error = type(raised).__name__
        raise
    finally:
        timings[name] = timings.get(name, 0.0) + ms
        told(name, ms, {"pieces": count}, error=error)


def told(name: str, ms: float, facts: Mapping[str, Fact], *, error: str = "") -> None:
    """Tell of a step that is over just now and took `ms` milliseconds."""
    listener = _LISTENER.get()
    if listener is not None:
        now = time.time_ns()
        listener(Step(name, now - int(ms * 1e6), now, facts, error))
