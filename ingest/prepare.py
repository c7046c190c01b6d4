"""From one source to chunks: the pure part of a sync, the same in a loop, in processes or on a cluster."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.chunk import Chunk
from ingest.document import Document
from ingest.errors import LoadError
from ingest.invisible import without_invisible
from ingest.language import detect_language
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load
from ingest.loaders.text import parse_text
from ingest.sources import Source, SourceFile, SourceRow
from ingest.splitter import Splitter
from ingest.tags import Fields, combine
from ingest.validity import Term


@dataclass(frozen=True, slots=True)
class RawSource:
    """A source that was read but not parsed yet.

    Attributes:
        fingerprint: SHA-256 (hex) of all that goes into its chunks; the same again means nothing to do.
    """

    source: Source
    fingerprint: str
    file: RawFile | None
    sidecar: Fields


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document's chunks, and what the index keeps of the document as a whole."""

    document: Document
    chunks: tuple[Chunk, ...]
    warnings: tuple[str, ...]

    @property
    def term(self) -> Term:
        """What the document says about its own time."""
        meta = self.document.metadata
        return Term(meta.effective, meta.expires, meta.supersedes, meta.review_by)


def read(source: Source, *, made_with: str, max_bytes: int) -> RawSource:
    """Read `source` and fingerprint it; `made_with` names loaders, splitter and embedder.

    Raises:
        LoadError: It cannot be read, it is larger than `max_bytes`, or what is said about it changes meanwhile.
    """
    if isinstance(source, SourceRow):
        return RawSource(source, _hash(made_with, source.id, source.fingerprint), None, Fields())
    before, _ = source.sidecar()
    file = source.read(max_bytes)
    sidecar_bytes, sidecar = source.sidecar()
    if sidecar_bytes != before:
        # The file's old text must not go out under what is said about its new one.
        raise LoadError("got a sidecar that changed while the file was read; sync again")
    content = hashlib.sha256(file.data).hexdigest()
    told = hashlib.sha256(sidecar_bytes).hexdigest()
    limits = [repr(source.vocabulary)] if source.vocabulary is not None else []
    return RawSource(source, _hash(made_with, source.id, content, told, repr(source.rules), *limits), file, sidecar)


def prepare(raw: RawSource, splitter: Splitter) -> Prepared:
    """Parse and split what `read` gave.

    Raises:
        LoadError: It cannot be parsed, what is said about it contradicts itself, or a strict vocabulary lacks a tag.
    """
    document, warnings = _document(raw)
    return Prepared(document, tuple(splitter.split(document)), warnings)


def _document(raw: RawSource) -> tuple[Document, tuple[str, ...]]:
    source = raw.source
    if isinstance(source, SourceFile):
        assert raw.file is not None  # noqa: S101 - `read` sets it for every file
        loaded = load(raw.file)
        rules, uri, own = list(source.rules), source.uri, loaded.fields
    else:
        loaded = parse_text(source.text)
        rules, uri, own = [], source.id, source.fields
    metadata = combine(rules, own, raw.sidecar)
    if isinstance(source, SourceFile) and source.vocabulary is not None:
        source.vocabulary.require(metadata.tags)
    document = Document(
        id=source.id,
        title=without_invisible(metadata.title or _title(loaded, source.id)),
        text=loaded.text,
        blocks=loaded.blocks,
        uri=metadata.uri or uri,
        media_type=loaded.media_type,
        language=detect_language(loaded.text),
        metadata=metadata,
    )
    return document, loaded.warnings


def _title(loaded: Loaded, name: str) -> str:
    return loaded.title or PurePosixPath(name).stem.replace("-", " ").replace("_", " ").strip() or name


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
