"""How an answer came about: what was searched, what was found before and after reranking, what was judged and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from answer.answer import Answer
from ragstone.assistant import Assistant
from retrieval.hit import Hit, Stage
from retrieval.limits import Limits
from retrieval.question import Question

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Explanation:
    """One question's way.

    Attributes:
        standalone: What was searched.
        hybrid: The first hits before reranking.
        reranked: The first hits after it; the answer rests on the first `used`.
        sufficiency: P(the evidence answers the question) in [0, 1]; None where nothing was searched.
        needed: The sufficiency below which there is an abstention.
    """

    question: Question
    standalone: str
    hybrid: tuple[Hit, ...]
    reranked: tuple[Hit, ...]
    used: int
    sufficiency: float | None
    needed: float
    answer: Answer

    @classmethod
    def of(cls, assistant: Assistant, question: Question) -> Explanation:
        """Ask once more, keeping what is dropped on the way; nothing of it goes to the audit log.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
            ModelError: A model or a language model's server failed.
        """
        evidence, answer = assistant.consider(question, top_k=_SHOWN)
        used, rule = assistant.retriever.top_k, assistant.answering.sufficiency
        searched = bool(evidence.hits)
        hybrid = assistant.search(question, stage=Stage.HYBRID, top_k=_SHOWN).hits if searched else ()
        return cls(
            question=question,
            standalone=evidence.query,
            hybrid=hybrid,
            reranked=evidence.hits,
            used=used,
            sufficiency=rule.score(evidence.query, evidence.hits[:used]) if searched else None,
            needed=rule.threshold,
            answer=answer,
        )

    def lines(self) -> Iterator[str]:
        """The same for people."""
        yield f"searched: {self.standalone}"
        limits = [f"as of {self.question.as_of}", f"groups {', '.join(self.question.groups) or 'none'}"]
        yield "; ".join([*limits, *(f"{key} {' or '.join(v)}" for key, v in self.question.filters.items())])
        if self.answer.inferred:
            yield f"read out of the question: {_said(self.answer.inferred)}"
        for applied in self.answer.policies:
            yield f"policy '{applied.rule}': {applied.action}{f' to {applied.queue}' if applied.queue else ''}"
        before = {hit.chunk.id: hit for hit in self.hybrid}
        for hit in self.reranked:
            yield f"{'*' if hit.rank <= self.used else ' '} {self._line(hit, before.get(hit.chunk.id))}"
        if self.sufficiency is not None:
            yield f"sufficiency {self.sufficiency:.3f}, at least {self.needed:g} is needed"
        for claim in self.answer.claims:
            yield f"shown, support {claim.support_score:.3f}: {claim.text}"
        for withheld in self.answer.withheld:
            yield f"withheld, support {withheld.support_score:.3f}: {withheld.verdict}, {withheld.reason}"
        yield f"{self.answer.status} ({self.answer.reason})"

    def _line(self, hit: Hit, before: Hit | None) -> str:
        span = hit.chunk.span
        was = f"{before.rank}. at {before.score:.3f}" if before is not None else f"beyond {_SHOWN}."
        relevance = "" if hit.relevance is None else f", relevance {hit.relevance:.3f}"
        return f"{hit.rank}. {hit.chunk.document_id} {span.start}-{span.end}: {hit.score:.3f} (was {was}{relevance})"


def _said(limits: Limits) -> str:
    tags = [f"{key} {' or '.join(values)}" for key, values in limits.tags.items()]
    return "; ".join([*tags, *([f"as of {limits.as_of}"] if limits.as_of else [])])
