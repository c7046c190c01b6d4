"""A folder of files, or one file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import CorpusError, LoadError, RightsError
from ingest.loaders.loaded import RawFile
from ingest.sources.listing import TreePlace
from ingest.sources.place import Terms
from ingest.sources.slips import RULES_FILE, SIDECAR
from ingest.sources.source import RawSource, Source, require_size
from ingest.sources.tree import Entry, Said, read_described
from ingest.tags import CorpusRules, Fields, parse_corpus, parse_fields
from ingest.vocabulary import Vocabulary

__all__ = ["RULES_FILE", "SIDECAR", "FolderTree", "SourceFile", "corpus_rules", "folder_place"]

_LEADS_OUT = "it is a link that leads out of the synced folder; copy the file into the folder"


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
        return read_described(self, max_bytes)

    def file(self, max_bytes: int) -> RawFile:
        """The file's bytes.

        Raises:
            LoadError: It is larger than `max_bytes`, leads out of the synced folder, or cannot be read.
        """
        try:
            if not self.path.resolve(strict=True).is_relative_to(self.root if self.root.is_dir() else self.root.parent):
                raise LoadError(_LEADS_OUT)
            require_size(self.path.stat().st_size, max_bytes)
            return RawFile(self.id, self.path.read_bytes())
        except (OSError, RuntimeError) as error:  # links in a circle, the latter
            reason = getattr(error, "strerror", None) or "it is a link to itself"
            raise LoadError(f"it cannot be read ({reason}); check its permissions") from error

    def sidecar(self) -> tuple[bytes, Fields]:
        """The bytes and the fields of ``NAME.meta.yaml`` beside the file; empty without one.

        Raises:
            RightsError: The sidecar cannot be read or used; a link that leads nowhere is one.
        """
        path = self.path.with_name(self.path.name + SIDECAR)
        if not os.path.lexists(path):
            return b"", Fields()
        try:
            data = path.read_bytes()
        except OSError as error:
            raise RightsError(
                f"got {path.name} that cannot be read ({error.strerror}); correct or remove it"
            ) from error
        return data, parse_fields(data.decode("utf-8", errors="replace"), path.name)


@dataclass(frozen=True, slots=True)
class FolderTree:
    """A folder as a tree; only bytes tell whether a file has changed.

    Attributes:
        root: The folder, or the one file that is synced.
    """

    root: Path
    is_described: bool = True

    @property
    def name(self) -> str:
        """The path."""
        return str(self.root)

    def entries(self) -> list[Entry]:
        """All files, and links to files and to folders elsewhere, hidden ones included.

        Raises:
            CorpusError: A folder cannot be read.
        """
        if not self.root.is_dir():
            return [Entry(self.root.name, size=_size(self.root))]
        try:
            return [self._entry(name, link) for name, link in _files(self.root) if not self._is_within(name, link)]
        except OSError as error:
            raise CorpusError(f"'{error.filename}' cannot be read ({error.strerror}); check its permissions") from error

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """The bytes of the file `name`; None where there is none.

        Raises:
            LoadError: It is larger than `max_bytes`, leads out of the synced folder, or cannot be read.
        """
        path = self._path(name)
        if not os.path.lexists(path) or path.is_dir():
            return None
        return SourceFile(name, path, self.root).file(max_bytes).data

    def uri(self, name: str) -> str:
        """The file."""
        return self._path(name).as_uri()

    def source(self, entry: Entry, said: Said) -> Source:
        """The source of a file."""
        id_ = said.terms.prefix + entry.name
        return SourceFile(id_, self._path(entry.name), self.root, said.rules_for(entry.name), said.binding)

    def _is_within(self, name: str, is_link: bool) -> bool:
        """Whether it is a link to a folder of this one, which is read under its own name."""
        path = self.root / name if is_link else None
        return path is not None and path.is_dir() and path.resolve().is_relative_to(self.root)

    def _entry(self, name: str, is_link: bool) -> Entry:
        readable = os.fsencode(name).decode("utf-8", errors="replace")
        if readable != name:  # an id goes into citations, addresses and logs
            return Entry(readable, fault=f"got the name '{readable}', expected UTF-8; rename it")
        path = self.root / name if is_link else None
        out = path is not None and path.exists() and not path.resolve().is_relative_to(self.root)
        return Entry(name, fault=_LEADS_OUT if out else "", size=0 if out else _size(self._path(name)))

    def _path(self, name: str) -> Path:
        return self.root / name if self.root.is_dir() else self.root.with_name(name)


def folder_place(root: Path, terms: Terms) -> TreePlace:
    """A folder, or one file, as a place."""
    tree = FolderTree(root)
    return TreePlace(tree, terms, tree.source)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # whoever reads it says why
        return 0


def _files(root: Path, within: str = "") -> Iterator[tuple[str, bool]]:
    """The names below `root` of files and links, and whether it is a link; a folder that cannot be read is an error."""
    folders = []
    with os.scandir(root / within) as found:
        for one in found:
            if one.is_dir(follow_symlinks=False):
                folders.append(one.name)
            else:
                yield within + one.name, one.is_symlink()
    for name in sorted(folders):
        yield from _files(root, f"{within}{name}/")


def corpus_rules(root: Path) -> CorpusRules:
    """What the ``corpus.yaml`` of the folder `root` says; without one, nothing.

    Raises:
        CorpusError: It cannot be used.
    """
    path = root / RULES_FILE
    if not path.is_file():
        return CorpusRules()
    return parse_corpus(path.read_text(encoding="utf-8", errors="replace"))
