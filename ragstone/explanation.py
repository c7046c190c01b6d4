"""How an answer came about: what was searched, what was found before and after reranking, what was judged and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from answer.answer import Answer
from ragstone.assistant import Assistant
from ragstone.trail import SHOWN, Trail
from retrieval.hit import Hit
from retrieval.limits import Limits
from retrieval.question import Question


@dataclass(frozen=True, slots=True)
class Explanation:
    """One question's way to its evidence, and what became of it."""

    trail: Trail
    answer: Answer

    @classmethod
    def of(cls, assistant: Assistant, question: Question) -> Explanation:
        """Ask, and search once more for what is dropped on the way; the answer alone goes to the audit log.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
            ModelError: A model or a language model's server failed.
            AuditError: The audit log cannot be written.
        """
        return cls(Trail.of(assistant, question), assistant.ask(question))

    def lines(self) -> Iterator[str]:
        """The same for people."""
        yield f"searched: {self.trail.standalone}"
        for one in self.trail.beside:
            yield f"beside it, with {one.weight:.0%} of the score: {' '.join(one.text.split())}"
        limits = [f"as of {self.trail.question.as_of}", f"groups {', '.join(self.trail.question.groups) or 'none'}"]
        yield "; ".join([*limits, *(f"{key} {' or '.join(v)}" for key, v in self.trail.question.filters.items())])
        if self.answer.inferred:
            yield f"read out of the question: {_said(self.answer.inferred)}"
        for word in self.answer.corrected:
            yield f"searched '{word.searched}' for '{word.said}'"
        for applied in self.answer.policies:
            yield f"policy '{applied.rule}': {applied.action}{f' to {applied.queue}' if applied.queue else ''}"
        before = {hit.chunk.id: hit for hit in self.trail.hybrid}
        for hit in self.trail.reranked:
            yield f"{'*' if hit.rank <= self.trail.used else ' '} {self._line(hit, before.get(hit.chunk.id))}"
        if self.trail.sufficiency is not None:
            yield f"sufficiency {self.trail.sufficiency:.3f}, at least {self.trail.needed:g} is needed"
        for claim in self.answer.claims:
            yield f"shown, support {claim.support_score:.3f}: {claim.text}"
        yield from self._drafted()
        for withheld in self.answer.withheld:
            yield f"withheld, support {withheld.support_score:.3f}: {withheld.verdict}, {withheld.reason}"
        yield f"{self.answer.status} ({self.answer.reason})"

    def _drafted(self) -> Iterator[str]:
        if self.answer.writer:
            route = f", by the route '{self.answer.route}'" if self.answer.route else ""
            yield f"drafted by {self.answer.writer}{route}"
        if self.answer.toned:
            yield "put into the house's tone, and verified again"

    def _line(self, hit: Hit, before: Hit | None) -> str:
        span = hit.chunk.span
        was = f"{before.rank}. at {before.score:.3f}" if before is not None else f"beyond {SHOWN}."
        relevance = "" if hit.relevance is None else f", relevance {hit.relevance:.3f}"
        return f"{hit.rank}. {hit.chunk.document_id} {span.start}-{span.end}: {hit.score:.3f} (was {was}{relevance})"


def _said(limits: Limits) -> str:
    tags = [f"{key} {' or '.join(values)}" for key, values in limits.tags.items()]
    return "; ".join([*tags, *([f"as of {limits.as_of}"] if limits.as_of else [])])
