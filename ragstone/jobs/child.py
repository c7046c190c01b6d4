"""The process of one job: reads its task from stdin, syncs, and tells of it on stdout, a line of JSON at a time.

Stdin stays open behind the task: when it closes, the server is gone and this process ends as well.
"""

from __future__ import annotations

import os
import threading
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TextIO

from ingest.errors import IndexHeldError
from ingest.outcome import Outcome, SyncReport
from ingest.sources.place import Listing, listed
from ingest.sources.source import FailedSource, Source
from ragstone.cli.failures import EXPECTED
from ragstone.ingestion import build_sync, named_places
from ragstone.jobs.task import Result, Task, Told, without_paths
from ragstone.settings import Settings
from ragstone.uploads.folder import Uploads

_PAUSE_S = 0.5
_NICENESS = 10
_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class UploadsPlace:
    """The folder of uploads as a place."""

    folder: Path

    @property
    def name(self) -> str:
        """The path."""
        return str(self.folder.resolve())

    def sources(self) -> list[Source]:
        """What was uploaded, and nothing that is being changed.

        Raises:
            CorpusError: The folder is not there.
        """
        uploads = Uploads(self.folder, 0)
        with uploads.changing():
            return uploads.sources()


@dataclass(frozen=True, slots=True)
class Work:
    """One task on its way."""

    task: Task
    out: TextIO

    def tell(self, told: Told) -> None:
        """Write one line."""
        self.out.write(told.model_dump_json(exclude_defaults=True) + "\n")
        self.out.flush()

    def run(self) -> None:
        """Do it, and tell what came of it, whatever that is."""
        try:
            self.tell(Told(result=Result.of(self._synced())))
        except EXPECTED as error:
            self.tell(Told(error=without_paths(str(error))))
        except Exception as error:  # noqa: BLE001 - what nobody expects is told by its kind alone
            traceback.print_exc()
            self.tell(Told(error=f"got an unforeseen {type(error).__name__}; read the server's log"))

    def _synced(self) -> SyncReport:
        settings = Settings.model_validate(self.task.settings)
        sync = replace(build_sync(settings, rebuild=False), ahead=not self.task.one_by_one)
        until = time.monotonic() + self.task.wait_s
        while True:
            found = self._listing(settings)
            sources = [self._unless_skipped(source) for source in found.sources]
            self.tell(Told(total=len(sources), reading=_after(sources, 0)))
            try:
                return sync.run(sources, roots=found.roots, progress=partial(self._told, sources))
            except IndexHeldError:
                if time.monotonic() > until:
                    raise
                time.sleep(_PAUSE_S)

    def _told(self, sources: Sequence[Source], outcome: Outcome, done: int, total: int) -> None:
        self.tell(Told(done=done, total=total, reading=_after(sources, done)))

    def _listing(self, settings: Settings) -> Listing:
        places = named_places(self.task.sources, settings)
        return listed([*places, *([UploadsPlace(self.task.uploads)] if self.task.uploads is not None else [])])

    def _unless_skipped(self, source: Source) -> Source:
        why = self.task.skipped.get(source.id)
        return source if why is None else FailedSource(source.id, source.source, why)


def _after(sources: Sequence[Source], done: int) -> str:
    return sources[done].id if done < len(sources) else ""


def _first_line(stdin: int) -> bytes:
    line = b""
    while not line.endswith(b"\n") and (block := os.read(stdin, _BLOCK)):
        line += block
    return line


def _end_with(stdin: int) -> None:
    """Let this process end with the one that started it."""

    def watched() -> None:
        os.read(stdin, 1)
        os._exit(1)

    threading.Thread(target=watched, daemon=True).start()


def _step_back() -> None:
    """Answers come first; and where memory runs out, this process is the one to go."""
    with suppress(OSError):
        os.nice(_NICENESS)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def main() -> None:
    """Run the task that comes on stdin."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints must not stand between the lines
    _step_back()
    task = Task.model_validate_json(_first_line(0))
    _end_with(0)
    Work(task, out).run()
    out.close()
