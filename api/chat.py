"""The assistant as OpenAI's chat completions, so that clients made for those need not know what it is."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, model_validator

from answer.answer import Answer
from answer.form import Form
from answer.streaming import Done, Shown
from api.admission import InTurn
from api.completion import MODEL, CompletionOut, ModelsOut
from api.failures import STATUSES, UnknownModelError, problem_of
from api.metrics import Answered
from api.principal import Asker, Principal
from api.problem import openai_form
from api.readiness import Ready
from api.streaming import STREAM, Events, EventStream
from ragstone.assistant import Assistant
from ragstone.clock import today
from ragstone.wire import AnswerOut
from retrieval.errors import QuestionError
from retrieval.question import Question, Turn

log = logging.getLogger("ragstone.api")
router = APIRouter()
Content = str | list[dict[str, Any]] | None


class MessageIn(BaseModel):
    """One message; what a `system` or `developer` message says has no say in what is true and is left out."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Content = None

    @property
    def text(self) -> str:
        """Its words; parts that are no text cannot be read."""
        if not isinstance(self.content, list):
            return self.content or ""
        return "\n".join(str(part.get("text", "")) for part in self.content if part.get("type") == "text")


class StreamOptions(BaseModel):
    """What a stream ends with."""

    model_config = ConfigDict(extra="ignore")
    include_usage: bool = False


class ChatRequest(BaseModel):
    """What OpenAI's clients send; fields that make no difference are left alone, those that cannot be met refused."""

    model_config = ConfigDict(extra="ignore")
    model: str
    messages: list[MessageIn] = Field(min_length=1)
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()
    n: Annotated[int, Field(ge=1, le=1)] = 1
    tools: Annotated[list[Any], Field(max_length=0)] = []
    response_format: dict[str, Any] = {"type": "text"}

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, raw: object) -> object:
        return {key: value for key, value in raw.items() if value is not None} if isinstance(raw, dict) else raw

    def to_question(self, asker: Principal) -> Question:
        """The last message, with those before it as what was said, by somebody whose groups the key alone decides.

        Raises:
            UnknownModelError: Another model is asked for.
            QuestionError: The last message is not a user's, is empty or too long, or no such form can be given.
        """
        if self.model != MODEL:
            raise UnknownModelError(f"got the model '{self.model}', expected '{MODEL}'; name that one")
        last = self.messages[-1]
        if last.role != "user":
            raise QuestionError(f"got a last message by '{last.role}', expected the user's question; add it")
        said = [message for message in self.messages[:-1] if message.role in ("user", "assistant")]
        history = tuple(Turn("user" if one.role == "user" else "assistant", one.text) for one in said)
        return Question(
            last.text,
            as_of=today(),
            history=history,
            groups=asker.groups(),
            principal=asker.name,
            infer_tags=True,
            infer_day=True,
            correct=True,
            response_schema=self._schema(),
        )

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


@router.get("/v1/models")
def models(asker: Asker) -> ModelsOut:
    """The one model."""
    return ModelsOut()


@router.post(
    "/v1/chat/completions",
    response_model=None,
    dependencies=[InTurn],
    responses={200: {"model": CompletionOut, "content": {STREAM: {}}}, 404: {}, 502: {}},
)
def chat_completions(
    request: ChatRequest, assistant: Ready, asker: Asker, answered: Answered
) -> dict[str, Any] | EventStream:
    """Answer the last message with citations, or abstain and say why; `x_ragstone` holds claims and citations."""
    question = request.to_question(asker)
    if request.stream:
        events = Events(assistant.stream(question))
        next(events)  # what fails at once has a status of its own
        chunks = _Chunks(assistant, question, answered).lines(events, usage=request.stream_options.include_usage)
        return EventStream(chunks, events)
    answer = assistant.ask(question)
    answered(answer)
    message = {"role": "assistant", **_said(answer, question), "x_ragstone": _details(answer, question)}
    return {
        "id": _id(answer), "object": "chat.completion", "created": int(time.time()), "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": _usage(assistant, question, answer),
    }  # fmt: skip


class _Chunks:
    """The chunks of one streamed reply."""

    def __init__(self, assistant: Assistant, question: Question, answered: Callable[[Answer], None]) -> None:
        self._assistant, self._question, self._answered = assistant, question, answered
        self._created = int(time.time())
        self._id = f"chatcmpl-{time.time_ns():x}"

    def lines(self, events: Iterator[object], *, usage: bool) -> Iterator[str]:
        """As server-sent events; an error amid them is the last."""
        yield self._chunk({"role": "assistant", "content": ""})
        try:
            for event in events:
                if isinstance(event, Shown):
                    yield self._chunk({"content": event.lead + event.claim.text})
                if isinstance(event, Done):
                    self._answered(event.answer)
                    yield from self._end(event.answer, usage=usage)
        except tuple(STATUSES) as error:
            yield _failed(error)
        except Exception as error:
            log.exception("a stream ended in an error that nobody foresaw")
            yield _failed(error)
        yield "data: [DONE]\n\n"

    def _end(self, answer: Answer, *, usage: bool) -> Iterator[str]:
        if self._question.response_schema is not None:
            yield self._chunk(_said(answer, self._question))
            rest = ""
        else:
            rest = "\n\n".join([*([] if answer.claims else [answer.text]), *answer.notices])
        if rest:
            yield self._chunk({"content": f"\n\n{rest}" if answer.claims else rest})
        yield self._chunk({}, finish_reason="stop", x_ragstone=_details(answer, self._question))
        if usage:
            yield self._chunk(None, usage=_usage(self._assistant, self._question, answer))

    def _chunk(self, delta: dict[str, str | None] | None, finish_reason: str | None = None, **more: object) -> str:
        choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish_reason}]
        fields = {
            "id": self._id, "object": "chat.completion.chunk", "created": self._created, "model": MODEL,
            "choices": choices, **more,
        }  # fmt: skip
        return f"data: {json.dumps(fields, ensure_ascii=False)}\n\n"


def _failed(error: Exception) -> str:
    found = problem_of(error)
    return f"data: {json.dumps(openai_form(found.status, found.code, found.detail))}\n\n"


def _said(answer: Answer, question: Question) -> dict[str, str | None]:
    """The words; where an object was asked for, the object alone, or why there is none as OpenAI's `refusal`."""
    if question.response_schema is None:
        return {"content": "\n\n".join([answer.text, *answer.notices])}
    return {"content": answer.text} if answer.claims else {"content": None, "refusal": answer.text}


def _details(answer: Answer, question: Question) -> dict[str, Any]:
    return AnswerOut.of(answer, question=question.text).model_dump(mode="json", exclude={"text", "question", "id"})


def _id(answer: Answer) -> str:
    return f"chatcmpl-{answer.trace_id}"


def _usage(assistant: Assistant, question: Question, answer: Answer) -> dict[str, int]:
    """Counted by the embedder's tokenizer: no language model need be there."""
    said = "".join(words or "" for words in _said(answer, question).values())
    texts = [said, question.text, *(turn.content for turn in question.history)]
    written, *asked = assistant.retriever.search_step.embedder.count_tokens(texts)
    read = sum(asked)
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
