"""How the evidence for a question is found; nothing is drafted, so no language model is asked."""

from __future__ import annotations

from dataclasses import dataclass

from answer.answer import Applied
from ragstone.assistant import Assistant
from retrieval.hit import Hit, Stage
from retrieval.limits import Limits
from retrieval.question import Question, Variant
from retrieval.spelling import Correction

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Trail:
    """One question's way to its evidence.

    Attributes:
        standalone: The question as it stands alone, and is searched.
        beside: What is searched beside it.
        hybrid: The first hits before reranking.
        reranked: The first hits after it; an answer rests on the first `used`.
        sufficiency: P(the evidence answers the question) in [0, 1]; None where nothing was found or searched.
        needed: The sufficiency below which there is an abstention.
        inferred: The limits that were read out of the question's words.
        corrected: Words of the question that were searched otherwise than they were written.
        policies: The rules that apply before anything is drafted; where one ends the matter, nothing is searched.
        index_revision: The state of the index that was searched.
    """

    question: Question
    standalone: str
    beside: tuple[Variant, ...]
    hybrid: tuple[Hit, ...]
    reranked: tuple[Hit, ...]
    used: int
    sufficiency: float | None
    needed: float
    inferred: Limits
    corrected: tuple[Correction, ...]
    policies: tuple[Applied, ...]
    index_revision: str

    @classmethod
    def of(cls, assistant: Assistant, question: Question) -> Trail:
        """Search once more, keeping what is dropped on the way; nothing of it goes to the audit log.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
            ModelError: A model cannot be run.
        """
        revision = assistant.index.revision
        before = assistant.search(question, stage=Stage.HYBRID, top_k=SHOWN)
        searched = assistant.search(question, stage=Stage.RERANKED, top_k=SHOWN)
        after = searched.evidence
        used, rule = assistant.retriever.top_k, assistant.answering.sufficiency
        return cls(
            question=question, standalone=after.query, beside=after.beside, hybrid=before.hits,
            reranked=after.hits, used=used,
            sufficiency=rule.score(after.query, after.hits[:used]) if after.hits else None, needed=rule.threshold,
            inferred=after.inferred, corrected=after.corrected, policies=searched.ruling.applied,
            index_revision=revision,
        )  # fmt: skip
