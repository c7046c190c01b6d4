"""From one source to a document: the pure part of a sync, the same in this process, in another, or on a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from ingest.document import Document, Metadata
from ingest.invisible import without_invisible
from ingest.keep_out import keep_out
from ingest.language import detect_language
from ingest.loaders.loaded import Loaded
from ingest.loaders.registry import load
from ingest.loaders.text import parse_text
from ingest.sources.source import RawSource
from ingest.tags import LANGUAGE_TAG, combine
from ingest.validity import Term


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document, and the parts of it that could not be read, a sentence each."""

    document: Document
    warnings: tuple[str, ...] = ()

    @property
    def term(self) -> Term:
        """What the document says about its own time."""
        meta = self.document.metadata
        return Term(meta.effective, meta.expires, meta.supersedes, meta.review_by)


def parse(raw: RawSource) -> Parsed:
    """Parse what was read.

    Raises:
        LoadError: It cannot be parsed, what is said about it contradicts itself, or a strict vocabulary lacks a tag.
    """
    loaded = parse_text(raw.content) if isinstance(raw.content, str) else load(raw.content)
    metadata = combine(list(raw.rules), loaded.fields, raw.told)
    if raw.vocabulary is not None:
        raw.vocabulary.require(metadata.tags)
    document = Document(
        id=raw.id,
        title=without_invisible(metadata.title or _title(loaded, raw.id)),
        text=loaded.text,
        blocks=loaded.blocks,
        uri=metadata.uri or raw.uri,
        media_type=loaded.media_type,
        language=_language(metadata) or detect_language(loaded.text),
        metadata=metadata,
    )
    document, kept_out = keep_out(document, raw.keep_out)
    warnings = tuple(f"{kind} was kept out; take it out of the file" for kind in dict.fromkeys(kept_out))
    return Parsed(document, (*loaded.warnings, *warnings))


def _language(metadata: Metadata) -> str:
    """What somebody says that it is written in, which knows better than any guess."""
    return next(iter(metadata.tags.get(LANGUAGE_TAG, ())), "")


def _title(loaded: Loaded, name: str) -> str:
    return loaded.title or PurePosixPath(name).stem.replace("-", " ").replace("_", " ").strip() or name
