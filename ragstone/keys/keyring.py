"""The file of keys."""

from __future__ import annotations

import fcntl
import hmac
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from ragstone.errors import KeyringError
from ragstone.keys.key import TOKEN_NAMES, Key, digest


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Keyring:
    """Keys in a JSON file; a change there counts for the next request."""

    path: Path

    def entries(self) -> tuple[Key, ...]:
        """All keys, revoked ones included; none before the first is made.

        Raises:
            KeyringError: The file cannot be read.
        """
        try:
            return _File.model_validate_json(self.path.read_bytes()).keys
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as error:
            reason = error.strerror if isinstance(error, OSError) else "no file of keys"
            raise KeyringError(f"the keys '{self.path}' cannot be read ({reason}); restore the file") from error

    def holder(self, secret: str, day: date) -> Key | None:
        """The key with this secret, if it opens anything on `day`; every key is compared, in constant time.

        Raises:
            KeyringError: The file cannot be read.
        """
        wanted, found = digest(secret), None
        for key in self.entries():
            if hmac.compare_digest(key.sha256, wanted):
                found = key
        return found if found is not None and found.opens(day) else None

    def add(self, key: Key) -> None:
        """Keep one more.

        Raises:
            KeyringError: There is one of that name, or tokens are named so, or the file cannot be read or written.
        """
        if key.name.startswith(TOKEN_NAMES):
            raise KeyringError(f"got the name '{key.name}', expected none with '{TOKEN_NAMES}'; choose another")
        with self._changing() as keys:
            if any(key.name == other.name for other in keys):
                raise KeyringError(f"got the name '{key.name}', which a key has already; choose another")
            self._write([*keys, key])

    def revoke(self, name: str) -> None:
        """Let a key open nothing any more; its entry stays, so that the audit log's names can be told.

        Raises:
            KeyringError: There is none of that name, or the file cannot be read or written.
        """
        with self._changing() as keys:
            if not any(key.name == name for key in keys):
                raise KeyringError(f"got the name '{name}', expected one that `ragstone keys list` shows; correct it")
            self._write([key.model_copy(update={"revoked": key.revoked or key.name == name}) for key in keys])

    def _write(self, keys: Sequence[Key]) -> None:
        part = self.path.with_name(f"{self.path.name}.part")
        text = _File(keys=tuple(keys)).model_dump_json(indent=1) + "\n"
        with open(part, "w", encoding="utf-8", opener=_owner_only) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)

    @contextmanager
    def _changing(self) -> Iterator[tuple[Key, ...]]:
        """The keys as they are, while nobody else changes them."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with open(self.path.with_name(f"{self.path.name}.lock"), "w", opener=_owner_only) as handle:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield self.entries()
        except OSError as error:
            raise KeyringError(
                f"the keys '{self.path}' cannot be written ({error.strerror}); correct the rights"
            ) from error


def _owner_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
