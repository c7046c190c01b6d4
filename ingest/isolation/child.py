"""The process of one parser: sources come on stdin, documents or reasons go to stdout."""

from __future__ import annotations

import json
import os
import resource
import signal
from contextlib import suppress

from ingest.errors import LoadError, RightsError
from ingest.isolation import frames
from ingest.isolation.frames import Kind, receive, send
from ingest.parse import parse

_SPARE_S = 5  # whoever waits ends this process first; an orphan ends itself


def main() -> None:
    """Parse what comes, within the limits that come first: seconds a file, and megabytes of address space.

    Whatever a parser raises that no loader has foreseen ends this process, with its traceback on stderr.
    """
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not stand between the frames
    time_s, memory_mb = json.loads(receive(0) or b"[]")
    _limit(memory_mb)
    send(out, Kind.READY)
    while (frame := receive(0)) is not None:
        signal.alarm(time_s + _SPARE_S)
        send(out, _answer(frame, receive(0) or b""))
        signal.alarm(0)


def _limit(memory_mb: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError):  # macOS knows the limit and does not let it be set: the time is limited all the same
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))


def _answer(said: bytes, data: bytes) -> bytes:
    try:
        return Kind.PARSED + frames.DOCUMENT.dump_json(parse(frames.joined(said, data)))
    except RightsError as error:
        return Kind.UNRULED + str(error).encode(errors="replace")
    except LoadError as error:
        return Kind.REFUSED + str(error).encode(errors="replace")
    except MemoryError:
        return Kind.OVERFULL
