"""Numbers that belong to persons, and lists of addresses; none of them is repeated."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.chunk import Chunk
from ingest.patterns import EMAIL, NUMBERS, PHONE
from ragstone.doctor.corpus import Corpus
from ragstone.doctor.finding import Finding, Place, Severity

_CHECK = "personal-data"
_LIST = 20


def personal_data(corpus: Corpus) -> Iterator[Finding]:
    """Card, account and national numbers, and documents with twenty mail addresses or telephone numbers or more."""
    for record in corpus.records:
        chunks = corpus.texts[record.document_id]
        readers = "everybody" if not record.groups else " and ".join(record.groups)
        yield from _numbers(record.document_id, chunks, readers)
        for kind, form in (("mail addresses", EMAIL), ("telephone numbers", PHONE)):
            yield from _list(chunks, form, f"{kind}, and {readers} may read it")


def _numbers(document_id: str, chunks: Sequence[Chunk], readers: str) -> Iterator[Finding]:
    """One finding a kind, however many there are."""
    for pattern in NUMBERS:
        places = [Place.of(chunk, start, end) for chunk in chunks for start, end in pattern.find(chunk.text)]
        if places:
            more = f", and {len(places) - 1} more" if len(places) > 1 else ""
            yield Finding(
                _CHECK, Severity.WARNING, (document_id,),
                f"'{document_id}' holds what looks like {pattern.kind}{more}; {readers} may read it.",
                "Take it out where nobody needs it, or give the document the `groups` of those who do.",
                tuple(places),
            )  # fmt: skip


def _list(chunks: Sequence[Chunk], form: re.Pattern[str], kind: str) -> Iterator[Finding]:
    values = {match.group().casefold() for chunk in chunks for match in form.finditer(chunk.text)}
    if len(values) >= _LIST:
        name = chunks[0].document_id
        yield Finding(
            _CHECK, Severity.NOTE, (name,), f"'{name}' lists {len(values)} {kind}.",
            "Make sure that it is a directory for them, not a list of persons that slipped in.",
        )  # fmt: skip
