"""Parsers in processes of their own, as the sync sees them."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping

from pydantic import ValidationError

from ingest.errors import LoadError, ParserLostError, RightsError
from ingest.isolation import frames
from ingest.isolation.frames import Kind, receive, send
from ingest.isolation.interpreter import Interpreter
from ingest.parse import Parsed
from ingest.sources.source import RawSource

_PROGRAM = "from ingest.isolation.child import main; main()"
_START_S = 60.0
_MOST_FILES = 500  # a library that keeps what it read is started anew now and then


class ProcessPool:
    """A `Parser` of `workers` processes; each starts with the first file that it is given."""

    def __init__(
        self, workers: int, *, time_s: int, memory_mb: int, environment: Mapping[str, str] | None = None
    ) -> None:
        """Nothing is started yet.

        Args:
            workers: How many processes, from 1.
            time_s: Within which a file must be parsed.
            memory_mb: Address space of a process.
            environment: Variables of each process; None gives it those of this one, keys included.
        """
        self.workers = workers
        self._limits, self._environment = (time_s, memory_mb), environment
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()

    def parse(self, raw: RawSource) -> Parsed:
        """See `Parser.parse`."""
        worker = self._take()
        try:
            return worker.parse(raw)
        finally:
            self._give_back(worker)

    def close(self) -> None:
        """See `Parser.close`."""
        with self._lock:
            idle, busy = self._idle, self._all.difference(self._idle)
            self._all, self._idle = set(), []
        for worker in busy:
            worker.process.kill()  # its pipes are closed by the thread that waits for it
        for worker in idle:
            worker.process.close()

    def _take(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            worker = _Worker(*self._limits, self._environment)
            self._all.add(worker)
        return worker

    def _give_back(self, worker: _Worker) -> None:
        with self._lock:
            if worker.ready and worker in self._all:  # the pool may have been closed meanwhile
                self._idle.append(worker)
                return
            self._all.discard(worker)
        worker.process.close()


class _Worker:
    """One process; not `ready` while it owes an answer, nor for a further file after its 500th."""

    def __init__(self, time_s: int, memory_mb: int, environment: Mapping[str, str] | None) -> None:
        self._time_s, self._memory_mb = time_s, memory_mb
        self._files = 0
        self.process = Interpreter(_PROGRAM, environment)
        self.ready = False

    def parse(self, raw: RawSource) -> Parsed:
        self.ready = False
        answer = self._answer(raw)
        kind, body = answer[:1], answer[1:]
        if kind == Kind.OVERFULL:
            raise ParserLostError(
                f"its parser needed more than {self._memory_mb} MB; split it, or raise ingest.parse_memory_mb"
            )
        self._files += 1
        self.ready = self._files < _MOST_FILES
        if kind in (Kind.REFUSED, Kind.UNRULED):
            raise (LoadError if kind == Kind.REFUSED else RightsError)(body.decode(errors="replace"))
        return self._document(body)

    def _answer(self, raw: RawSource) -> bytes:
        try:
            if not self._files:
                send(self.process.to, json.dumps([self._time_s, self._memory_mb]).encode())
                receive(self.process.answers, _START_S)
            for frame in frames.parted(raw):
                send(self.process.to, frame)
            answer = receive(self.process.answers, self._time_s)
        except TimeoutError as error:
            raise ParserLostError(
                f"its parser was stopped after {self._time_s} s; split or simplify it, or raise ingest.parse_timeout_s"
            ) from error
        except OSError:
            answer = None
        if not answer:
            self.process.kill()
            raise ParserLostError(
                f"its parser fell over ({self.process.ending()}); look at the file, and export it anew or remove it"
            )
        return answer

    def _document(self, body: bytes) -> Parsed:
        try:
            return frames.DOCUMENT.validate_json(body)
        except ValidationError as error:
            self.ready = False
            raise ParserLostError("its parser answered what is no document; export it anew or remove it") from error
