"""Documents that could not be taken: why, how often it was tried, and when it is tried again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.errors import IndexWriteError

_WAITS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
_MOST_ATTEMPTS = len(_WAITS) + 1


@dataclass(frozen=True, slots=True)
class Failure:
    """One document that failed.

    Attributes:
        fingerprint: Of the content that failed; empty where it could not even be read.
        costly: Its parser was lost over it: the same content is not tried again at once.
        attempts: How often this content was tried.
        first: When this content failed first, with its zone.
        last: When it failed last.
    """

    document_id: str
    source: str
    fingerprint: str
    reason: str
    costly: bool
    attempts: int
    first: datetime
    last: datetime

    @property
    def next_try(self) -> datetime | None:
        """The earliest time of the next attempt, if its content stays as it is; None means never."""
        if not self.costly:
            return self.last
        return None if self.attempts >= _MOST_ATTEMPTS else self.last + _WAITS[self.attempts - 1]

    def puts_off(self, fingerprint: str, now: datetime) -> str:
        """Why the content `fingerprint` is not tried now; empty where it is."""
        if not self.costly or fingerprint != self.fingerprint:
            return ""
        again = self.next_try
        return "" if again is not None and now >= again else f"{self.reason} ({self.prospect})"

    @property
    def prospect(self) -> str:
        """When it is tried again, in words; empty where that is the next sync."""
        again = self.next_try
        if again is None:
            return f"given up after {self.attempts} attempts; change it, or use --retry"
        when = f"{again:%Y-%m-%d %H:%M} UTC"
        return f"attempts so far: {self.attempts}; the next after {when}, or with --retry" if self.costly else ""

    def again(self, new: Failure) -> Failure:
        """`new` as the next attempt after this one."""
        if new.fingerprint != self.fingerprint:
            return new
        return replace(new, attempts=self.attempts + 1, first=self.first)


_FORM = TypeAdapter(list[Failure])


@dataclass(frozen=True, slots=True)
class FailureLedger:
    """The failures of one index, in a file beside it."""

    path: Path

    def read(self) -> dict[str, Failure]:
        """By document id; none where the file is not there or cannot be read, so that everything is tried."""
        try:
            return {failure.document_id: failure for failure in _FORM.validate_json(self.path.read_bytes())}
        except (OSError, ValidationError):
            return {}

    def write(self, failures: Iterable[Failure]) -> None:
        """Keep these and no others.

        Raises:
            IndexWriteError: The disk is full or read-only.
        """
        new = self.path.with_name(f"{self.path.name}.new")
        kept = sorted(failures, key=lambda failure: failure.document_id)
        if not kept:
            self.path.unlink(missing_ok=True)
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(_FORM.dump_json(kept, indent=1))
            new.replace(self.path)
        except OSError as error:
            raise IndexWriteError(
                f"the failures cannot be kept in '{self.path}' ({error.strerror}); free space or mend its rights"
            ) from error


def merged(
    before: Mapping[str, Failure], tried: Iterable[Failure], put_off: Iterable[str], roots: Iterable[str]
) -> list[Failure]:
    """What to keep after a sync of `roots`: what failed in it, what it put off, and what belongs to other places."""
    synced, waiting = set(roots), set(put_off)
    kept = {key: one for key, one in before.items() if one.source not in synced or key in waiting}
    for failure in tried:
        old = before.get(failure.document_id)
        kept[failure.document_id] = old.again(failure) if old is not None else failure
    return list(kept.values())
