"""Documents that look like versions of each other and do not say which one holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from ingest.index.protocol import DocumentRecord
from ragstone.doctor.corpus import Corpus
from ragstone.doctor.finding import Finding, Severity
from ragstone.doctor.naming import Named, named_file
from ragstone.doctor.succession import Families


def undated_revisions(corpus: Corpus) -> Iterator[Finding]:
    """Of documents in one folder whose names differ by v1 and v2, a year, old, final or copy: those without a day.

    A document that states a day, supersedes one or is superseded says enough.
    """
    replaced = {old for record in corpus.records for old in record.term.supersedes}
    for family in _families(corpus):
        silent = [record for record in family if not _says(record, replaced)]
        if silent and len(family) > 1:
            yield _finding(family, silent)


def _says(record: DocumentRecord, replaced: set[str]) -> bool:
    term = record.term
    return bool(term.effective or term.expires or term.supersedes or record.document_id in replaced)


def _families(corpus: Corpus) -> list[list[DocumentRecord]]:
    """Documents of one folder that bear the same name, or the same title, but for marks of a version."""
    alike: defaultdict[tuple[str, str, str], dict[str, str]] = defaultdict(dict)
    for record in corpus.records:
        folder = str(PurePosixPath(record.document_id).parent)
        for kind, named in (("file", named_file(record.document_id)), ("title", Named.of(record.title))):
            alike[(kind, folder, named.base)][record.document_id] = named.mark.lower()
    families = Families()
    for marks in alike.values():
        if len(set(marks.values())) > 1:
            first, *rest = marks
            for name in rest:
                families.join(first, name)
    known = {record.document_id: record for record in corpus.records}
    return [[known[name] for name in names] for names in families.members(known)]


def _finding(family: Sequence[DocumentRecord], silent: Sequence[DocumentRecord]) -> Finding:
    ordered = sorted(family, key=lambda one: (named_file(one.document_id).order, Named.of(one.title).order))
    names = ", ".join(f"'{record.document_id}'" for record in ordered)
    quiet = " and ".join(f"'{record.document_id}'" for record in silent)
    says = "states no day and is" if len(silent) == 1 else "state no day and are"
    return Finding(
        "revisions", Severity.WARNING, tuple(record.document_id for record in ordered),
        f"{names} look like versions of one document, oldest first by their names, but {quiet} {says} part of no "
        "`supersedes`.",
        "Let the newest say `effective` and `supersedes: [the older one]`, or remove what no longer holds.",
    )  # fmt: skip
