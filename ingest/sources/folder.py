"""A folder of files, or one file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import CorpusError, LoadError
from ingest.loaders.loaded import RawFile
from ingest.sources.rows import SourceRow
from ingest.sources.source import RawSource, Source, digest
from ingest.tags import CorpusRules, Fields, parse_corpus, parse_fields
from ingest.vocabulary import Vocabulary

SIDECAR = ".meta.yaml"
RULES_FILE = "corpus.yaml"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to be synced; reading it is put off until it is known to have changed.

    Attributes:
        vocabulary: What its tags must keep to; None where they may be anything.
    """

    id: str
    path: Path
    root: Path
    rules: tuple[Fields, ...] = ()
    vocabulary: Vocabulary | None = None

    @property
    def source(self) -> str:
        """What was synced: documents that are gone are removed only below the same source."""
        return str(self.root)

    @property
    def uri(self) -> str:
        """Where a citation leads."""
        return self.path.as_uri()

    @property
    def listed(self) -> str:
        """Nothing: only its bytes tell whether it has changed."""
        return ""

    def read(self, max_bytes: int) -> RawSource:
        """The file, and what is said about it.

        Raises:
            LoadError: It cannot be read, or what is said about it changes meanwhile.
        """
        before, _ = self.sidecar()
        file = self.file(max_bytes)
        told, sidecar = self.sidecar()
        if told != before:
            # The file's old text must not go out under what is said about its new one.
            raise LoadError("got a sidecar that changed while the file was read; sync again")
        limits = [repr(self.vocabulary)] if self.vocabulary is not None else []
        version = digest(self.id, file.data, told, repr(self.rules), *limits)
        return RawSource(self.id, self.source, self.uri, file, version, self.rules, sidecar, self.vocabulary)

    def file(self, max_bytes: int) -> RawFile:
        """The file's bytes.

        Raises:
            LoadError: It is larger than `max_bytes`, leads out of the synced folder, or cannot be read.
        """
        try:
            if not self.path.resolve(strict=True).is_relative_to(self.root if self.root.is_dir() else self.root.parent):
                raise LoadError("it is a link that leads out of the synced folder; copy the file into the folder")
            size = self.path.stat().st_size
            if size > max_bytes:
                raise LoadError(
                    f"got {size / 1e6:.0f} MB, expected at most {max_bytes / 1e6:.0f} MB; "
                    "split it, or raise ingest.max_file_mb"
                )
            return RawFile(self.id, self.path.read_bytes())
        except OSError as error:
            raise LoadError(f"it cannot be read ({error.strerror}); check its permissions") from error

    def sidecar(self) -> tuple[bytes, Fields]:
        """The bytes and the fields of ``NAME.meta.yaml`` beside the file; empty without one.

        Raises:
            LoadError: The sidecar cannot be used.
        """
        path = self.path.with_name(self.path.name + SIDECAR)
        if not path.is_file():
            return b"", Fields()
        data = path.read_bytes()
        return data, parse_fields(data.decode("utf-8", errors="replace"), path.name)


def folder_sources(root: Path) -> list[Source]:
    """Every document below `root`, and every sidecar without one, in a stable order.

    Raises:
        CorpusError: There is none, or the folder's ``corpus.yaml`` cannot be used.
    """
    found = list(_files(root))
    if not found:
        raise CorpusError(f"got the folder '{root}' without any document; add files or check the path")
    return [*found, *_orphans(root)]


def _files(root: Path) -> Iterator[SourceFile | SourceRow]:
    rules = corpus_rules(root)
    binding = rules.vocabulary if rules.vocabulary.strict else None
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if _is_document(path, name) and not rules.ignores(name):
            yield _named(SourceFile(name, path, root, tuple(rules.fields_for(name)), binding))


def _named(source: SourceFile) -> SourceFile | SourceRow:
    """The file, unless its name is no text: an id goes into citations, addresses and logs."""
    readable = os.fsencode(source.id).decode("utf-8", errors="replace")
    if readable == source.id:
        return source
    fault = f"got the name '{readable}', expected UTF-8; rename it"
    return SourceRow(readable, source.source, fault=fault)


def _orphans(root: Path) -> Iterator[SourceRow]:
    """A sidecar whose document is not there says something about nothing, and may have meant to close a page."""
    for path in sorted(root.rglob(f"*{SIDECAR}")):
        described = path.with_name(path.name.removesuffix(SIDECAR))
        if not described.exists():
            fault = f"got a sidecar without '{described.name}' beside it; rename it after its document or remove it"
            yield SourceRow(path.relative_to(root).as_posix(), str(root), fault=fault)


def _is_document(path: Path, name: str) -> bool:
    hidden = any(part.startswith(".") for part in name.split("/"))
    lock = path.name.startswith("~$")
    described = path.name.endswith(SIDECAR) or name == RULES_FILE
    return not hidden and not lock and not described and (path.is_file() or path.is_symlink()) and not path.is_dir()


def corpus_rules(root: Path) -> CorpusRules:
    """What the ``corpus.yaml`` of the folder `root` says; without one, nothing.

    Raises:
        CorpusError: It cannot be used.
    """
    path = root / RULES_FILE
    if not path.is_file():
        return CorpusRules()
    return parse_corpus(path.read_text(encoding="utf-8", errors="replace"))
