"""What OpenAI's clients send to `/v1/chat/completions`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from answer.form import Form
from api.completion import MODEL, known_model
from api.principal import Principal
from ragstone.clock import today
from ragstone.wire import QuestionIn
from retrieval.errors import QuestionError
from retrieval.question import Question, Turn

_CHAT: JsonDict = {
    "model": MODEL,
    "messages": [{"role": "user", "content": "How many days of annual leave do I get?"}],
    "user": "jo",
    "x_ragstone": {"filters": {"department": "people"}},
}
_READ = ("text", "refusal")


def _one_text(content: object) -> object:
    """The words of a message, given whole or in parts.

    Raises:
        ValueError: A part is no text: what cannot be read must not look as if it had been.
    """
    if content is None or not isinstance(content, list):
        return content or ""
    words = []
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind not in _READ or not isinstance(part.get(kind), str):
            raise ValueError(f"got a part of type {kind!r}, expected parts of type 'text', each with its `text`")
        words.append(part[kind])
    return "\n".join(words)


_PART: JsonDict = {
    "anyOf": [
        {
            "type": "object",
            "required": ["type", kind],
            "properties": {"type": {"const": kind}, kind: {"type": "string"}},
        }
        for kind in _READ
    ]
}
Text = Annotated[str, BeforeValidator(_one_text, json_schema_input_type=str | list[dict[str, Any]] | None)]


class MessageIn(BaseModel):
    """One message; what a `system` or `developer` message says has no say in what is true and is left out."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text = Field("", json_schema_extra={"anyOf": [
        {"type": "string"}, {"type": "array", "items": _PART}, {"type": "null"},
    ]})  # fmt: skip


class StreamOptions(BaseModel):
    """What a stream ends with."""

    model_config = ConfigDict(extra="ignore")
    include_usage: bool = False


class LimitsIn(BaseModel):
    """The limits of the question, as `/v1/ask` takes them; a misspelt one is an error, lest it widen the search."""

    model_config = ConfigDict(extra="forbid")
    groups: list[str] = []
    filters: dict[str, str | list[str]] = {}
    as_of: date | None = None


class ChatRequest(BaseModel):
    """What OpenAI's clients send; fields that make no difference are left alone, those that cannot be met refused."""

    model_config = ConfigDict(extra="ignore", json_schema_extra={"examples": [_CHAT]})
    model: str
    messages: list[MessageIn] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()
    user: str = Field("", max_length=256, description="Whom the client asks for; kept in the audit log")
    x_ragstone: LimitsIn = LimitsIn()
    response_format: dict[str, Any] = {"type": "text"}
    # There is one reply, in words, by no other tool than the documents, and nobody counts its odds.
    n: Annotated[int, Field(ge=1, le=1)] = 1
    tools: Annotated[list[Any], Field(max_length=0)] = []
    tool_choice: Literal["none", "auto"] = "auto"
    functions: Annotated[list[Any], Field(max_length=0)] = []
    function_call: Literal["none", "auto"] = "auto"
    modalities: Annotated[list[Literal["text"]], Field(min_length=1)] = ["text"]
    audio: None = None
    logprobs: Literal[False] = False
    top_logprobs: Annotated[int, Field(ge=0, le=0)] = 0
    # These make no difference to what the documents say; what could never be meant is refused as OpenAI does.
    max_tokens: int | None = Field(None, ge=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, ge=0, le=1)
    presence_penalty: float | None = Field(None, ge=-2, le=2)
    frequency_penalty: float | None = Field(None, ge=-2, le=2)

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, raw: object) -> object:
        return {key: value for key, value in raw.items() if value is not None} if isinstance(raw, dict) else raw

    def to_question(self, asker: Principal) -> Question:
        """The last message, with those before it as what was said, and the groups that count for who asks it.

        Raises:
            UnknownModelError: Another model is asked for.
            QuestionError: The last message is not a user's, is empty or too long, or no such form can be given.
        """
        known_model(self.model)
        last = self.messages[-1]
        if last.role != "user":
            raise QuestionError(f"got a last message by '{last.role}', expected the user's question; add it")
        said = [message for message in self.messages[:-1] if message.role in ("user", "assistant")]
        history = tuple(Turn("user" if one.role == "user" else "assistant", one.content) for one in said)
        limits = self.x_ragstone
        question = QuestionIn(
            question=last.content, groups=limits.groups, filters=limits.filters, as_of=limits.as_of, user=self.user
        ).to_question(today())
        return asker.asking(replace(question, history=history, response_schema=self._schema()))

    def _schema(self) -> dict[str, Any] | None:
        """The schema that the reply is asked to be of; None for text."""
        form = self.response_format
        if form.get("type", "text") == "text":
            return None
        named = form.get("json_schema")
        schema = named.get("schema") if isinstance(named, dict) else None
        if form["type"] != "json_schema" or not isinstance(schema, dict):
            raise QuestionError(
                f"got a response_format of type '{form['type']}', expected 'text', or 'json_schema' with a schema; "
                "change it"
            )
        Form(schema)
        return schema
