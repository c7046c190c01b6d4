"""Prepared documents that wait for publication, so that a sync that was killed need not begin anew."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import IndexWriteError
from ingest.index.protocol import Stored
from ingest.stored_file import read, write


@dataclass(frozen=True, slots=True)
class Staging:
    """A folder with one file a document, named by its fingerprint; a file is whole or not there."""

    folder: Path

    def get(self, fingerprint: str) -> Stored | None:
        """What was staged under `fingerprint`; None if nothing was, or not by this version."""
        try:
            with (self.folder / fingerprint).open("rb") as file:
                return read(file)
        except OSError:
            return None

    def put(self, document: Stored) -> None:
        """Keep a document until it is published.

        Raises:
            IndexWriteError: The disk is full or read-only.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix="new-", delete=False) as file:
                write(document, file)
            Path(file.name).replace(self.folder / document.record.fingerprint)
        except OSError as error:
            raise IndexWriteError(
                f"prepared documents cannot be kept in '{self.folder}' ({error.strerror}); "
                "free space or choose another place with --index; what was published is untouched"
            ) from error

    def clear(self) -> None:
        """Forget everything, after it was published."""
        shutil.rmtree(self.folder, ignore_errors=True)
