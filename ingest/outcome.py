"""What became of each document of a sync, and of the sync as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class OutcomeKind(StrEnum):
    """What a sync did, or with a dry run would do, to one document."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    REMOVED = "removed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One document's outcome.

    Attributes:
        reason: Why it failed, one sentence; empty otherwise.
        warnings: Parts of it that could not be read, a sentence each.
        chunks: How many it has in the index now.
    """

    document_id: str
    kind: OutcomeKind
    reason: str = ""
    warnings: tuple[str, ...] = ()
    chunks: int = 0


@dataclass(frozen=True, slots=True)
class SyncReport:
    """The outcome of every document, in the order of the source, removed ones last.

    Attributes:
        revision: The index's revision after the sync; empty when nothing was ever published.
        seconds: Wall time.
        stages: Of it, what the caller waited for reading and parsing, for embedding, and for writing, in seconds.
        embedded: How many chunks were embedded; the others of changed documents kept their vectors.
        elsewhere: How many documents the index has from each place that was not listed this time.
    """

    outcomes: tuple[Outcome, ...]
    revision: str
    seconds: float
    dry_run: bool = False
    stages: Mapping[str, float] = field(default_factory=dict)
    embedded: int = 0
    elsewhere: Mapping[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many documents had each kind of outcome; kinds that did not occur count 0."""
        counts = Counter(outcome.kind for outcome in self.outcomes)
        return {kind.value: counts[kind] for kind in OutcomeKind}

    @property
    def complete(self) -> bool:
        """Whether every part of every document could be read."""
        return not any(outcome.kind is OutcomeKind.FAILED or outcome.warnings for outcome in self.outcomes)
