"""The process of a job, as seen by the server."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from pydantic import ValidationError

from ingest.isolation.interpreter import Interpreter
from ragstone.jobs.task import Task, Told
from ragstone.settings import foreign_environment

_PROGRAM = "from ragstone.jobs.child import main; main()"
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
        self._child = Interpreter(_PROGRAM, foreign_environment())
        with suppress(BrokenPipeError):
            self._send(task.model_dump_json().encode() + b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._child.close(grace_s=_GRACE_S)

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
        ending = self._child.ending()
        if ending.startswith("exit "):
            return f"its process ended with {ending.removeprefix('exit ')}; read the server's log"
        return f"its process was killed ({ending})" if ending else ""

    def _send(self, data: bytes) -> None:
        while data:
            data = data[os.write(self._child.to, data) :]

    def _line(self) -> bytes | None:
        """The next line, nothing while there is none, None at the end."""
        if b"\n" not in self._waiting:
            if not select.select([self._child.answers], [], [], _TICK_S)[0]:
                return b""
            block = os.read(self._child.answers, _BLOCK)
            if not block:
                return None
            self._waiting += block
        line, found, rest = self._waiting.partition(b"\n")
        if not found:
            return b""
        self._waiting = rest
        return line


def _parsed(line: bytes) -> Told | None:
    try:
        return Told.model_validate_json(line) if line else None
    except ValidationError:
        return None  # half a line, from a process that died
