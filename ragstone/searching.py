"""Searches within what the policies allow."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from answer.compose import ABSTENTIONS
from answer.policy.policies import Policies, Ruling
from ingest.errors import UnknownFilterError
from retrieval.hit import Evidence, Hit, Stage
from retrieval.question import Query, Question
from retrieval.retriever import Reading, Retriever
from retrieval.rewrite import rewrite


@dataclass(frozen=True, slots=True)
class Searched:
    """What was found for a question, and what the rules that need no draft say of it.

    Attributes:
        evidence: Without a hit where a rule ends the matter, or no document can meet what the rules require.
    """

    ruling: Ruling
    evidence: Evidence

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What was found, best first."""
        return self.evidence.hits


@dataclass(frozen=True, slots=True)
class Searching:
    """A retriever under policies.

    Attributes:
        policies: Rules that no model has a say in.
    """

    retriever: Retriever
    policies: Policies = field(default_factory=Policies)

    def search(self, question: Question, *, stage: Stage, top_k: int) -> Searched:
        """The first `top_k` hits as they stand after `stage`.

        Raises:
            UnknownFilterError: A filter of the question's own names a key that nothing readable carries.
        """
        question = _without_abstentions(question)
        standalone = rewrite(question).text
        ruling = self.policies.before(question, [standalone])
        if ruling.answer is not None:
            return Searched(ruling, Reading(Query(standalone)).unsearched)
        # What a rule forbids must not come in by a slip that is mended, or by a short form that is spelled out.
        reading = self.retriever.read(question)
        ruling = self.policies.before(question, [standalone, *reading.query.wordings, *self._mended(question)])
        narrowed = ruling.narrowed(question)
        if ruling.answer is not None or narrowed is None:
            return Searched(ruling, reading.unsearched)
        try:
            return Searched(ruling, self.retriever.find(reading, narrowed, stage=stage, top_k=top_k))
        except UnknownFilterError:
            if narrowed == question:
                raise
        # Nothing readable carries what a policy requires; a filter of the question's own is an error all the same.
        found = self.retriever.find(reading, question, stage=stage, top_k=top_k)
        return Searched(ruling, replace(found, hits=()))

    def _mended(self, question: Question) -> tuple[str, ...]:
        """What is searched as it is written, without its slips: its meaning is found all the same."""
        if question.correct:
            return ()
        return replace(self.retriever, expansion=None).read(replace(question, correct=True)).query.wordings


def _without_abstentions(question: Question) -> Question:
    """What was not answered says nothing of the matter, and would be searched as if it did."""
    told = tuple(turn for turn in question.history if turn.content not in ABSTENTIONS.values())
    return replace(question, history=told)
