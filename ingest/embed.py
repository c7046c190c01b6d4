"""From a parsed document to one that can be written: split, and embedded as far as its words are new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.chunk import Chunk
from ingest.embedding_pool import EmbeddingPool
from ingest.errors import LoadError
from ingest.index.protocol import DocumentRecord, Stored
from ingest.parse import Parsed
from ingest.splitter import Splitter

_AT_ONCE = 64  # chunks of a piece


@dataclass(frozen=True, slots=True)
class Embedding:
    """A document that is split, and whose vectors are being made.

    Attributes:
        known: The vectors that are there already, by what they embed.
        made: The others, as many as `_AT_ONCE` a piece, in the order of the chunks.
    """

    record: DocumentRecord
    chunks: tuple[Chunk, ...]
    known: Mapping[str, NDArray[np.float32]]
    made: tuple[Future[NDArray[np.float32]], ...]

    @property
    def new(self) -> list[int]:
        """Which chunks had to be embedded."""
        return [row for row, chunk in enumerate(self.chunks) if chunk.embedded_text not in self.known]

    def wait(self, dimension: int) -> Stored:
        """The document, once all its vectors are there.

        Args:
            dimension: Length of each vector.
        """
        vectors = np.empty((len(self.chunks), dimension), dtype=np.float32)
        new = self.new
        for start, made in zip(range(0, len(new), _AT_ONCE), self.made, strict=True):
            vectors[new[start : start + _AT_ONCE]] = made.result()
        for row, chunk in enumerate(self.chunks):
            if chunk.embedded_text in self.known:
                vectors[row] = self.known[chunk.embedded_text]
        return Stored(self.record, self.chunks, vectors)


@dataclass(frozen=True, slots=True)
class DocumentEmbedder:
    """Splits documents here, and has them embedded.

    Attributes:
        pool: Embeds as the vectors of what the index has were made.
    """

    splitter: Splitter
    pool: EmbeddingPool

    def begin(self, parsed: Parsed, *, old: Stored | None, source: str, fingerprint: str) -> Embedding:
        """Split the document, and have embedded what is new in it.

        A chunk that says the same as one of `old` keeps its vector: a change of tags, groups or days embeds nothing.
        No chunk shares a batch with another document, so that a document has the same vectors whatever it comes with.

        Args:
            parsed: What it says.
            old: What the index has of it.
            source: The place it is from.
            fingerprint: Names all that went into it.

        Raises:
            LoadError: Nothing of it can be found again.
        """
        chunks = tuple(self.splitter.split(parsed.document))
        if not chunks:
            raise LoadError("got no text in it, expected some; add text or remove the file")
        begun = Embedding(_record(parsed, chunks, source, fingerprint), chunks, _known(old), ())
        texts = [chunks[row].embedded_text for row in begun.new]
        pieces = [texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)]
        made = tuple(self.pool.submit(piece) for piece in pieces)
        return Embedding(begun.record, chunks, begun.known, made)


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
