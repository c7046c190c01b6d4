"""A backup of an index: one file with every document, its chunks and vectors, whatever engine holds them.

A zip of `backup.json` (what made the index, how many documents) and one member a document. Written beside its name and
renamed when whole; restored into something new, which is published only when whole.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from ingest.errors import BackupError
from ingest.index.manifest import Manifest, check_manifest
from ingest.index.protocol import IndexWriter, Stored
from ingest.stored_file import read, write

_FORMAT = 2
_HEAD = "backup.json"


def back_up(writer: IndexWriter, manifest: Manifest, path: Path) -> int:
    """Write every document of the published index to `path`; gives how many.

    Args:
        writer: Of the index; nothing is written with it, but nobody else writes meanwhile.
        manifest: What made the index.
        path: Replaced when the backup is whole, and not before.

    Raises:
        BackupError: The file cannot be written.
        StoreError: The index cannot be read, or is being written.
    """
    part = path.with_name(f"{path.name}.part")
    with writer:
        ids = sorted(writer.records())
        try:
            with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                head = {"format": _FORMAT, "manifest": asdict(manifest), "documents": len(ids)}
                archive.writestr(_HEAD, json.dumps(head, indent=2))
                for number, document_id in enumerate(ids):
                    document = writer.stored(document_id)
                    if document is None:
                        raise BackupError(
                            f"got no chunks of '{document_id}', expected those that the index lists; make it anew"
                        )
                    with archive.open(_member(number), "w", force_zip64=True) as file:
                        write(document, file)
            part.replace(path)
        except OSError as error:
            raise BackupError(f"'{path}' cannot be written ({error.strerror}); choose another place") from error
        finally:
            with suppress(OSError):  # where it could not be written it need not be there
                part.unlink(missing_ok=True)
    return len(ids)


def restore(writer: IndexWriter, manifest: Manifest, path: Path) -> tuple[int, str]:
    """Make what is in `path` the index, in the place of what there is; gives how many documents, and the revision.

    Args:
        writer: A fresh one.
        manifest: What the settings in force would make.
        path: What `back_up` has written.

    Raises:
        BackupError: It is no backup, or not a whole one; the index is as it was.
        IndexMismatchError: The backup is of an index that was made otherwise.
    """
    try:
        with zipfile.ZipFile(path) as archive, writer:
            count, made = _head(archive, path)
            check_manifest(made, manifest)
            for document in _documents(archive, count, path):
                writer.replace(document)
            return count, writer.publish()
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise BackupError(
            f"got '{path}', expected a whole backup ({reason}); choose another, the index is as it was"
        ) from error


def _head(archive: zipfile.ZipFile, path: Path) -> tuple[int, Manifest]:
    try:
        head = json.loads(archive.read(_HEAD))
        if head["format"] != _FORMAT:
            raise BackupError(
                f"got '{path}' of format {head['format']}, expected {_FORMAT}; restore it with its own ragstone"
            )
        return int(head["documents"]), Manifest(**head["manifest"])
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError(
            f"got '{path}', expected a backup that `ragstone index backup` made; choose another"
        ) from error


def _documents(archive: zipfile.ZipFile, count: int, path: Path) -> Iterator[Stored]:
    names = set(archive.namelist())
    held = len(names) - 1  # besides the head
    if count != held:
        raise BackupError(
            f"got '{path}' of {held} documents, expected {count} as it says itself; choose another backup"
        )
    for number in range(count):
        document = _document(archive, _member(number)) if _member(number) in names else None
        if document is None:
            raise BackupError(f"got '{path}' without document {number + 1} of {count}; choose another backup")
        yield document


def _document(archive: zipfile.ZipFile, name: str) -> Stored | None:
    with archive.open(name) as file:
        return read(file)


def _member(number: int) -> str:
    return f"documents/{number:08d}.npz"
