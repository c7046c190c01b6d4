"""Parsers in processes of their own, as the sync sees them."""

from __future__ import annotations

import pickle
import signal
import subprocess
import sys
import threading
from contextlib import suppress

from pydantic import ValidationError

from ingest.errors import LoadError, ParserLostError
from ingest.isolation import child
from ingest.isolation.frames import receive, send
from ingest.parse import Parsed
from ingest.sources.source import RawSource

# `-P` and this process's own path: what lies in the folder that it was started in is not imported.
_START = (
    "import sys; time_s, memory_mb, *sys.path = sys.argv[1:]; "
    "from ingest.isolation.child import main; main(int(time_s), int(memory_mb))"
)
_START_S = 60.0
_MOST_FILES = 500  # a library that keeps what it read is started anew now and then


class ProcessPool:
    """A `Parser` of `workers` processes; each starts with the first file that it is given."""

    def __init__(self, workers: int, *, time_s: int, memory_mb: int) -> None:
        """Nothing is started yet.

        Args:
            workers: How many processes, from 1.
            time_s: Within which a file must be parsed.
            memory_mb: Address space of a process.
        """
        self.workers = workers
        self._limits = (time_s, memory_mb)
        self._idle: list[_Worker] = []
        self._all: set[_Worker] = set()
        self._lock = threading.Lock()

    def parse(self, raw: RawSource) -> Parsed:
        """See `Parser.parse`."""
        worker = self._take()
        try:
            parsed = worker.parse(raw)
        except ParserLostError:
            self._drop(worker)
            raise
        except LoadError:
            self._give(worker)
            raise
        except BaseException:
            self._drop(worker)
            raise
        self._give(worker)
        return parsed

    def close(self) -> None:
        """See `Parser.close`."""
        with self._lock:
            idle, busy = self._idle, self._all.difference(self._idle)
            self._all, self._idle = set(), []
        for worker in busy:
            worker.kill()  # its pipes are closed by the thread that waits for it
        for worker in idle:
            worker.end()

    def _take(self) -> _Worker:
        with self._lock:
            if self._idle:
                return self._idle.pop()
            worker = _Worker(*self._limits)
            self._all.add(worker)
        return worker

    def _give(self, worker: _Worker) -> None:
        with self._lock:
            kept = worker in self._all and worker.files < _MOST_FILES  # the pool may have been closed meanwhile
            if kept:
                self._idle.append(worker)
        if not kept:
            self._drop(worker)

    def _drop(self, worker: _Worker) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.end()


class _Worker:
    def __init__(self, time_s: int, memory_mb: int) -> None:
        self._time_s, self._memory_mb = time_s, memory_mb
        self.files = 0
        # A session of its own: Ctrl-C is for the sync, which ends its parsers by itself.
        self._child = subprocess.Popen(  # noqa: S603 - this very interpreter with a constant program
            [sys.executable, "-P", "-c", _START, str(time_s), str(memory_mb), *sys.path],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, start_new_session=True,
        )  # fmt: skip
        assert self._child.stdin is not None  # noqa: S101 - asked for above
        assert self._child.stdout is not None  # noqa: S101 - asked for above
        self._to, self._from = self._child.stdin.fileno(), self._child.stdout.fileno()
        self._started = False

    def parse(self, raw: RawSource) -> Parsed:
        self.files += 1
        try:
            if not self._started:
                self._started = receive(self._from, _START_S) == child.READY
            send(self._to, pickle.dumps(raw, protocol=5))
            frame = receive(self._from, self._time_s)
        except TimeoutError as error:
            raise ParserLostError(
                f"its parser was stopped after {self._time_s} s; split or simplify it, or raise ingest.parse_timeout_s"
            ) from error
        except OSError as error:
            raise ParserLostError(self._how_it_ended()) from error
        if not frame:
            raise ParserLostError(self._how_it_ended())
        if frame == child.OVERFULL:
            raise ParserLostError(
                f"its parser needed more than {self._memory_mb} MB; split it, or raise ingest.parse_memory_mb"
            )
        return _read(frame)

    def kill(self) -> None:
        self._child.kill()

    def end(self) -> None:
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()

    def _how_it_ended(self) -> str:
        self._child.kill()
        code = self._child.wait()
        name = signal.Signals(-code).name if -code in list(signal.Signals) else f"exit {code}"
        return f"its parser fell over ({name}); look at the file, and export it anew or remove it"


def _read(frame: bytes) -> Parsed:
    kind, body = frame[:1], frame[1:]
    if kind == child.REFUSED:
        raise LoadError(body.decode(errors="replace"))
    try:
        return child.FORM.validate_json(body)
    except ValidationError as error:
        raise ParserLostError("its parser answered what is no document; export it anew or remove it") from error
