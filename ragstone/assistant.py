"""The assistant: what the command line and the API ask."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from answer.answer import Answer
from answer.answering import Answering
from ingest.index.protocol import Conditions, DocumentRecord, Index
from retrieval.hit import Evidence, Stage
from retrieval.question import Question
from retrieval.retriever import Retriever
from verify.verification import Verification


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers, searches and verifies over one index."""

    index: Index
    retriever: Retriever
    answering: Answering

    def ask(self, question: Question) -> Answer:
        """A verified answer, or an abstention.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
            ModelError: A model or a language model's server failed.
        """
        started = time.perf_counter()
        answer = self.answering.answer(self.retriever.retrieve(question))
        total = (time.perf_counter() - started) * 1000
        return replace(answer, timings_ms={**answer.timings_ms, "total": total})

    def search(self, question: Question, *, stage: Stage = Stage.RERANKED, top_k: int = 5) -> Evidence:
        """The first `top_k` hits as they stand after `stage`.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
        """
        return self.retriever.search(question, stage=stage, top_k=top_k)

    def verify(self, text: str, evidence: Sequence[str]) -> Verification:
        """Every claim of `text` against `evidence`."""
        return self.answering.checker.verify(text, evidence)

    def documents(self, *, groups: tuple[str, ...], as_of: date) -> list[DocumentRecord]:
        """The documents that somebody in `groups` may read on that day."""
        return self.index.documents(Conditions(as_of=as_of, groups=groups))
