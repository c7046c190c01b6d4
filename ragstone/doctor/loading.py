"""What did not get into the index: files, pages, and text that no reader sees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ragstone.doctor.corpus import Corpus
from ragstone.doctor.finding import Finding, Severity

# As `ingest/loaders/loaded.py` words it.
_HIDDEN = re.compile(r"characters that a reader does not see were left out")


def failed_files(corpus: Corpus) -> Iterator[Finding]:
    """What could not be read at the last sync of its place."""
    for name, reason in sorted((corpus.beside.failed or {}).items()):
        yield Finding(
            "failed", Severity.ERROR, (name,), f"'{name}' could not be read at the last sync: {reason}.",
            "Do what the sentence says and sync again; until then answers know its last readable state, if any.",
        )  # fmt: skip


def parts_unread(corpus: Corpus) -> Iterator[Finding]:
    """Parts of documents that could not be read."""
    for name, warning in _warnings(corpus):
        if not _HIDDEN.search(warning):
            yield Finding(
                "unread", Severity.WARNING, (name,), f"'{name}': {warning}.",
                "Give the part as text (OCR, a file of its own); no answer can rest on it as it is.",
            )  # fmt: skip


def hidden_text(corpus: Corpus) -> Iterator[Finding]:
    """Documents that hold text which a reader does not see; it was left out."""
    for name, warning in _warnings(corpus):
        if _HIDDEN.search(warning):
            yield Finding(
                "hidden", Severity.WARNING, (name,), f"'{name}': {warning}.",
                "Look what it says: it may be a leftover, or meant for a machine that reads the document.",
            )  # fmt: skip


def _warnings(corpus: Corpus) -> Iterator[tuple[str, str]]:
    return ((record.document_id, warning) for record in corpus.records for warning in record.warnings)
