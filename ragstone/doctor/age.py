"""Which of two documents is the newer one, as far as they say."""

from __future__ import annotations

from ingest.index.protocol import DocumentRecord
from ragstone.doctor.naming import named_file


def which_is_newer(one: DocumentRecord, other: DocumentRecord) -> str:
    """A clause on it; on the days that they state first, then on their names."""
    days = (one.term.effective, other.term.effective)
    if days[0] and days[1] and days[0] != days[1]:
        late, early = (one, other) if days[0] > days[1] else (other, one)
        return f"'{late.document_id}' is newer ({late.term.effective} against {early.term.effective})"
    names = (named_file(one.document_id), named_file(other.document_id))
    if names[0].base == names[1].base and names[0].order != names[1].order:
        late = one if names[0].order > names[1].order else other
        return f"'{late.document_id}' is newer by its name"
    stated = [record.document_id for record in (one, other) if record.term.effective]
    return f"only '{stated[0]}' says since when it holds" if len(stated) == 1 else "neither tells which is newer"
