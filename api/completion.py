"""The forms of OpenAI's replies."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from api.failures import UnknownModelError

MODEL: Literal["ragstone"] = "ragstone"


def known_model(name: str) -> Literal["ragstone"]:
    """The one model there is.

    Raises:
        UnknownModelError: `name` is not its name.
    """
    if name != MODEL:
        raise UnknownModelError(f"got the model '{name}', expected '{MODEL}'; name that one")
    return MODEL


class ModelOut(BaseModel):
    """The model that a client names."""

    id: Literal["ragstone"] = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class ModelsOut(BaseModel):
    """All models there are."""

    object: Literal["list"] = "list"
    data: list[ModelOut] = [ModelOut()]


class SaidOut(BaseModel):
    """The message; `content` is null where an object was asked for and `refusal` says why there is none."""

    role: Literal["assistant"]
    content: str | None
    refusal: str | None = None
    x_ragstone: dict[str, Any] = Field(description="As `/v1/ask` answers, without `id`, `question` and `text`")


class ChoiceOut(BaseModel):
    """The one choice."""

    index: int
    message: SaidOut
    finish_reason: Literal["stop"]
    logprobs: None


class UsageOut(BaseModel):
    """Counted by the embedder's tokenizer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionOut(BaseModel):
    """A reply as OpenAI's clients read it."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChoiceOut]
    usage: UsageOut
