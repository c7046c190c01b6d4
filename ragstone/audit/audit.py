"""Writes what the assistant does into the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from answer.answer import Answer
from ragstone.audit.log import AuditLog
from ragstone.audit.record import FeedbackRecord, Opinion, Record, answer_record, search_record, without_text
from ragstone.errors import UnknownClaimError
from retrieval.hit import Evidence, Hit
from retrieval.question import Question


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Audit:
    """Keeps answers, searches and feedback.

    Attributes:
        models: Names of embedder, reranker, verifier and writer; where several may draft, an answer names its own.
        keep_text: Whether questions, claims, filters and comments are kept in their words.
    """

    log: AuditLog
    models: Mapping[str, str]
    keep_text: bool = True
    now: Callable[[], datetime] = _now

    def answered(self, question: Question, evidence: Evidence, answer: Answer, *, index_revision: str) -> None:
        """Keep a question and what became of it.

        Raises:
            AuditError: The log cannot be written; the answer must not go out.
        """
        found = answer_record(question, evidence, answer, self.now())
        models = {**self.models, **({"writer": answer.writer} if answer.writer else {})}
        self._append(found.model_copy(update={"index_revision": index_revision, "models": models}))

    def searched(self, question: Question, hits: Sequence[Hit], *, trace_id: str, index_revision: str) -> None:
        """Keep a search and what it found.

        Raises:
            AuditError: The log cannot be written; the hits must not go out.
        """
        self._append(search_record(question, hits, self.now(), trace_id=trace_id, index_revision=index_revision))

    def said(
        self, trace_id: str, opinion: Opinion, comment: str = "", *, principal: str = "", claim: int | None = None
    ) -> None:
        """Keep what somebody says of an answer, or of one of its claims (from 0).

        Raises:
            UnknownTraceError: No answer carries this trace id.
            UnknownClaimError: The answer shows no such claim.
            AuditError: The log cannot be written.
        """
        shown = len(self.log.answer(trace_id).shown)
        if claim is not None and claim >= shown:
            raise UnknownClaimError(f"got the claim {claim} of an answer that shows {shown}, from 0; correct it")
        self._append(
            FeedbackRecord(
                trace_id=trace_id, at=self.now(), principal=principal, opinion=opinion, comment=comment, claim=claim
            )
        )

    def _append(self, record: Record) -> None:
        self.log.append(record if self.keep_text else without_text(record))
