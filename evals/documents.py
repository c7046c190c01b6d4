"""What the documents of an index say, as far as somebody may read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from ingest.chunk import Chunk
from ingest.errors import UnknownFilterError
from ingest.index.protocol import Conditions, DocumentRecord, Index, RankQuery
from models.protocols import Embedder

_CHUNKS = 2000
_Key = tuple[str, object, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Documents:
    """Reads whole documents from an index."""

    index: Index
    embedder: Embedder
    _chunks: dict[_Key, list[Chunk]] = field(default_factory=dict)
    _records: dict[object, Mapping[str, DocumentRecord]] = field(default_factory=dict)

    def chunks(self, document: str, conditions: Conditions) -> list[Chunk]:
        """The chunks of a document; none if it may not be seen."""
        key = document, conditions.as_of, conditions.groups
        if key not in self._chunks:
            within = replace(conditions, tags={"document_id": (document,)})
            query = RankQuery(words="", embedding=self.embedder.embed_query(document), conditions=within, top_k=_CHUNKS)
            try:
                self._chunks[key] = [found.chunk for found in self.index.rank(query).dense]
            except UnknownFilterError:  # nobody may see any of it
                self._chunks[key] = []
        return self._chunks[key]

    def superseded(self, document: str, conditions: Conditions) -> str:
        """What the documents said that this one superseded, on the day before it took effect."""
        record = self._readable(conditions).get(document)
        if record is None or not record.term.supersedes or record.validity.start.toordinal() <= 1:
            return ""
        before = replace(conditions, as_of=record.validity.start - timedelta(days=1))
        return "\n".join(chunk.text for old in record.term.supersedes for chunk in self.chunks(old, before))

    def _readable(self, conditions: Conditions) -> Mapping[str, DocumentRecord]:
        key = conditions.as_of, conditions.groups
        if key not in self._records:
            self._records[key] = {record.document_id: record for record in self.index.documents(conditions)}
        return self._records[key]
