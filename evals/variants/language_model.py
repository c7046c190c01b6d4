"""A language model that sees no document: closed-book, or what a fine-tune without retrieval would be."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from evals.prediction import Prediction
from evals.suite import EvalQuestion
from models.protocols import LanguageModel, Message

_PROMPT = (
    "You answer questions about the company from what you know. Answer in one to three short sentences. "
    "If you do not know, reply with NO_ANSWER and nothing else."
)


@dataclass(frozen=True, slots=True)
class ModelAlone:
    """A `Variant`."""

    model: LanguageModel
    name: str = "closed-book"
    settings: Mapping[str, str] = field(default_factory=dict)
    index_revision: str = ""

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        """See `Variant.predict`."""
        history = [Message(turn.role, turn.content) for turn in question.history]
        asked = [Message("system", _PROMPT), *history, Message("user", question.question)]
        started = time.perf_counter()
        text = "".join(self.model.stream(asked)).strip()
        declined = not text or text.startswith("NO_ANSWER")
        return Prediction(
            id=question.id,
            text="" if declined else text,
            status="abstained" if declined else "answered",
            reason="declined_by_writer" if declined else "unverified",
            latency_ms=(time.perf_counter() - started) * 1000,
        )
