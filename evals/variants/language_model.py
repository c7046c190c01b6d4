"""A language model that sees no document: closed-book, or what a fine-tune without retrieval would be."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from evals.prediction import Prediction
from evals.suite import EvalQuestion
from models.protocols import LanguageModel, Message

PROMPT = (
    "You answer questions about the company from what you know. Answer in one to three short sentences. "
    "If you do not know, reply with NO_ANSWER and nothing else."
)


@dataclass(frozen=True, slots=True)
class ModelAlone:
    """A `Variant`.

    Attributes:
        prompt: The system's message; `NO_ANSWER` in the reply is an abstention, a JSON object's `tool` is a call.
    """

    model: LanguageModel
    name: str = "closed-book"
    prompt: str = PROMPT
    settings: Mapping[str, str] = field(default_factory=dict)
    index_revision: str = ""

    def predict(self, question: EvalQuestion, today: date) -> Prediction:
        """See `Variant.predict`."""
        history = [Message(turn.role, turn.content) for turn in question.history]
        passages = "".join(f"[{n}] {text}\n\n" for n, text in enumerate(question.passages, start=1))
        asked = [Message("system", self.prompt), *history, Message("user", passages + question.question)]
        started = time.perf_counter()
        text = "".join(self.model.stream(asked)).strip()
        declined = not text or text.startswith("NO_ANSWER")
        return Prediction(
            id=question.id,
            text="" if declined else text,
            status="abstained" if declined else "answered",
            reason="insufficient" if declined else "unverified",
            tool=_tool(text),
            latency_ms=(time.perf_counter() - started) * 1000,
        )


def _tool(text: str) -> str:
    """The tool that a reply in JSON names, empty if it names none."""
    try:
        call = json.loads(text)
    except ValueError:
        return ""
    return str(call.get("tool", "")) if isinstance(call, dict) else ""
