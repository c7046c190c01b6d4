"""Walks a question through all steps of retrieval."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ingest.errors import UnknownFilterError
from retrieval.acronyms import Acronyms
from retrieval.expansion import Expansion
from retrieval.glossary import Glossary
from retrieval.hit import Evidence, Hit, Stage
from retrieval.limits import LimitReader, Limits
from retrieval.question import Query, Question
from retrieval.rerank import RerankStep
from retrieval.rewrite import rewrite
from retrieval.search import HybridSearch
from retrieval.select import select
from retrieval.spelling import Correction, Spelled, Speller
from retrieval.step import timed
from retrieval.unmentioned import Unmentioned


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is searched.

    Attributes:
        corrections: Words of it that are searched otherwise than they were written.
        timings_ms: Milliseconds of each step.
    """

    query: Query
    corrections: tuple[Correction, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def unsearched(self) -> Evidence:
        """The evidence where nothing is looked for."""
        return Evidence((), self.query.text, self.timings_ms, corrected=self.corrections, beside=self.query.variants)


@dataclass(frozen=True, slots=True)
class Retriever:
    """Finds the evidence for a question.

    Attributes:
        rerank_step: None leaves reranking out.
        top_k: How many hits an answer is drafted from.
        glossary: What the documents call what people say.
        limit_reader: Finds limits in the words of a question; None takes them for words alone.
        speller: Corrects the words of a question; None takes them as they are written.
        unmentioned: Finds names in a question that nothing holds; None takes them for words alone.
        acronyms: Finds what short forms stand for; None takes them for words alone.
        expansion: Has a language model add to a question; None asks none.
    """

    search_step: HybridSearch
    rerank_step: RerankStep | None
    top_k: int = 5
    glossary: Glossary = field(default_factory=Glossary)
    limit_reader: LimitReader | None = None
    speller: Speller | None = None
    unmentioned: Unmentioned | None = None
    acronyms: Acronyms | None = None
    expansion: Expansion | None = None

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
        return self.find(self.read(question), question, stage=stage, top_k=top_k)

    def read(self, question: Question) -> Reading:
        """What is searched for `question`: standing alone, spelled, and in the documents' words."""
        timings: dict[str, float] = {}
        with timed(timings, "rewrite"):
            query = rewrite(question)
        if self.expansion is not None:
            with timed(timings, "expansion") as facts:
                query = self.expansion.expanded(query, question)
                facts |= {"model": self.expansion.model.name, "variants": len(query.variants)}
        with timed(timings, "spelling") as facts:
            spelled = self.speller.spelled(query, question) if self.speller is not None else Spelled(query)
            query = self.glossary.expanded(spelled.query)
            facts["corrected"] = len(spelled.corrections)
        if self.acronyms is not None:
            with timed(timings, "acronyms"):
                query = self.acronyms.expanded(query, question)
        return Reading(query, spelled.corrections, timings)

    def find(self, reading: Reading, question: Question, *, stage: Stage, top_k: int) -> Evidence:
        """The first `top_k` hits for what was read of a question, within the limits of `question`.

        Raises:
            UnknownFilterError: A filter names a key that nothing readable carries.
        """
        query, timings = reading.query, dict(reading.timings_ms)
        with timed(timings, "limits") as facts:
            limits = self.limit_reader.read(query.text, question) if self.limit_reader is not None else Limits()
            facts["found"] = bool(limits)
        with timed(timings, "search") as facts:
            step = replace(self.search_step, candidates=max(self.search_step.candidates, 2 * top_k))
            candidates: list[Hit] = []
            # On a former day nothing may carry the key of a filter that something carries today.
            with suppress(UnknownFilterError):
                if limits:
                    candidates = step.search(query, limits.within(question.conditions), stage=stage)
            if not candidates:
                limits, candidates = Limits(), step.search(query, question.conditions, stage=stage)
            facts |= {"model": step.embedder.name, "candidates": len(candidates)}
        if stage is Stage.RERANKED and self.rerank_step is not None:
            with timed(timings, "rerank") as facts:
                facts |= {"model": self.rerank_step.reranker.name, "candidates": len(candidates)}
                candidates = self.rerank_step.rerank(query, candidates)
        hits = tuple(select(candidates, top_k=top_k))
        unmentioned = self.unmentioned.of(query.text, question, hits) if self.unmentioned is not None else ()
        return replace(reading.unsearched, hits=hits, timings_ms=timings, inferred=limits, unmentioned=unmentioned)
