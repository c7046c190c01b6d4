"""The audit log: a folder of files that are only appended to, each record chained to the one before it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import BaseModel, ValidationError

from ragstone.audit.record import RECORDS, AnswerRecord, Record
from ragstone.errors import AuditError, UnknownTraceError

START = "0" * 64
_LOCK, _PATTERN = "lock", f"audit-{'[0-9]' * 6}.jsonl"
# How much of a file's end is read to find its last line: most are short, none is longer than the second.
_ENDS = (64_000, 16_000_000)


class _Line(BaseModel):
    """One line: a record, its hash, and the hash of the record before it."""

    previous: str
    hash: str
    record: dict[str, Any]

    @classmethod
    def after(cls, previous: str, record: Record) -> _Line:
        """The line that follows the one with the hash `previous`."""
        content = record.model_dump(mode="json")
        return cls(previous=previous, hash=_hash(previous, content), record=content)


@dataclass(frozen=True, slots=True)
class Chain:
    """What a verified log holds.

    Attributes:
        records: How many.
        head: The last record's hash; noted elsewhere, it shows later that nothing was cut off.
        torn: Lines that a crash left half written; nothing of theirs was ever answered.
    """

    records: int
    head: str
    torn: int


@dataclass(frozen=True, slots=True)
class AuditLog:
    """A folder of `audit-000001.jsonl`, `audit-000002.jsonl` and so on; several processes may append at once.

    Attributes:
        max_bytes: A file that has reached so many is left, and the next one begun.
    """

    folder: Path
    max_bytes: int = 64_000_000

    def require_writable(self) -> None:
        """Make sure that a record could be written now.

        Raises:
            AuditError: It could not.
        """
        try:
            with self._locked(), self._active().open("ab"):
                return
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> AuditError:
        return AuditError(
            f"the audit log '{self.folder}' cannot be written ({error.strerror}); make room or correct its rights"
        )

    def append(self, record: Record) -> str:
        """Write `record` for good, and give its hash.

        Raises:
            AuditError: It cannot be written.
        """
        try:
            with self._locked():
                line = _Line.after(self._head(), record)
                with self._active().open("ab") as file:
                    _append(file, f"{line.model_dump_json()}\n".encode())
        except OSError as error:
            raise self._unwritable(error) from error
        return line.hash

    def records(self) -> Iterator[Record]:
        """All records, oldest first, their chain not looked at.

        Raises:
            AuditError: A whole line is no record.
        """
        for path in self._files():
            for number, line in _lines(path):
                if line is not None:
                    yield _record(line, path, number)

    def answer(self, trace_id: str) -> AnswerRecord:
        """The answer with this trace id.

        Raises:
            UnknownTraceError: There is none.
        """
        for path in reversed(self._files()):
            for number, line in _lines(path, holding=trace_id):
                record = None if line is None else _record(line, path, number)
                if isinstance(record, AnswerRecord) and record.trace_id == trace_id:
                    return record
        raise UnknownTraceError(f"got the trace id '{trace_id}', which no answer carries; take it from an answer")

    def verify(self, head: str | None = None) -> Chain:
        """Go through the whole chain.

        Args:
            head: A hash that was noted earlier and must be in it.

        Raises:
            AuditError: A record was changed, taken out or put in, or `head` is not there any more.
        """
        previous, count, torn, met = START, 0, 0, head in (None, START)
        for path in self._files():
            for number, line in _lines(path):
                if line is None:
                    torn += 1
                    continue
                if line.previous != previous or line.hash != _hash(previous, line.record):
                    raise AuditError(
                        f"line {number} of '{path.name}' does not follow from the line before it; "
                        "a record was changed, taken out or put in there: restore the log from a copy"
                    )
                previous, count, met = line.hash, count + 1, met or line.hash == head
        if not met:
            raise AuditError(
                f"got the hash '{head}', which no record carries; records were cut off, or it is from another log"
            )
        return Chain(count, previous, torn)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob(_PATTERN))

    def _active(self) -> Path:
        files = self._files()
        if files and files[-1].stat().st_size < self.max_bytes:
            return files[-1]
        last = int(files[-1].stem.rpartition("-")[2]) if files else 0  # those before it may have been moved away
        return self.folder / f"audit-{last + 1:06}.jsonl"

    def _head(self) -> str:
        for path in reversed(self._files()):
            for size in _ENDS:
                with path.open("rb") as file:
                    file.seek(max(0, file.seek(0, os.SEEK_END) - size))
                    lines = file.read().splitlines()
                whole = (line for raw in reversed(lines) if (line := _parsed(raw)) is not None)
                if (last := next(whole, None)) is not None:
                    return last.hash
        return START

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / _LOCK).open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


def _hash(previous: str, content: dict[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def _append(file: BinaryIO, line: bytes) -> None:
    """Write a whole line at the end; a line that a crash left half written is closed first."""
    size = file.seek(0, os.SEEK_END)
    if size and not _ends_whole(Path(file.name), size):
        line = b"\n" + line
    file.write(line)
    file.flush()
    os.fsync(file.fileno())


def _ends_whole(path: Path, size: int) -> bool:
    with path.open("rb") as file:
        file.seek(size - 1)
        return file.read(1) == b"\n"


def _lines(path: Path, holding: str = "") -> Iterator[tuple[int, _Line | None]]:
    """Number and content of each line that holds a text; None for one that is only half there."""
    wanted = holding.encode()
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if wanted in raw:
                yield number, _parsed(raw)


def _parsed(raw: bytes) -> _Line | None:
    try:
        return _Line.model_validate_json(raw)
    except ValidationError:
        return None


def _record(line: _Line, path: Path, number: int) -> Record:
    try:
        return RECORDS.validate_python(line.record)
    except ValidationError as error:
        raise AuditError(
            f"line {number} of '{path.name}' holds a record that this version does not know; read it with the one "
            "that wrote it"
        ) from error
