"""One document to be, wherever it lies."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from ingest.errors import LoadError, RightsError
from ingest.loaders.loaded import RawFile
from ingest.tags import Fields
from ingest.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class RawSource:
    """A source that was read but not parsed: all that parsing needs, and nothing of the place it came from.

    Attributes:
        source: The place it was listed by.
        uri: Where a citation leads, unless something said about it names another.
        content: A file for a loader, or text that needs none.
        version: Names the content and everything said about it from outside: the same again means nothing to do.
        rules: What the place says about it, the later word winning.
        told: What stands beside it about it alone.
        vocabulary: What its tags must keep to; None where they may be anything.
        keep_out: Kinds of values that are not to be indexed, of `ingest.keep_out.KINDS`.
    """

    id: str
    source: str
    uri: str
    content: RawFile | str
    version: str
    rules: tuple[Fields, ...] = ()
    told: Fields = Fields()
    vocabulary: Vocabulary | None = None
    keep_out: tuple[str, ...] = ()


class Source(Protocol):
    """What a place lists. Listing is cheap; reading is put off until it is known to be needed."""

    @property
    def id(self) -> str:
        """The id of the document, unique among all that is synced."""

    @property
    def source(self) -> str:
        """The place that lists it: documents that are gone are removed only from among those of the same place."""

    @property
    def listed(self) -> str:
        """The version (`RawSource.version`), where the listing itself tells it; empty where only reading does."""

    def read(self, max_bytes: int) -> RawSource:
        """Its content.

        Raises:
            LoadError: It is larger than `max_bytes` or cannot be read; one sentence for the curator.
        """


@dataclass(frozen=True, slots=True)
class FailedSource:
    """A document, or several of them, that a place knows of but cannot list.

    Attributes:
        fault: Why; one sentence for the curator.
        hides: Ids of the same place that begin so may be there all the same, and are not gone; None: no further ones.
        unruled: Whether it is not clear who may read it.
        groups: Who may read what it hides, where that is said outside of it.
    """

    id: str
    source: str
    fault: str
    hides: str | None = None
    unruled: bool = False
    groups: tuple[str, ...] | None = None

    @property
    def listed(self) -> str:
        """Nothing."""
        return ""

    def read(self, max_bytes: int) -> RawSource:
        """Never.

        Raises:
            LoadError: Always, with `fault`.
            RightsError: It is `unruled`.
        """
        raise (RightsError if self.unruled else LoadError)(self.fault)

    def hidden(self, document_id: str, source: str) -> bool:
        """Whether the document of that id and place may be there all the same."""
        return self.hides is not None and source == self.source and document_id.startswith(self.hides)


def digest(*parts: str | bytes) -> str:
    """SHA-256 (hex) of `parts`, each set off from the next."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        made.update(len(data).to_bytes(8, "big"))
        made.update(data)
    return made.hexdigest()


def require_size(size: int, max_bytes: int) -> None:
    """Let nothing pass that is too large.

    Raises:
        LoadError: `size` is over `max_bytes`.
    """
    if size > max_bytes:
        raise LoadError(
            f"got {size / 1e6:.0f} MB, expected at most {max_bytes / 1e6:.0f} MB; split it, or raise ingest.max_file_mb"
        )
