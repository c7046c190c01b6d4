"""What every store does; `tests/ingest/index` holds the one contract suite that each of them runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from ingest.chunk import Chunk, Validity
from ingest.validity import Term


@dataclass(frozen=True, slots=True)
class Conditions:
    """Which chunks may be seen at all.

    Attributes:
        groups: The asker's groups; without any, public documents only.
        as_of: The day on which the documents must be in force.
        tags: Key to accepted values; a chunk needs one of the values of every key. Besides tags, the keys
            `language`, `media_type` and `document_id` are known.
    """

    as_of: date
    groups: tuple[str, ...] = ()
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RankQuery:
    """One hybrid search.

    Attributes:
        words: Searched by BM25.
        embedding: Searched by cosine similarity; shape ``(dim,)`` float32, L2-normalised.
        top_k: Length of each ranking.
    """

    words: str
    embedding: NDArray[np.float32]
    conditions: Conditions
    top_k: int


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """A chunk and the score that its ranking gives it; high is good, scales differ between rankings."""

    chunk: Chunk
    score: float


@dataclass(frozen=True, slots=True)
class Rankings:
    """Two rankings of one search under the same conditions, best first."""

    dense: tuple[ScoredChunk, ...]
    bm25: tuple[ScoredChunk, ...]


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """What the index knows of a document as a whole.

    Attributes:
        source: The folder or file that it was synced from.
        fingerprint: Hash of all that went into it; the same again means nothing to do.
        warnings: Parts of it that could not be read, a sentence each.
    """

    document_id: str
    source: str
    fingerprint: str
    title: str
    uri: str
    media_type: str
    language: str
    tags: Mapping[str, tuple[str, ...]]
    groups: tuple[str, ...]
    term: Term
    validity: Validity
    chunks: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as a store holds it, or is to hold it.

    Attributes:
        chunks: In reading order.
        vectors: Of each chunk, shape ``(n_chunks, dim)`` float32.
    """

    record: DocumentRecord
    chunks: tuple[Chunk, ...]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Edition:
    """A published state of an index as a whole, whoever may read it: for who watches it, never for who asks.

    Attributes:
        published_at: With its zone; None where that was not recorded.
        documents: How many, in force or not.
        chunks: Of all of them.
    """

    revision: str
    published_at: datetime | None
    documents: int
    chunks: int


class Index(Protocol):
    """The reading side."""

    @property
    def revision(self) -> str:
        """Names the published state; another revision, other content."""

    def rank(self, query: RankQuery) -> Rankings:
        """Both rankings of `query`, each at most `top_k` long.

        Raises:
            UnknownFilterError: A filter names a key that no chunk readable under the conditions carries.
        """

    def documents(self, conditions: Conditions) -> list[DocumentRecord]:
        """The documents readable under `conditions`, by id."""

    def library(self, groups: Sequence[str]) -> list[DocumentRecord]:
        """Every document that `groups` may read, in force or not, by id."""

    def document(self, document_id: str, groups: Sequence[str]) -> DocumentRecord | None:
        """One of `library`; None where there is none of that id, or none that `groups` may read."""

    def chunks(self, document_id: str, groups: Sequence[str]) -> list[Chunk]:
        """The chunks of that document in reading order; none where `document` gives None."""

    def words(self, conditions: Conditions) -> dict[str, int]:
        """Each word of the chunks readable under `conditions`, in lower case, and in how many of them it stands.

        None at all where there are more chunks than `ingest.index.words.MOST_CHUNKS`.
        """

    def groups(self) -> tuple[str, ...]:
        """Every group that some document is for, by name: for the audit log, never for whoever asks."""

    def edition(self) -> Edition:
        """When the state in force was published, and how much is in it."""

    def close(self) -> None:
        """Let go of files and connections."""


class IndexWriter(Protocol):
    """The writing side: a context manager; what is not published when it ends never happened."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def records(self) -> dict[str, DocumentRecord]:
        """Every document of the published index by id, whoever may read it."""

    def stored(self, document_id: str) -> Stored | None:
        """A document of what `records` gives, whoever may read it; None where there is none. For within the context."""

    def replace(self, document: Stored) -> None:
        """Put `document` in the place of what the index has under its id."""

    def remove(self, document_id: str) -> None:
        """Take a document out."""

    def set_validity(self, document_id: str, validity: Validity) -> None:
        """Change the days on which a document is in force, its text untouched."""

    def publish(self) -> str:
        """Make the changes what readers see, all at once; gives the new revision."""

    def roll_back(self) -> str:
        """Let readers see the state that was published before the one in force, whatever made it; gives its revision.

        Outside of the context, which is for who writes.

        Raises:
            NoPreviousError: There is none, or not any more.
        """
