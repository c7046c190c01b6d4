"""Documents that everybody may read and perhaps should not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from ingest.index.protocol import DocumentRecord
from ragstone.doctor.corpus import Corpus
from ragstone.doctor.finding import Finding, Severity

_FEWEST_CLOSED, _MOST_OPEN = 2, 1 / 3
_CLOSED_WORDS = frozenset({"restricted", "confidential", "strictly confidential", "secret", "vertraulich", "geheim"})


def forgotten_groups(corpus: Corpus) -> Iterator[Finding]:
    """Open documents in a folder of restricted ones, and open ones whose own tag calls them restricted."""
    for (_, folder), records in sorted(_folders(corpus).items()):
        opened = [record for record in records if not record.groups]
        closed = len(records) - len(opened)
        if closed >= _FEWEST_CLOSED and len(opened) <= _MOST_OPEN * len(records):
            yield from (_neighbour(record, folder, closed) for record in opened)
    yield from (_tagged(record, tag) for record in corpus.records for tag in _closing_tags(record))


def _folders(corpus: Corpus) -> dict[tuple[str, str], Sequence[DocumentRecord]]:
    found: defaultdict[tuple[str, str], list[DocumentRecord]] = defaultdict(list)
    for record in corpus.records:
        folder = PurePosixPath(record.document_id).parent
        if folder.name:  # rows and loose files have no folder that says who reads them
            found[(record.source, str(folder))].append(record)
    return dict(found)


def _closing_tags(record: DocumentRecord) -> list[str]:
    if record.groups:
        return []
    return [
        f"{key}={value}" for key, values in sorted(record.tags.items()) for value in values
        if value.casefold() in _CLOSED_WORDS
    ][:1]  # fmt: skip


def _neighbour(record: DocumentRecord, folder: str, closed: int) -> Finding:
    return Finding(
        "groups", Severity.ERROR, (record.document_id,),
        f"Everybody may read '{record.document_id}', while {closed} others in '{folder}' are for some groups only.",
        "Give it `groups`, best for the whole folder in corpus.yaml; if it is public, move it to a folder of its kind.",
    )  # fmt: skip


def _tagged(record: DocumentRecord, tag: str) -> Finding:
    return Finding(
        "groups", Severity.ERROR, (record.document_id,),
        f"Everybody may read '{record.document_id}', although its tag says {tag}.",
        "Give it `groups`; a tag alone keeps nobody out.",
    )  # fmt: skip
