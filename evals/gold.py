"""Whether the gold of a suite still stands in the index as it is now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from evals.documents import Documents
from evals.lint import Finding
from evals.suite import GoldSpan, Suite
from ingest.chunk import Chunk
from ingest.index.protocol import Conditions

_SHOWN = 40


@dataclass(frozen=True, slots=True)
class GoldCheck:
    """Compares gold with the documents of an index.

    Attributes:
        today: Stands in for the date of a question that has none.
    """

    documents: Documents
    today: date

    def findings(self, suite: Suite) -> Iterator[Finding]:
        """Gold documents that who asks cannot read on that day, and gold spans that say something else by now."""
        for question in suite.questions:
            asked = question.to_question(self.today)
            conditions = Conditions(as_of=asked.as_of, groups=asked.groups)
            for document in question.gold_documents:
                if not self.documents.chunks(document, conditions):
                    yield Finding("stale", question.id, f"who asks cannot read '{document}' on that day; correct it")
            for span in question.gold_spans:
                chunks = self.documents.chunks(span.document_id, conditions)
                if chunks and not _stands(span, chunks):
                    yield Finding("stale", question.id, _moved(span, chunks))


def _stands(span: GoldSpan, chunks: Sequence[Chunk]) -> bool:
    """Whether the quote is what the chunks have at its place; the quote may go over several of them."""
    shared = [chunk for chunk in chunks if chunk.span.start < span.end and span.start < chunk.span.end]
    for chunk in shared:
        start, end = max(span.start, chunk.span.start), min(span.end, chunk.span.end)
        quoted = span.quote[start - span.start : end - span.start]
        if chunk.text[start - chunk.span.start : end - chunk.span.start] != quoted:
            return False
    return bool(shared)


def _moved(span: GoldSpan, chunks: Sequence[Chunk]) -> str:
    quote = f"'{span.quote[:_SHOWN]}'"
    for chunk in chunks:
        at = chunk.text.find(span.quote)
        if at >= 0:
            start = chunk.span.start + at
            return f"{quote} moved in '{span.document_id}' from {span.start} to {start}; correct the offsets"
    return f"{quote} stands no longer in '{span.document_id}'; correct the case, or remove it"
