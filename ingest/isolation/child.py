"""The process of one parser: sources come on stdin, documents or reasons go to stdout."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import sys

from pydantic import TypeAdapter

from ingest.errors import LoadError
from ingest.isolation.frames import receive, send
from ingest.parse import Parsed, parse
from ingest.sources.source import RawSource

READY = b"R"
PARSED = b"P"
REFUSED = b"E"
OVERFULL = b"M"
FORM = TypeAdapter(Parsed)
_SPARE_S = 5  # whoever waits ends this process first; an orphan ends itself


def main(time_s: int, memory_mb: int) -> None:
    """Parse what comes, each within `time_s` and all within `memory_mb` of address space."""
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not stand between the frames
    _limit(memory_mb)
    send(out, READY)
    while (frame := receive(0)) is not None:
        signal.alarm(time_s + _SPARE_S)
        send(out, _answer(frame))
        signal.alarm(0)


def _limit(memory_mb: int) -> None:
    size = memory_mb << 20
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(frame: bytes) -> bytes:
    try:
        raw: RawSource = pickle.loads(frame)  # noqa: S301 - it comes from the process that started this one
        return PARSED + FORM.dump_json(parse(raw))
    except LoadError as error:
        return REFUSED + str(error).encode(errors="replace")
    except MemoryError:
        return OVERFULL
    except Exception as error:  # noqa: BLE001 - a file shall not end the parser, whatever is in it
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201 - the log of the job
        return REFUSED + f"its parser gave up ({type(error).__name__}); open it, save it anew and sync again".encode()
