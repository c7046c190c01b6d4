"""All that the checks look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from ingest.chunk import Chunk
from ingest.index.protocol import DocumentRecord, Index
from ingest.vocabulary import Vocabulary
from ragstone.doctor.asked import Asked


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the index.

    Attributes:
        vocabularies: By the source that documents were synced from.
        asked: None where no audit log is kept.
        failed: Why documents failed at the last sync, by id; None where that was not kept.
    """

    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)
    asked: Asked | None = None
    failed: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Corpus:
    """What an index holds for somebody's eyes, on one day.

    Attributes:
        records: By id, in force or not.
        texts: The chunks of each, in reading order.
        whole: Whether nothing is kept from these eyes.
    """

    day: date
    records: tuple[DocumentRecord, ...]
    texts: Mapping[str, tuple[Chunk, ...]]
    beside: Beside = Beside()
    whole: bool = True

    @classmethod
    def read(cls, index: Index, day: date, *, groups: tuple[str, ...] | None = None) -> Corpus:
        """What `groups` may read of `index`; None reads everything."""
        every = index.groups()
        eyes = every if groups is None else groups
        records = tuple(index.library(eyes))
        texts = {record.document_id: tuple(index.chunks(record.document_id, eyes)) for record in records}
        return cls(day, records, texts, whole=set(every) <= set(eyes))

    @property
    def in_force(self) -> Iterator[DocumentRecord]:
        """The records of what holds on the day."""
        return (record for record in self.records if record.validity.holds(self.day))

    def chunks(self) -> Iterator[Chunk]:
        """All chunks, document by document."""
        return (chunk for record in self.records for chunk in self.texts[record.document_id])

    def text(self, document_id: str) -> str:
        """The text of a document, as its chunks hold it."""
        return "\n".join(chunk.text for chunk in self.texts[document_id])
