"""What an index that is made anew takes over from the one in force: documents that cannot be read any more."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.index.protocol import DocumentRecord, Index, Stored
from ingest.sources.source import digest
from models.protocols import Embedder


@dataclass(frozen=True, slots=True)
class Carrier:
    """Takes documents out of the index in force, as their chunks stand there, and embeds them anew.

    Attributes:
        groups: Every group that some document is for.
    """

    index: Index
    embedder: Embedder
    groups: tuple[str, ...]

    @classmethod
    def of(cls, index: Index, embedder: Embedder) -> Carrier:
        """One that takes whatever `index` has, whoever may read it."""
        return cls(index, embedder, index.groups())

    def records(self) -> dict[str, DocumentRecord]:
        """What the index has, by id."""
        return {record.document_id: record for record in self.index.library(self.groups)}

    def carry(self, document_id: str) -> Stored | None:
        """The document; None where the index does not have it. Its next sync tries to read it again."""
        record = self.index.document(document_id, self.groups)
        if record is None:
            return None
        chunks = tuple(self.index.chunks(document_id, self.groups))
        vectors = self.embedder.embed_documents([chunk.embedded_text for chunk in chunks])
        return Stored(replace(record, fingerprint=digest("carried", document_id)), chunks, vectors)
