"""What each sync of an index came to, a line of JSON a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.errors import IndexWriteError
from ingest.outcome import OutcomeKind, SyncReport

_MOST_RUNS = 500
_MOST_FAILED = 200


@dataclass(frozen=True, slots=True)
class SyncRun:
    """One sync that came to its end.

    Attributes:
        at: When it ended, with its zone.
        places: What was synced.
        counts: Documents by outcome.
        failed: Why, by document id; the first 200.
        seconds: Wall time, and `stages` of it.
        embedded: Chunks that were embedded.
        revision: Of the index, after it.
    """

    at: datetime
    places: tuple[str, ...]
    counts: Mapping[str, int]
    failed: Mapping[str, str]
    seconds: float
    stages: Mapping[str, float] = field(default_factory=dict)
    embedded: int = 0
    revision: str = ""

    @classmethod
    def of(cls, report: SyncReport, places: Sequence[str], at: datetime) -> SyncRun:
        """What `report` says."""
        failed = [one for one in report.outcomes if one.kind is OutcomeKind.FAILED][:_MOST_FAILED]
        return cls(
            at, tuple(places), report.counts, {one.document_id: one.reason for one in failed},
            round(report.seconds, 3), {name: round(value, 3) for name, value in report.stages.items()},
            report.embedded, report.revision,
        )  # fmt: skip


_FORM = TypeAdapter(SyncRun)


@dataclass(frozen=True, slots=True)
class History:
    """The runs of one index, the oldest first, in a file beside it; the last 500 are kept."""

    path: Path

    def add(self, run: SyncRun) -> None:
        """Keep one more.

        Raises:
            IndexWriteError: The disk is full or read-only.
        """
        lines = [*self._lines()[-_MOST_RUNS + 1 :], _FORM.dump_json(run)]
        new = self.path.with_name(f"{self.path.name}.new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            new.write_bytes(b"".join(line + b"\n" for line in lines))
            new.replace(self.path)
        except OSError as error:
            raise IndexWriteError(
                f"the history cannot be kept in '{self.path}' ({error.strerror}); free space or mend its rights"
            ) from error

    def runs(self) -> list[SyncRun]:
        """All that can be read."""
        return [run for line in self._lines() if (run := _parsed(line)) is not None]

    def last(self) -> SyncRun | None:
        """The latest; None before the first."""
        lines = self._lines()
        return _parsed(lines[-1]) if lines else None

    def _lines(self) -> list[bytes]:
        try:
            return self.path.read_bytes().splitlines()
        except OSError:
            return []


def _parsed(line: bytes) -> SyncRun | None:
    try:
        return _FORM.validate_json(line)
    except ValidationError:
        return None
