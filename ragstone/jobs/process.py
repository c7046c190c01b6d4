"""The process of a job, as seen by the server."""

from __future__ import annotations

import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from ragstone.jobs.task import Task, Told

# `-P` and the server's own path: what lies in the folder that it was started in is not imported.
_START = "import sys; sys.path[:] = sys.argv[1:]; from ragstone.jobs.child import main; main()"
_BLOCK = 65_536
_GRACE_S = 10.0
_TICK_S = 0.2


class Process:
    """A child that works on one task; it ends at the latest when this context does."""

    def __init__(self, task: Task, *, patience_s: float) -> None:
        """Start it.

        Args:
            task: What it is to do.
            patience_s: How long it may tell nothing.
        """
        self._patience_s = patience_s
        self._waiting = b""
        # A session of its own: Ctrl-C is for the server, which stops its child by itself.
        self._child = subprocess.Popen(  # noqa: S603 - this very interpreter with a constant program
            [sys.executable, "-P", "-c", _START, *sys.path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, start_new_session=True,
        )  # fmt: skip
        assert self._child.stdin is not None  # noqa: S101 - asked for above
        with suppress(BrokenPipeError):
            self._child.stdin.write(task.model_dump_json().encode() + b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def told(self) -> Iterator[Told | None]:
        """What it tells, and None while it tells nothing, until it ends.

        Raises:
            TimeoutError: It tells nothing for too long.
        """
        heard = time.monotonic()
        while (line := self._line()) is not None:
            if line:
                heard = time.monotonic()
            elif time.monotonic() - heard > self._patience_s:
                raise TimeoutError(f"it told nothing for {self._patience_s:.0f} s")
            yield _parsed(line)

    def how_it_ended(self) -> str:
        """Why it is gone, in words; empty where it ended as it should."""
        code = self._child.wait()
        if code == 0:
            return ""
        if code < 0:
            name = signal.Signals(-code).name if -code in list(signal.Signals) else str(-code)
            return f"its process was killed ({name})"
        return f"its process ended with {code}; read the server's log"

    def _line(self) -> bytes | None:
        """The next line, nothing while there is none, None at the end."""
        assert self._child.stdout is not None  # noqa: S101 - asked for in __init__
        if b"\n" not in self._waiting:
            if not select.select([self._child.stdout], [], [], _TICK_S)[0]:
                return b""
            block = self._child.stdout.read(_BLOCK)
            if not block:
                return None
            self._waiting += block
        line, found, rest = self._waiting.partition(b"\n")
        if not found:
            return b""
        self._waiting = rest
        return line

    def _end(self) -> None:
        if self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(_GRACE_S)
            except subprocess.TimeoutExpired:
                self._child.kill()
        self._child.wait()


def _parsed(line: bytes) -> Told | None:
    try:
        return Told.model_validate_json(line) if line else None
    except ValidationError:
        return None  # half a line, from a process that died
