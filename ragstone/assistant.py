"""The assistant: what the command line and the API ask."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from answer.answer import Answer
from answer.answering import Answering
from ingest.index.protocol import Conditions, DocumentRecord, Index
from ragstone.audit.audit import Audit
from retrieval.hit import Evidence, Stage
from retrieval.question import Question
from retrieval.retriever import Retriever
from verify.verification import Verification


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers, searches and verifies over one index.

    Attributes:
        audit: Keeps every answer; None keeps none.
    """

    index: Index
    retriever: Retriever
    answering: Answering
    audit: Audit | None = None

    def ask(self, question: Question) -> Answer:
        """A verified answer, or an abstention.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
            ModelError: A model or a language model's server failed.
            AuditError: The audit log cannot be written.
        """
        started, revision = time.perf_counter(), self.index.revision
        evidence = self.retriever.retrieve(question)
        answer = self.answering.answer(evidence)
        timings = {**answer.timings_ms, "total": (time.perf_counter() - started) * 1000}
        answer = replace(answer, timings_ms=timings, trace_id=uuid.uuid4().hex)
        if self.audit is not None:
            self.audit.answered(question, evidence, answer, index_revision=revision)
        return answer

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
