"""From a parsed document to one that can be written: split, and embedded as far as its words are new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.chunk import Chunk
from ingest.errors import LoadError
from ingest.index.protocol import DocumentRecord, Stored
from ingest.parse import Parsed
from ingest.splitter import Splitter
from models.protocols import Embedder

_AT_ONCE = 256  # chunks whose tokens are held in memory together


@dataclass(frozen=True, slots=True)
class DocumentEmbedder:
    """Splits and embeds documents.

    Attributes:
        embedder: The same that made the vectors of what the index has.
    """

    splitter: Splitter
    embedder: Embedder

    def embed(self, parsed: Parsed, *, old: Stored | None, source: str, fingerprint: str) -> tuple[Stored, int]:
        """The document, and how many of its chunks had to be embedded.

        A chunk that says the same as one of `old` keeps its vector: a change of tags, groups or days embeds nothing.

        Args:
            parsed: What it says.
            old: What the index has of it.
            source: The place it is from.
            fingerprint: Names all that went into it.

        Raises:
            LoadError: Nothing of it can be found again.
        """
        chunks = self.splitter.split(parsed.document)
        if not chunks:
            raise LoadError("got no text in it, expected some; add text or remove the file")
        known = _known(old)
        new = [row for row, chunk in enumerate(chunks) if chunk.embedded_text not in known]
        vectors = np.empty((len(chunks), self.embedder.dimension), dtype=np.float32)
        for start in range(0, len(new), _AT_ONCE):
            rows = new[start : start + _AT_ONCE]
            vectors[rows] = self.embedder.embed_documents([chunks[row].embedded_text for row in rows])
        for row, chunk in enumerate(chunks):
            if chunk.embedded_text in known:
                vectors[row] = known[chunk.embedded_text]
        return Stored(_record(parsed, chunks, source, fingerprint), tuple(chunks), vectors), len(new)


def _known(old: Stored | None) -> dict[str, NDArray[np.float32]]:
    if old is None:
        return {}
    return {chunk.embedded_text: vector for chunk, vector in zip(old.chunks, old.vectors, strict=True)}


def _record(parsed: Parsed, chunks: Sequence[Chunk], source: str, fingerprint: str) -> DocumentRecord:
    document, meta = parsed.document, parsed.document.metadata
    return DocumentRecord(
        document_id=document.id, source=source, fingerprint=fingerprint, title=document.title,
        uri=document.uri, media_type=document.media_type, language=document.language, tags=meta.tags,
        groups=meta.groups, term=parsed.term, validity=chunks[0].validity, chunks=len(chunks),
        warnings=parsed.warnings,
    )  # fmt: skip
