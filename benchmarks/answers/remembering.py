"""Models that do not score the same text twice: many questions over almost the same evidence become cheap."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from answer.writers.extractive import ExtractiveWriter
from models.protocols import EntailmentModel, Float32, Reranker, SufficiencyModel
from models.support import SupportScorer
from ragstone.assistant import Assistant

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class RememberingReranker:
    """A `Reranker`."""

    inner: Reranker
    known: dict[tuple[str, str], Float32] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self.inner.name

    def score(self, question: str, texts: Sequence[str]) -> Float32:
        """See `Reranker.score`."""
        return _looked_up(self.known, [(question, text) for text in texts], lambda new: self._score(question, new))

    def _score(self, question: str, new: Sequence[tuple[str, str]]) -> Float32:
        return self.inner.score(question, [text for _, text in new])


@dataclass(frozen=True, slots=True)
class RememberingEntailment:
    """An `EntailmentModel`."""

    inner: EntailmentModel
    known: dict[tuple[str, str], Float32] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self.inner.name

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Float32:
        """See `EntailmentModel.judge`."""
        return _looked_up(self.known, pairs, self.inner.judge)


@dataclass(frozen=True, slots=True)
class RememberingSufficiency:
    """A `SufficiencyModel`."""

    inner: SufficiencyModel
    known: dict[tuple[str, str], Float32] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self.inner.name

    @property
    def sufficiency_threshold(self) -> float:
        """See `SufficiencyModel.sufficiency_threshold`."""
        return self.inner.sufficiency_threshold

    def sufficiency(self, question: str, texts: Sequence[str]) -> Float32:
        """See `SufficiencyModel.sufficiency`."""
        keys = [(question, text) for text in texts]
        return _looked_up(self.known, keys, lambda new: self.inner.sufficiency(question, [text for _, text in new]))


def _looked_up(known: dict[Key, Float32], keys: Sequence[Key], score: Callable[[Sequence[Key]], Float32]) -> Float32:
    new = [key for key in dict.fromkeys(keys) if key not in known]
    if new:
        known.update(zip(new, score(new), strict=True))
    return np.asarray([known[key] for key in keys], dtype=np.float32)


def remembering(assistant: Assistant) -> Assistant:
    """`assistant` with models that remember; as each is read for itself, scores may differ in the last digits."""
    retriever, answering = assistant.retriever, assistant.answering
    writer = answering.writer
    if retriever.rerank_step is not None:
        reranker = RememberingReranker(retriever.rerank_step.reranker)
        retriever = replace(retriever, rerank_step=replace(retriever.rerank_step, reranker=reranker))
        writer = replace(writer, reranker=reranker) if isinstance(writer, ExtractiveWriter) else writer
    verifier = answering.checker.verifier
    if isinstance(verifier, SupportScorer):
        verifier = replace(verifier, entailment=RememberingEntailment(verifier.entailment))
    sufficiency = replace(answering.sufficiency, model=RememberingSufficiency(answering.sufficiency.model))
    checker = replace(answering.checker, verifier=verifier)
    answering = replace(answering, writer=writer, checker=checker, sufficiency=sufficiency)
    return replace(assistant, retriever=retriever, answering=answering)
