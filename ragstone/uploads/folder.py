"""The folder of uploaded files."""

from __future__ import annotations

import fcntl
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingest.errors import CorpusError, LoadError
from ingest.sources.folder import RULES_FILE, SIDECAR, SourceFile, folder_place
from ingest.sources.place import Terms
from ingest.sources.source import Source
from ragstone.errors import UnknownDocumentError, UploadWriteError
from ragstone.uploads.about import About

_MARK = ".uploads"
_PART = ".part-"
_ABANDONED_S = 24 * 3600
_MOST_BYTES = 255
_FULL_FILES = 10  # so many files of the largest size may come at once
# No sidecar may be so: until the last step is done, a sync fails here and keeps what the document had.
_CHANGING = "being replaced, so upload it again: true\n"


@dataclass(slots=True)
class Part:
    """A file on its way in, hidden from every sync; `size` in bytes."""

    path: Path
    file: BinaryIO
    size: int = 0

    def write(self, data: bytes) -> None:
        """Append `data`.

        Raises:
            OSError: The disk is full or read-only.
        """
        self.file.write(data)
        self.size += len(data)

    def close(self) -> None:
        """All of it is on the disk.

        Raises:
            OSError: It is not.
        """
        if not self.file.closed:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()

    def discard(self) -> None:
        """Forget it, if it was not kept."""
        self.file.close()
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Uploads:
    """A folder that holds uploads and nothing else.

    Attributes:
        max_bytes: Largest file.
    """

    folder: Path
    max_bytes: int

    @property
    def source(self) -> str:
        """What the index says its documents were synced from."""
        return str(self.folder.resolve())

    @property
    def max_total_bytes(self) -> int:
        """What may come at once."""
        return self.max_bytes * _FULL_FILES

    def part(self) -> Part:
        """A file to write to.

        Raises:
            UploadWriteError: The folder cannot be written.
        """
        with _written(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, path = tempfile.mkstemp(prefix=_PART, dir=self.folder)
            return Part(Path(path), os.fdopen(handle, "wb"))

    def holds(self, name: str) -> bool:
        """Whether there is a file of this name, which need not be one that could be uploaded."""
        hidden = not name or name.startswith(".") or name.endswith(SIDECAR) or name == RULES_FILE
        alone = "/" not in name and "\0" not in name and len(os.fsencode(name)) <= _MOST_BYTES
        return not hidden and alone and (self.folder / name).is_file()

    def opens(self, name: str, reads: Callable[[tuple[str, ...]], bool]) -> bool:
        """Whether `reads` holds for the groups of the file that is there; of an unusable sidecar it does not."""
        path = self.folder / name
        try:
            _, fields = SourceFile(name, path, self.folder).sidecar()
        except LoadError:
            return reads(("",))  # a group that nobody has
        return reads(fields.groups or ())

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Nobody else changes a file meanwhile.

        Raises:
            UploadWriteError: The folder cannot be written.
        """
        with _written(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = (self.folder / _MARK).open("a")
        with handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def keep(self, name: str, part: Part, about: About) -> None:
        """Put `part` in the place of what has this name; to be called while `changing`.

        Raises:
            UploadError: What is said about it cannot be used.
            UploadWriteError: The folder cannot be written.
        """
        said = about.sidecar()
        with _written(self.folder):
            part.close()
            if self.holds(name):
                self._say(name, _CHANGING)
                part.path.replace(self.folder / name)
                self._say(name, said)
            else:
                self._say(name, said)
                part.path.replace(self.folder / name)
            _settle(self.folder)

    def remove(self, name: str) -> None:
        """Remove a file, and then what is said about it; to be called while `changing`.

        Raises:
            UnknownDocumentError: There is none of this name.
            UploadWriteError: The folder cannot be written.
        """
        if not self.holds(name):
            raise UnknownDocumentError(f"got the document '{name}', expected one that was uploaded; correct it")
        with _written(self.folder):
            (self.folder / name).unlink()
            (self.folder / f"{name}{SIDECAR}").unlink(missing_ok=True)
            _settle(self.folder)

    def sources(self) -> list[Source]:
        """What there is to sync; nothing once the last upload was removed.

        Raises:
            CorpusError: The folder is not there, or never was one of uploads: removing all would be a mistake.
        """
        if not any(self.holds(path.name) for path in self.folder.glob("*")):
            if not (self.folder / _MARK).exists():
                raise CorpusError("got no folder of uploads where the settings name one; restore it, or upload a file")
            return []
        return folder_place(self.folder.resolve(), Terms()).sources()

    def clean(self) -> None:
        """Remove what uploads that broke off long ago have left."""
        for path in self.folder.glob(f"{_PART}*"):
            with suppress(OSError):  # it is kept or removed by another process just now
                if path.stat().st_mtime < time.time() - _ABANDONED_S:
                    path.unlink()

    def _say(self, name: str, text: str) -> None:
        handle, path = tempfile.mkstemp(prefix=_PART, dir=self.folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(path).replace(self.folder / f"{name}{SIDECAR}")


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UploadWriteError(
            f"the folder of uploads '{folder.name}' cannot be written ({error.strerror}); make room or mend its rights"
        ) from error


def _settle(folder: Path) -> None:
    """Names of files outlive a power cut, too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
