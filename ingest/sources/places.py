"""From what a person names to the documents there."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import CorpusError
from ingest.sources.folder import SourceFile, folder_sources
from ingest.sources.rows import row_sources
from ingest.sources.source import Source


def discover(path: Path) -> list[Source]:
    """Everything to sync at `path`, in a stable order.

    Raises:
        CorpusError: There is nothing at `path`, or its ``corpus.yaml`` cannot be used.
    """
    if not path.exists():
        raise CorpusError(f"got '{path}', expected a folder, a file or a .jsonl that exists; check the path")
    root = path.resolve()
    if root.is_dir():
        return folder_sources(root)
    if root.suffix == ".jsonl":
        return list(row_sources(root))
    return [SourceFile(root.name, root, root)]
