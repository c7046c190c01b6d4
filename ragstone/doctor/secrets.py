"""Secrets in the text of documents; what they are is told, never their value."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.chunk import Chunk
from ingest.patterns import SECRETS, Pattern
from ragstone.doctor.corpus import Corpus
from ragstone.doctor.finding import Finding, Place, Severity


def secrets(corpus: Corpus) -> Iterator[Finding]:
    """Keys, tokens and passwords by the forms that their issuers give them."""
    for chunk in corpus.chunks():
        taken: list[tuple[int, int]] = []
        for pattern in SECRETS:
            for start, end in pattern.find(chunk.text):
                if not any(start < other_end and other_start < end for other_start, other_end in taken):
                    taken.append((start, end))
                    yield _finding(chunk, pattern, start, end)


def _finding(chunk: Chunk, pattern: Pattern, start: int, end: int) -> Finding:
    return Finding(
        "secrets", Severity.ERROR, (chunk.document_id,),
        f"'{chunk.document_id}' holds what looks like {pattern.kind}, {end - start} characters long.",
        "Take it out of the file and of its history, and have it changed: whoever may read the document has it.",
        (Place.of(chunk, start, end),),
    )  # fmt: skip
