"""Which of several documents is the newest, as far as they say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ingest.index.protocol import DocumentRecord
from ragstone.doctor.naming import named_file


def which_is_newer(records: Sequence[DocumentRecord]) -> str:
    """A clause on it, for two or more; on the days that they state first, then on their names."""
    word, none = ("newer", "neither") if len(records) == 2 else ("newest", "none")
    dated = sorted((record for record in records if record.term.effective), key=_day)
    if len(dated) == len(records) and _day(dated[-1]) != _day(dated[-2]):
        return f"'{dated[-1].document_id}' is {word} ({_day(dated[-1])} against {_day(dated[-2])})"
    named = sorted((named_file(record.document_id).order, record.document_id) for record in records)
    if len({named_file(record.document_id).base for record in records}) == 1 and named[-1][0] != named[-2][0]:
        return f"'{named[-1][1]}' is {word} by its name"
    if len(dated) == 1:
        return f"only '{dated[0].document_id}' says since when it holds"
    return f"{none} tells which is {word}"


def _day(record: DocumentRecord) -> date:
    return record.term.effective or date.min
