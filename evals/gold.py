"""Whether the gold of a suite still stands in the index as it is now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from evals.lint import Finding
from evals.suite import GoldSpan, Suite
from ingest.chunk import Chunk
from ingest.errors import UnknownFilterError
from ingest.index.protocol import Conditions, Index, RankQuery
from models.protocols import Embedder

_CHUNKS = 2000
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class GoldCheck:
    """Compares gold with the documents of an index.

    Attributes:
        today: Stands in for the date of a question that has none.
    """

    index: Index
    embedder: Embedder
    today: date
    _chunks: dict[tuple[str, date, tuple[str, ...]], list[Chunk]] = field(default_factory=dict)

    def findings(self, suite: Suite) -> Iterator[Finding]:
        """Gold documents that who asks cannot read on that day, and gold spans that say something else by now."""
        for question in suite.questions:
            asked = question.to_question(self.today)
            conditions = Conditions(as_of=asked.as_of, groups=asked.groups)
            for document in question.gold_documents:
                if not self._read(document, conditions):
                    yield Finding("stale", question.id, f"who asks cannot read '{document}' on that day; correct it")
            for span in question.gold_spans:
                chunks = self._read(span.document_id, conditions)
                if chunks and not _stands(span, chunks):
                    yield Finding("stale", question.id, _moved(span, chunks))

    def _read(self, document: str, conditions: Conditions) -> list[Chunk]:
        """The chunks of a document, as far as they may be seen."""
        key = document, conditions.as_of, conditions.groups
        if key not in self._chunks:
            within = Conditions(conditions.as_of, conditions.groups, {"document_id": (document,)})
            query = RankQuery(words="", embedding=self.embedder.embed_query(document), conditions=within, top_k=_CHUNKS)
            try:
                self._chunks[key] = [found.chunk for found in self.index.rank(query).dense]
            except UnknownFilterError:  # nobody may see any of it
                self._chunks[key] = []
        return self._chunks[key]


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
