"""The assistant: what the command line and the API ask."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from answer.answer import Answer
from answer.answering import Answering
from answer.policy.policies import Policies, Ruling
from ingest.errors import UnknownFilterError
from ingest.index.protocol import Conditions, DocumentRecord, Index
from ragstone.audit.audit import Audit
from retrieval.hit import Evidence, Stage
from retrieval.question import Question
from retrieval.retriever import Retriever
from retrieval.rewrite import rewrite
from verify.verification import Verification


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers, searches and verifies over one index.

    Attributes:
        audit: Keeps every answer; None keeps none.
        policies: Rules that no model has a say in.
    """

    index: Index
    retriever: Retriever
    answering: Answering
    audit: Audit | None = None
    policies: Policies = field(default_factory=Policies)

    def ask(self, question: Question) -> Answer:
        """A verified answer, an abstention, or what a policy says.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
            ModelError: A model or a language model's server failed.
            AuditError: The audit log cannot be written.
        """
        revision = self.index.revision
        evidence, answer = self.consider(question)
        answer = replace(answer, trace_id=uuid.uuid4().hex)
        if self.audit is not None:
            self.audit.answered(question, evidence, answer, index_revision=revision)
        return answer

    def consider(self, question: Question, *, top_k: int = 0) -> tuple[Evidence, Answer]:
        """What `ask` would say and the evidence for it, kept nowhere.

        Args:
            question: Whose rights and day count.
            top_k: So many hits at least; the answer rests on the first `retriever.top_k` of them.

        Raises:
            UnknownFilterError: A filter of the question names a key that nothing readable carries.
            ModelError: A model or a language model's server failed.
        """
        started = time.perf_counter()
        standalone = rewrite(question).text
        ruling = self.policies.before(question, standalone)
        evidence = Evidence((), standalone)
        answer = ruling.answer
        if answer is None:
            evidence = self._retrieved(question, ruling, top_k)
            used = evidence.hits[: self.retriever.top_k]
            answer = self.answering.answer(replace(evidence, hits=used), support=ruling.support)
            cited = {one.document_id for claim in answer.claims for one in claim.citations}
            hits = [hit for hit in used if hit.chunk.document_id in cited]
            ruling = self.policies.after(question, standalone, hits, ruling)
            answer = ruling.answer or answer
        total = (time.perf_counter() - started) * 1000
        return evidence, replace(ruling.on(answer), timings_ms={**answer.timings_ms, "total": total})

    def _retrieved(self, question: Question, ruling: Ruling, top_k: int) -> Evidence:
        """The evidence within what the policies allow; none where no document can meet them."""
        narrowed = ruling.narrowed(question)
        if narrowed is None:
            return Evidence((), rewrite(question).text)
        depth = max(top_k, self.retriever.top_k)
        try:
            return self.retriever.search(narrowed, stage=Stage.RERANKED, top_k=depth)
        except UnknownFilterError:
            if narrowed == question:
                raise
            # Nothing readable carries what a policy requires; a filter of the question's own is an error all the same.
            return replace(self.retriever.search(question, stage=Stage.RERANKED, top_k=depth), hits=())

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
