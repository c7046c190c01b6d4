"""Walks a question through all steps of retrieval."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from retrieval.glossary import Glossary
from retrieval.hit import Evidence, Hit, Stage
from retrieval.limits import LimitReader, Limits
from retrieval.question import Query, Question
from retrieval.rerank import RerankStep
from retrieval.rewrite import rewrite
from retrieval.search import HybridSearch
from retrieval.select import select


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds the evidence for a question.

    Attributes:
        rerank_step: None leaves reranking out.
        top_k: How many hits an answer is drafted from.
        glossary: What the documents call what people say.
        limit_reader: Finds limits in the words of a question; None takes them for words alone.
    """

    search_step: HybridSearch
    rerank_step: RerankStep | None
    top_k: int = 5
    glossary: Glossary = field(default_factory=Glossary)
    limit_reader: LimitReader | None = None

    def retrieve(self, question: Question) -> Evidence:
        """The evidence for `question`: rewritten, searched, reranked, selected.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
        """
        return self.search(question, stage=Stage.RERANKED, top_k=self.top_k)

    def search(self, question: Question, *, stage: Stage, top_k: int) -> Evidence:
        """The first `top_k` hits as they stand after `stage`.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
        """
        timings: dict[str, float] = {}
        with _timed(timings, "rewrite"):
            query = self.glossary.expanded(rewrite(question))
        with _timed(timings, "search"):
            limits = self.limit_reader.read(query.text, question) if self.limit_reader is not None else Limits()
            step = replace(self.search_step, candidates=max(self.search_step.candidates, 2 * top_k))
            candidates = step.search(query, limits.within(question.conditions), stage=stage)
            if limits and not candidates:
                limits, candidates = Limits(), step.search(query, question.conditions, stage=stage)
        if stage is Stage.RERANKED and self.rerank_step is not None:
            with _timed(timings, "rerank"):
                candidates = self._reranked(query, candidates)
        return Evidence(tuple(select(candidates, top_k=top_k)), query.text, timings, limits)

    def _reranked(self, query: Query, candidates: list[Hit]) -> list[Hit]:
        return candidates if self.rerank_step is None else self.rerank_step.rerank(query, candidates)


@contextmanager
def _timed(timings: dict[str, float], step: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    timings[step] = (time.perf_counter() - started) * 1000
