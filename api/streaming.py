"""An answer as server-sent events, each claim as soon as it is verified, closed for whoever hangs up."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Generator, Iterator

import anyio
from anyio import to_thread
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from answer.answer import Answer
from answer.streaming import Done, Event, Held, Shown
from api.failures import STATUSES, problem_of
from ragstone.assistant import Assistant
from ragstone.wire import AnswerClaimOut, AnswerOut, HitsOut, WithheldOut
from retrieval.hit import Evidence
from retrieval.question import Question

STREAM = "text/event-stream"
log = logging.getLogger("ragstone.api")


class Events(Iterator[Event | Evidence]):
    """The events of one answer, which one thread may close while another still waits for the next."""

    def __init__(self, events: Generator[Event | Evidence]) -> None:
        """Nothing is made yet."""
        self._events, self._lock = events, threading.Lock()

    def __next__(self) -> Event | Evidence:
        with self._lock:
            return next(self._events)

    def close(self) -> None:
        """No more is made; what went out is kept.

        Raises:
            AuditError: It cannot be.
        """
        with self._lock:
            self._events.close()


class EventStream(StreamingResponse):
    """Server-sent events; whoever hangs up, what went out to them is kept at once, and their turn ends."""

    def __init__(self, lines: Iterator[str], events: Events) -> None:
        """Send `lines`, which are written from `events`."""
        super().__init__(lines, media_type=STREAM, headers={"Cache-Control": "no-store"})
        self._events = events

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(self._close)

    def _close(self) -> None:
        try:
            self._events.close()
        except tuple(STATUSES):
            log.exception("what went out to somebody who hung up is not kept")


def streamed(assistant: Assistant, question: Question, answered: Callable[[Answer], None]) -> EventStream:
    """The events, the first of them made before anything is sent, so that what fails at once has its own status.

    Args:
        assistant: Answers.
        question: What is asked.
        answered: Is told of the whole answer before its event goes out.

    Raises:
        Exception: Whatever `Assistant.stream` raises before its first event.
    """
    revision = assistant.index.revision
    events = Events(assistant.stream(question))
    found = _found(next(events), revision)
    return EventStream(_written(found, events, question, answered), events)


def _written(
    found: str, events: Iterator[object], question: Question, answered: Callable[[Answer], None]
) -> Iterator[str]:
    try:
        yield found
        for event in events:
            if isinstance(event, Done):
                answered(event.answer)
            yield _event(event, question)
    except tuple(STATUSES) as error:
        yield _line("error", problem_of(error).model_dump_json())
    except Exception as error:
        log.exception("a stream ended in an error that nobody foresaw")
        yield _line("error", problem_of(error).model_dump_json())


def _found(event: Event | Evidence, revision: str) -> str:
    if isinstance(event, Evidence):
        return _line("evidence", HitsOut.of(event, index_revision=revision).model_dump_json())
    raise TypeError(f"got {type(event).__name__} first, expected the evidence; yield it before what is said of it")


def _event(event: object, question: Question) -> str:
    if isinstance(event, Shown):
        claim = AnswerClaimOut.of(event.claim).model_dump(mode="json")
        return _line("claim", json.dumps({"lead": event.lead, **claim}, ensure_ascii=False))
    if isinstance(event, Held):
        return _line("withheld", WithheldOut.of(event.claim).model_dump_json())
    if isinstance(event, Done):
        return _line("done", AnswerOut.of(event.answer, question=question.text).model_dump_json())
    raise TypeError(f"got {type(event).__name__}, expected an event of an answer; add it here")


def _line(name: str, data: str) -> str:
    return f"event: {name}\ndata: {data}\n\n"
