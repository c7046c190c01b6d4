"""What can be put on the scale: each variant answers a question in its own way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from evals.prediction import Prediction
from evals.suite import EvalQuestion
from models.protocols import LanguageModel, Message
from ragstone.assistant import Assistant
from verify.gate import Status

HITS = 10
_CLOSED_BOOK = (
    "You answer questions about the company from what you know. Answer in one to three short sentences. "
    "If you do not know, reply with NO_ANSWER and nothing else."
)


class Variant(Protocol):
    """Answers the questions of a suite."""

    @property
    def name(self) -> str:
        """What the run is called."""

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        """The answer to one question; `today` stands in for a missing `as_of`."""


@dataclass(frozen=True, slots=True)
class Rag:
    """The assistant as it is configured: the baseline."""

    assistant: Assistant
    name: str = "rag"

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        """See `Variant.predict`."""
        asked = question.to_question(today)
        hits = self.assistant.search(asked, top_k=HITS).hits
        answer = self.assistant.ask(asked)
        citations = [(c.document_id, c.start, c.end) for claim in answer.claims for c in claim.citations]
        return Prediction(
            id=question.id,
            text="" if answer.status is Status.ABSTAINED else answer.text,
            status=answer.status.value,
            reason=answer.reason,
            hits=[hit.chunk.document_id for hit in hits],
            evidence=[hit.chunk.embedded_text for hit in hits],
            citations=citations,
            latency_ms=answer.timings_ms.get("total", 0.0),
        )


@dataclass(frozen=True, slots=True)
class ClosedBook:
    """A language model that sees no document: what a fine-tune without retrieval would be."""

    model: LanguageModel
    name: str = "closed-book"

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        """See `Variant.predict`."""
        history = [Message(turn.role, turn.content) for turn in question.history]
        asked = [Message("system", _CLOSED_BOOK), *history, Message("user", question.question)]
        text = "".join(self.model.stream(asked)).strip()
        declined = not text or text.startswith("NO_ANSWER")
        return Prediction(
            id=question.id,
            text="" if declined else text,
            status="abstained" if declined else "answered",
            reason="declined_by_writer" if declined else "unverified",
        )
