"""Text that is addressed to a model, not to a person."""

from __future__ import annotations

from collections.abc import Iterator

from answer.addressed import holds_address, without_addressed
from ingest.chunk import Chunk
from ragstone.doctor.corpus import Corpus
from ragstone.doctor.finding import Finding, Place, Severity


def addressed_to_a_model(corpus: Corpus) -> Iterator[Finding]:
    """What answers leave out because it tells a model what to do; the words are not repeated."""
    for chunk in corpus.chunks():
        place = _place(chunk)
        if place is not None:
            yield Finding(
                "instructions", Severity.ERROR, (chunk.document_id,),
                f"'{chunk.document_id}' holds {place.end - place.start} characters that tell a model what to do.",
                "Ask who wrote it and why; no answer rests on it, but other programs that read the file may obey it.",
                (place,),
            )  # fmt: skip


def _place(chunk: Chunk) -> Place | None:
    """From the first to the last character that is left out of `chunk`, pictures aside."""
    said = without_addressed(chunk.text)
    if said == chunk.text or not holds_address(chunk.text):
        return None
    apart = [at for at, (one, other) in enumerate(zip(chunk.text, said, strict=True)) if one != other]
    return Place.of(chunk, apart[0], apart[-1] + 1)
