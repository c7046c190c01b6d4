"""Why each failed case failed: by what the run shows, not by asking a model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from evals.case import FORM, Case
from evals.documents import Documents
from ingest.index.protocol import Conditions
from models.lexical import numbers

_EVIDENCE = 5
# Tags of cases in which a wrong answer breaks a rule.
_POLICY = frozenset({"policy", "groups-denied"})


class Cause(StrEnum):
    """Why a case failed."""

    MISSING = "missing facts"
    STALE = "stale facts"
    MISUNDERSTOOD = "prompt misunderstanding"
    TOOL = "tool-use failure"
    REASONING = "reasoning failure"
    POLICY = "policy violation"
    FORMAT = "formatting failure"


@dataclass(frozen=True, slots=True)
class Triaged:
    """A failed case.

    Attributes:
        stage: Where it was lost: the part to look at first.
        trail: What led to the decision, a sentence each.
    """

    id: str
    cause: Cause
    stage: str
    trail: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Triage:
    """Finds the cause of each failed case.

    Attributes:
        today: Stands in for the date of a question that has none.
        documents: Those that the run was asked about; without them, what is not in the index looks like what was
            not found, and stale facts are not told from wrong ones.
    """

    today: date
    documents: Documents | None = None

    def failed(self, cases: Sequence[Case]) -> list[Triaged]:
        """The failed ones among `cases`, in their order."""
        return [self._triaged(case, case.wrong) for case in cases if case.wrong]

    def _triaged(self, case: Case, wrong: str) -> Triaged:
        cause, stage, *trail = next(self._decisions(case))
        return Triaged(case.question.id, Cause(cause), stage, (wrong, *trail))

    def _decisions(self, case: Case) -> Iterator[tuple[str, ...]]:
        """Cause, stage and trail; the first that applies counts."""
        question, prediction, metrics = case.question, case.prediction, case.scored.metrics
        broken = sorted(_POLICY & set(question.tags))
        if broken and not prediction.abstained:
            yield Cause.POLICY, "policy", f"the case is tagged '{broken[0]}', and a rule decides it"
        if metrics.get("tool_right") == 0:
            yield Cause.TOOL, "tools", f"'{question.expected_tool}' was expected"
        if any(metrics.get(name) == 0 for name in FORM) and metrics.get("numbers_right") != 0:
            yield Cause.FORMAT, "output", "the facts may be right, the form is not"
        if question.must_abstain and not prediction.hits:
            yield Cause.MISSING, "no search", "the variant searches nothing, so nothing told it that there is no answer"
        if question.must_abstain:
            yield Cause.REASONING, "abstaining", "it took a near miss for an answer"
        yield from self._stale(case)
        if not prediction.hits:
            yield Cause.MISSING, "no search", "the variant searches nothing"
        yield from self._lost(case)
        if prediction.abstained:
            yield Cause.REASONING, "abstaining", "the gold was in the evidence"
        cited = {document for document, _, _ in prediction.citations}
        if cited and not cited & set(question.gold_documents):
            yield Cause.MISUNDERSTOOD, "writing", f"the gold was in the evidence, it cites '{min(cited)}' instead"
        yield Cause.REASONING, "writing", "the gold was in the evidence, and the answer is still wrong"

    def _stale(self, case: Case) -> Iterator[tuple[str, ...]]:
        """Whether a number of the answer is one that a superseded document had."""
        if self.documents is None or case.prediction.abstained:
            return
        gold = case.question.reference_answer + " ".join(span.quote for span in case.question.gold_spans)
        new = numbers(case.prediction.text) - numbers(gold) - numbers(case.question.question)
        for document in case.question.gold_documents:
            old = new & numbers(self.documents.superseded(document, self._conditions(case)))
            if old:
                yield Cause.STALE, "freshness", f"'{min(old)}' is what '{document}' superseded"

    def _lost(self, case: Case) -> Iterator[tuple[str, ...]]:
        """Where on the way to the evidence the gold was lost."""
        question, prediction = case.question, case.prediction
        for document in question.gold_documents:
            if self.documents is not None and not self.documents.chunks(document, self._conditions(case)):
                yield Cause.MISSING, "index", f"'{document}' is not in the index for who asks on that day"
            elif document not in (prediction.hits or [])[:_EVIDENCE]:
                if document in prediction.found:
                    rank = prediction.found.index(document) + 1
                    yield Cause.MISSING, "ranking", f"'{document}' was found at rank {rank} and is not in the evidence"
                else:
                    yield Cause.MISSING, "search", f"'{document}' was not found"
        for span in question.gold_spans:
            read = prediction.hit_spans[:_EVIDENCE]
            if read and not any(_overlaps(hit, (span.document_id, span.start, span.end)) for hit in read):
                yield Cause.MISSING, "ranking", f"'{span.document_id}' is in the evidence, the gold part of it is not"

    def _conditions(self, case: Case) -> Conditions:
        asked = case.question.to_question(self.today)
        return Conditions(as_of=asked.as_of, groups=asked.groups)


def corrected(triaged: Sequence[Triaged], labels: Mapping[str, Cause]) -> list[Triaged]:
    """`triaged` with the causes that a person gave."""
    return [
        replace(one, cause=labels[one.id], trail=(*one.trail, "corrected by a person")) if one.id in labels else one
        for one in triaged
    ]


def _overlaps(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
