"""The assistant, with any settings: the baseline, and with a fine-tuned writer `finetuned+rag`."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from answer.answer import AnswerStatus
from evals.errors import EvalError
from evals.prediction import Prediction
from evals.suite import EvalQuestion
from ragstone.assistant import Assistant
from retrieval.hit import Stage

HITS = 10
# As many as are reranked by default, so that what reranking loses shows.
DEPTH = 20
_SILENT = (AnswerStatus.ABSTAINED, AnswerStatus.REFUSED, AnswerStatus.ESCALATED)


@dataclass(frozen=True, slots=True)
class Rag:
    """A `Variant`."""

    assistant: Assistant
    name: str = "rag"
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def index_revision(self) -> str:
        """See `Variant.index_revision`."""
        return self.assistant.index.revision

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        """See `Variant.predict`."""
        if question.passages:
            raise EvalError(f"got passages with '{question.id}', which {self.name} cannot read; ask a model alone")
        asked = question.to_question(today)
        found = self.assistant.search(asked, stage=Stage.HYBRID, top_k=DEPTH).hits
        retriever = self.assistant.retriever
        started = time.perf_counter()
        # Up to half as many hits as there are candidates; the answer rests on the first of them.
        evidence, answer = self.assistant.consider(asked, top_k=min(HITS, retriever.search_step.candidates // 2))
        latency_ms = (time.perf_counter() - started) * 1000
        hits = evidence.hits
        citations = [(c.document_id, c.start, c.end) for claim in answer.claims for c in claim.citations]
        return Prediction(
            id=question.id,
            text="" if answer.status in _SILENT else answer.text,
            status=answer.status.value,
            reason=answer.reason,
            # A policy that has the last word before anything is searched is no search that found nothing.
            hits=[hit.chunk.document_id for hit in hits] if hits or answer.status is AnswerStatus.ABSTAINED else None,
            hit_spans=[(hit.chunk.document_id, hit.chunk.span.start, hit.chunk.span.end) for hit in hits],
            found=[hit.chunk.document_id for hit in found],
            evidence=[hit.chunk.embedded_text for hit in hits],
            citations=citations,
            confidence=min((claim.support_score for claim in answer.claims), default=None),
            withheld=[claim.reason for claim in answer.withheld],
            latency_ms=latency_ms,
        )
