"""The assistant as OpenAI's chat completions, so that clients made for those need not know what it is."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter

from answer.answer import Answer
from answer.streaming import Done, Shown
from api.admission import InTurn
from api.chat_request import ChatRequest
from api.completion import MODEL, CompletionOut, ModelOut, ModelsOut, known_model
from api.failures import STATUSES, problem_of
from api.metrics import Answered
from api.principal import Asker
from api.problem import openai_form
from api.readiness import Ready
from api.streaming import STREAM, Events, EventStream
from ragstone.assistant import Assistant
from ragstone.wire import AnswerOut
from retrieval.question import Question

log = logging.getLogger("ragstone.api")
router = APIRouter()
Delta = dict[str, Any]


@router.get("/v1/models")
def models(asker: Asker) -> ModelsOut:
    """The one model."""
    return ModelsOut()


@router.get("/v1/models/{model}", responses={404: {}})
def model(model: str, asker: Asker) -> ModelOut:
    """One model; there is `ragstone` alone."""
    return ModelOut(id=known_model(model))


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
        chunks = _Chunks(assistant, question, answered, counted=request.stream_options.include_usage)
        return EventStream(chunks.lines(events), events)
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

    def __init__(
        self, assistant: Assistant, question: Question, answered: Callable[[Answer], None], *, counted: bool
    ) -> None:
        self._assistant, self._question, self._answered, self._counted = assistant, question, answered, counted
        self._created = int(time.time())
        self._id = f"chatcmpl-{time.time_ns():x}"

    def lines(self, events: Iterator[object]) -> Iterator[str]:
        """As server-sent events; an error amid them is the last."""
        yield self._chunk({"role": "assistant", "content": ""})
        try:
            for event in events:
                if isinstance(event, Shown):
                    yield self._chunk({"content": event.lead + event.claim.text})
                if isinstance(event, Done):
                    self._answered(event.answer)
                    yield from self._end(event.answer)
        except tuple(STATUSES) as error:
            yield _failed(error)
        except Exception as error:
            log.exception("a stream ended in an error that nobody foresaw")
            yield _failed(error)
        yield "data: [DONE]\n\n"

    def _end(self, answer: Answer) -> Iterator[str]:
        if self._question.response_schema is not None:
            yield self._chunk(_said(answer, self._question))
            rest = ""
        else:
            rest = "\n\n".join([*([] if answer.claims else [answer.text]), *answer.notices])
        if rest:
            yield self._chunk({"content": f"\n\n{rest}" if answer.claims else rest})
        details = _details(answer, self._question)
        # In the delta as well: that is what clients gather into the whole message.
        yield self._chunk({"x_ragstone": details}, finish_reason="stop", x_ragstone=details)
        if self._counted:
            counted = _usage(self._assistant, self._question, answer)
            yield self._chunk(None, x_ragstone=details, usage=counted)

    def _chunk(self, delta: Delta | None, finish_reason: str | None = None, **more: object) -> str:
        choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish_reason}]
        fields = {
            "id": self._id, "object": "chat.completion.chunk", "created": self._created, "model": MODEL,
            "choices": choices, **({"usage": None} if self._counted else {}), **more,
        }  # fmt: skip
        return f"data: {json.dumps(fields, ensure_ascii=False)}\n\n"


def _failed(error: Exception) -> str:
    found = problem_of(error)
    return f"data: {json.dumps(openai_form(found.status, found.code, found.detail))}\n\n"


def _said(answer: Answer, question: Question) -> Delta:
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
