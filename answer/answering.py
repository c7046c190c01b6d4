"""One question's way from evidence to answer: suffices, draft, claims, verify, gate, compose."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from answer.answer import Answer
from answer.compose import abstain, compose
from answer.sufficiency import Sufficiency
from answer.writers.writer import Writer
from retrieval.hit import Evidence
from verify.checker import Checker
from verify.gate import Gate


@dataclass(frozen=True, slots=True)
class Answering:
    """Drafts and checks. There is no way around the checker: without one this cannot be built."""

    writer: Writer
    checker: Checker
    gate: Gate
    sufficiency: Sufficiency

    def answer(self, evidence: Evidence, *, support: float | None = None) -> Answer:
        """The answer to the question in `evidence.query`, or an abstention.

        Args:
            evidence: What it may rest on.
            support: What each claim needs, in [0, 1], where that is more than the checker asks for.

        Raises:
            ModelError: A model or a language model's server failed.
        """
        timings: dict[str, float] = {}
        answer = self._answer(evidence, self.checker.at_least(support), timings)
        return replace(answer, timings_ms={**evidence.timings_ms, **timings})

    def _answer(self, evidence: Evidence, checker: Checker, timings: dict[str, float]) -> Answer:
        if not evidence.hits:
            return abstain("no_evidence")
        if not self.sufficiency.suffices(evidence.query, evidence.hits):
            return abstain("evidence_too_weak", evidence.hits)
        with _timed(timings, "draft"):
            draft = "".join(self.writer.write(evidence.query, evidence))
        if not draft.strip():
            return abstain("declined_by_writer", evidence.hits)
        with _timed(timings, "verify"):
            verification = checker.verify(draft, [hit.chunk.embedded_text for hit in evidence.hits])
        return compose(draft, self.gate.decide(verification), evidence.hits)


@contextmanager
def _timed(timings: dict[str, float], step: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    timings[step] = (time.perf_counter() - started) * 1000
