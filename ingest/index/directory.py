"""An index directory on disk: immutable generations, a pointer to the one in force, one writer at a time.

A published generation is never written again, so any number of processes may read it while the next one is built.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import (
    IndexHeldError,
    IndexMismatchError,
    IndexMissingError,
    IndexWriteError,
    NoPreviousError,
    StoreError,
)
from ingest.index.manifest import Manifest

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class IndexDirectory:
    """Paths and the pointer of one index directory."""

    path: Path

    @property
    def pointer(self) -> Path:
        """The file that names the generation in force."""
        return self.path / "CURRENT"

    @property
    def staging(self) -> Path:
        """Where a sync keeps prepared documents until they are published."""
        return self.path / "staging"

    @property
    def failures(self) -> Path:
        """Where a sync keeps what failed."""
        return self.path / "failures.json"

    @property
    def history(self) -> Path:
        """Where a sync says what it came to."""
        return self.path / "history.jsonl"

    def generation(self) -> str | None:
        """The generation in force, None when nothing was ever published.

        Raises:
            StoreError: The folder cannot be read.
        """
        try:
            return self.pointer.read_text().strip() or None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(
                f"the index at '{self.path}' cannot be read ({error.strerror}); correct its rights, or name another "
                "folder as `index.path`"
            ) from error

    def current(self) -> Path:
        """The folder of the generation in force.

        Raises:
            IndexMissingError: Nothing was ever published here.
        """
        generation = self.generation()
        if generation is None:
            raise IndexMissingError(f"got no index at '{self.path}'; make one with `ragstone sync FOLDER`")
        return self.path / "generations" / generation

    def manifest(self) -> Manifest:
        """What made the generation in force.

        Raises:
            IndexMissingError: There is none.
            IndexMismatchError: Its manifest cannot be read by this version.
        """
        path = self.current() / "manifest.json"
        try:
            return Manifest(**json.loads(path.read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise IndexMismatchError(
                f"got an unreadable '{path}'; make the index anew with `sync --rebuild`"
            ) from error

    def published_at(self) -> datetime:
        """When the generation in force was published: its manifest is the last that was written into it.

        Raises:
            IndexMissingError: There is none.
            IndexMismatchError: It has no manifest.
        """
        path = self.current() / "manifest.json"
        try:
            return datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except OSError as error:
            raise IndexMismatchError(f"got no '{path}'; make the index anew with `sync --rebuild`") from error

    def building(self) -> Path:
        """A fresh, empty folder for the next generation."""
        path = self.path / "generations" / f"building-{os.getpid()}"
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def publish(self, building: Path, manifest: Manifest) -> str:
        """Make `building` the generation in force, in one step; older ones but the last are removed."""
        last = self.generation()
        name = f"{max([0, *(int(taken) for taken in self._taken())]) + 1:06d}"
        (building / "manifest.json").write_text(json.dumps(asdict(manifest), indent=2))
        building.rename(self.path / "generations" / name)
        self._point_to(name)
        self._clean(keep={name, last})
        return name

    def roll_back(self) -> str:
        """Make the generation before the one in force the one in force; gives its name.

        Raises:
            NoPreviousError: There is none.
        """
        current = self.generation()
        earlier = [name for name in self._taken() if current is not None and name < current]
        if not earlier:
            raise NoPreviousError(
                f"got no earlier state of the index at '{self.path}', expected one; restore a backup instead"
            )
        self._point_to(max(earlier))
        return max(earlier)

    def _taken(self) -> list[str]:
        return [path.name for path in (self.path / "generations").glob("*") if path.name.isdigit()]

    def _point_to(self, name: str) -> None:
        temporary = self.pointer.with_name("CURRENT.new")
        temporary.write_text(name)
        temporary.replace(self.pointer)

    def _clean(self, keep: set[str | None]) -> None:
        for path in (self.path / "generations").iterdir():
            if path.name not in keep:
                shutil.rmtree(path, ignore_errors=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock; the system frees it when the process ends, however it ends.

        Raises:
            IndexHeldError: Another process holds it; the message says which.
            IndexWriteError: The directory cannot be written.
        """
        lock = self.path / "writer.lock"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            handle = lock.open("a+")
        except OSError as error:
            raise IndexWriteError(
                f"the index at '{self.path}' cannot be written ({error.strerror}); choose another with --index"
            ) from error
        with handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                holder = lock.read_text().strip() or "an unknown process"
                raise IndexHeldError(
                    f"the index at '{self.path}' is being written by {holder}; wait for it or stop it"
                ) from error
            handle.truncate(0)
            handle.write(f"process {os.getpid()} ({Path(sys.argv[0]).name} {' '.join(sys.argv[1:3])})")
            handle.flush()
            yield
            handle.truncate(0)


def copy_sparse(source: Path, target: Path) -> None:
    """Copy a folder of mostly empty, preallocated files without writing out their zeros."""
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir(parents=True, exist_ok=True)
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        _copy_file(path, copy)


def _copy_file(source: Path, target: Path) -> None:
    zeros = bytes(_BLOCK)
    with source.open("rb") as reader, target.open("wb") as writer:
        while block := reader.read(_BLOCK):
            if block == zeros[: len(block)]:
                writer.seek(len(block), os.SEEK_CUR)
            else:
                writer.write(block)
        writer.truncate(writer.tell())
