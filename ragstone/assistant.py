"""The assistant: what the command line and the API ask."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from answer.answer import Answer, AnswerClaim, AnswerStatus
from answer.answering import Answering
from answer.form import Form
from answer.policy.policies import Policies, Ruling
from answer.streaming import Done, Event, Shown
from answer.sufficiency import answered
from ingest.index.protocol import Conditions, DocumentRecord, Index
from ragstone.audit.audit import Audit
from ragstone.searching import Searched, Searching
from ragstone.trace_id import trace_id
from retrieval.hit import Evidence, Hit, Stage
from retrieval.question import Question
from retrieval.retriever import Retriever
from retrieval.step import Fact, told
from verify.verification import Verification

# In the audit log alone: to whoever asks it is as if there were nothing.
NOT_PERMITTED = "not_permitted"
_EMPTY_HANDED = frozenset({"nothing_found", "out_of_scope", "insufficient"})
_LOOKED_AT = 3


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
            QuestionError: An object is asked for, and no language model is there to fill it in.
            ModelError: A model or a language model's server failed.
            AuditError: The audit log cannot be written.
        """
        revision = self.index.revision
        evidence, answer = self.consider(question)
        answer = replace(answer, trace_id=trace_id())
        self._keep(question, evidence, answer, revision)
        return answer

    def stream(self, question: Question) -> Generator[Evidence | Event]:
        """The same claim by claim, each as soon as it is verified: first the evidence, last the whole answer.

        Claims go out before the audit log holds them, so it is made sure first that it can be written; who stops
        listening is recorded with what went out.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
            QuestionError: An object is asked for, and no language model is there to fill it in.
            ModelError: A model failed, or a language model's server before anything went out.
            AuditError: The audit log cannot be written.
        """
        started, revision, named = time.perf_counter(), self.index.revision, trace_id()
        if self.audit is not None:
            self.audit.log.require_writable()
        self._require_filler(question)
        searched = self.search(question, top_k=self.retriever.top_k)
        ruling, evidence = searched.ruling, searched.evidence
        sent: list[AnswerClaim] = []
        answer: Answer | None = None
        ending = "stopped_listening"
        try:
            # Where a policy may yet refuse, what was found does not go out either.
            yield replace(evidence, hits=()) if self.policies.waits_for_the_draft else evidence
            for event in self._events(question, ruling, evidence):
                if isinstance(event, Done):
                    answer = event.answer
                    break
                sent += [event.claim] if isinstance(event, Shown) else []
                yield event
        except Exception:
            ending = "broken_off" if sent else ""
            raise
        finally:
            if answer is None and ending:
                answer = Answer(AnswerStatus.TRIMMED, ending, "", tuple(sent))
            if answer is not None:
                total = (time.perf_counter() - started) * 1000
                timings = {**evidence.timings_ms, **answer.timings_ms, "total": total}
                answer = replace(answer, timings_ms=timings, inferred=evidence.inferred, trace_id=named)
                answer = replace(answer, corrected=evidence.corrected)
                self._keep(question, evidence, answer, revision)
        assert answer is not None  # noqa: S101 - `_events` ends with `Done`
        yield Done(answer)

    def _keep(self, question: Question, evidence: Evidence, answer: Answer, revision: str) -> None:
        told("answer", answer.timings_ms.get("total", 0.0), _facts(answer, revision))
        if self.audit is None:
            return
        if self._is_kept_from(question, evidence, answer):
            answer = replace(answer, reason=NOT_PERMITTED)
        self.audit.answered(question, evidence, answer, index_revision=revision)

    def _is_kept_from(self, question: Question, evidence: Evidence, answer: Answer) -> bool:
        """Whether a document that the asker may not read would have answered; it takes as long where there is none."""
        if answer.status is not AnswerStatus.ABSTAINED or answer.reason not in _EMPTY_HANDED:
            return False
        everyone = replace(question, groups=self.index.groups())
        hits = self.retriever.search(everyone, stage=Stage.HYBRID, top_k=_LOOKED_AT).hits
        model = self.answering.sufficiency.model
        found = zip(hits, answered(model, evidence.query, hits), strict=True) if hits else ()
        return any(
            probability >= model.sufficiency_threshold
            for hit, probability in found
            if hit.chunk.groups and not set(hit.chunk.groups) & set(question.groups)
        )

    def _events(self, question: Question, ruling: Ruling, evidence: Evidence) -> Iterator[Event]:
        """What is said within what the policies allow; a draft that may yet be refused goes out whole or not."""
        if ruling.answer is not None:
            yield Done(ruling.on(ruling.answer))
            return
        held: list[Event] = []
        if question.response_schema is not None:
            yield Done(self._ruled(question, evidence, self._answered(question, evidence, ruling), ruling))
            return
        for event in self.answering.events(evidence, support=ruling.support):
            if isinstance(event, Done):
                final = self._ruled(question, evidence, event.answer, ruling)
                yield from held if final.claims else ()
                yield Done(final)
            elif self.policies.waits_for_the_draft:
                held.append(event)
            else:
                yield event

    def _ruled(self, question: Question, evidence: Evidence, answer: Answer, ruling: Ruling) -> Answer:
        """`answer`, or what the policies say of what it cites, be it against itself."""
        quoted = (*answer.against, *(one for claim in answer.claims for one in claim.citations))
        cited = {citation.document_id for citation in quoted}
        hits = [hit for hit in evidence.hits if hit.chunk.document_id in cited]
        ruling = self.policies.after(question, hits, ruling)
        return ruling.on(ruling.answer or answer)

    def consider(self, question: Question, *, top_k: int = 0) -> tuple[Evidence, Answer]:
        """What `ask` would say and the evidence for it, kept nowhere.

        Args:
            question: Whose rights and day count.
            top_k: So many hits at least; the answer rests on the first `retriever.top_k` of them.

        Raises:
            UnknownFilterError: A filter of the question names a key that nothing readable carries.
            QuestionError: An object is asked for, and no language model is there to fill it in.
            ModelError: A model or a language model's server failed.
        """
        started = time.perf_counter()
        self._require_filler(question)
        searched = self.search(question, top_k=max(top_k, self.retriever.top_k))
        ruling, evidence = searched.ruling, searched.evidence
        if ruling.answer is not None:
            answer = ruling.on(ruling.answer)
        else:
            used = replace(evidence, hits=evidence.hits[: self.retriever.top_k])
            answer = self._ruled(question, used, self._answered(question, used, ruling), ruling)
        total = (time.perf_counter() - started) * 1000
        timings = {**answer.timings_ms, "total": total}
        answer = replace(answer, timings_ms=timings, inferred=evidence.inferred, corrected=evidence.corrected)
        return evidence, answer

    def _require_filler(self, question: Question) -> None:
        """Refuse at once what nobody could fill in, whatever the policies say of it."""
        if question.response_schema is not None:
            self.answering.filler()

    def _answered(self, question: Question, evidence: Evidence, ruling: Ruling) -> Answer:
        if question.response_schema is not None:
            return self.answering.filled(evidence, Form(question.response_schema), support=ruling.support)
        return self.answering.answer(evidence, support=ruling.support)

    def search(self, question: Question, *, stage: Stage = Stage.RERANKED, top_k: int = 5) -> Searched:
        """The first `top_k` hits as they stand after `stage`, within what the policies allow.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
        """
        return Searching(self.retriever, self.policies).search(question, stage=stage, top_k=top_k)

    def find(self, question: Question, *, stage: Stage = Stage.RERANKED, top_k: int = 5) -> Searched:
        """What `search` gives, for somebody to read: the audit log holds it.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
            AuditError: The audit log cannot be written.
        """
        revision = self.index.revision
        searched = self.search(question, stage=stage, top_k=top_k)
        self.keep_search(question, searched.hits, revision)
        return searched

    def keep_search(self, question: Question, hits: Sequence[Hit], revision: str) -> None:
        """Let the audit log hold which hits of which revision of the index are shown for a question.

        Raises:
            AuditError: The audit log cannot be written.
        """
        if self.audit is not None:
            self.audit.searched(question, hits, trace_id=trace_id(), index_revision=revision)

    def verify(self, text: str, evidence: Sequence[str]) -> Verification:
        """Every claim of `text` against `evidence`."""
        return self.answering.checker.verify(text, evidence)

    def documents(self, *, groups: tuple[str, ...], as_of: date) -> list[DocumentRecord]:
        """The documents that somebody in `groups` may read on that day."""
        return self.index.documents(Conditions(as_of=as_of, groups=groups))


def _facts(answer: Answer, revision: str) -> dict[str, Fact]:
    return {
        "index_revision": revision, "status": answer.status.value, "reason": answer.reason,
        "claims": len(answer.claims), "withheld": len(answer.withheld),
    }  # fmt: skip
