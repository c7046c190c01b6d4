"""From what a person names to the places it stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ingest.errors import CorpusError
from ingest.sources.folder import folder_place
from ingest.sources.listing import TreePlace
from ingest.sources.mail import MaildirTree, is_maildir
from ingest.sources.place import Place, Terms
from ingest.sources.rows import SourceRow, row_sources
from ingest.sources.source import Source


def discover(path: Path) -> list[Source]:
    """Everything to sync at `path`, in a stable order.

    Raises:
        CorpusError: There is nothing at `path`, or its ``corpus.yaml`` cannot be used.
    """
    return path_place(path, Terms()).sources()


def path_place(path: Path, terms: Terms) -> Place:
    """The place at `path`: a folder, a maildir, a ``.jsonl``, or one file, which may be an archive or hold mails.

    Raises:
        CorpusError: There is nothing at `path`.
    """
    if not path.exists():
        raise CorpusError(f"got '{path}', expected a folder, a file or a .jsonl that exists; check the path")
    root = path.resolve()
    if root.is_dir() and is_maildir(root):
        return TreePlace(MaildirTree(root), terms)
    return RowsPlace(root, terms) if root.suffix == ".jsonl" else folder_place(root, terms)


@dataclass(frozen=True, slots=True)
class RowsPlace:
    """A ``.jsonl`` as a place."""

    path: Path
    terms: Terms = Terms()

    @property
    def name(self) -> str:
        """The path."""
        return str(self.path)

    def sources(self) -> list[Source]:
        """Its rows.

        Raises:
            CorpusError: The file cannot be read.
        """
        return [row_under(row, self.terms) for row in row_sources(self.path) if not self.terms.ignores(row.id)]


def row_under(row: SourceRow, terms: Terms) -> SourceRow:
    """The row as it is in a place of these `terms`."""
    named = replace(row, id=terms.prefix + row.id)
    if terms.groups is None or row.fault or row.fields.groups == terms.groups:
        return named
    if row.fields.groups is not None:
        fault = f"got groups {list(row.fields.groups)}, expected {list(terms.groups)} as of its place; keep one of them"
        return replace(named, text="", fault=fault)
    return replace(named, fields=replace(row.fields, groups=terms.groups))
