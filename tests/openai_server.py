"""A server on the loopback that speaks OpenAI's chat completions from a script."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Literal

from tests.loopback_server import LoopbackServer

Mode = Literal["reply", "status", "slow", "cut", "reset", "invalid"]
Writer = Callable[[list[dict[str, str]]], str]
_WAIT_S = 2.0


@dataclass(frozen=True, slots=True)
class Turn:
    """What the server does with one request.

    Attributes:
        text: The reply; for `cut` and `reset`, what is sent before the end.
        mode: `reply` answers; `status` sends an error status; `slow` waits before the first byte; `cut` ends the
            stream without a finish reason; `reset` closes the connection amid the stream; `invalid` sends no JSON.
        status: The status of mode `status`.
        ending: Why the reply ended.
        odd: What is sent as JSON in place of the reply.
    """

    text: str = ""
    mode: Mode = "reply"
    status: int = 500
    ending: str = "stop"
    odd: Sequence[object] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent to `/v1/chat/completions`."""

    body: dict[str, object]
    headers: dict[str, str]

    @property
    def messages(self) -> list[dict[str, str]]:
        """The conversation."""
        found = self.body["messages"]
        assert isinstance(found, list)
        return found


class ScriptedServer(LoopbackServer):
    """Serves while it is entered: `with ScriptedServer(["Hello."]) as server: … server.base_url`.

    A list is played in order and its last entry repeated; a callable writes each reply from the messages.
    """

    def __init__(self, script: Sequence[str | Turn] | Writer, *, model: str = "scripted") -> None:
        self.requests: list[Request] = []
        self.model = model
        self._script = script
        self._lock = threading.Lock()
        super().__init__(_handler(self))

    @property
    def base_url(self) -> str:
        """What a client takes as the base url."""
        return f"{self.address}/v1"

    def turn(self, request: Request) -> Turn:
        """Record the request and choose what to do with it."""
        with self._lock:
            self.requests.append(request)
            played = len(self.requests)
        if callable(self._script):
            return Turn(self._script(request.messages))
        entry = self._script[min(played, len(self._script)) - 1]
        return entry if isinstance(entry, Turn) else Turn(entry)


def _handler(server: ScriptedServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet."""

        def do_GET(self) -> None:
            if self.path != "/v1/models":
                return _send_json(self, {"error": {"message": "no such path"}}, status=404)
            _send_json(self, {"object": "list", "data": [{"id": server.model, "object": "model"}]})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path != "/v1/chat/completions":
                return _send_json(self, {"error": {"message": "no such path"}}, status=404)
            turn = server.turn(Request(body, dict(self.headers.items())))
            counts = bool((body.get("stream_options") or {}).get("include_usage"))
            with suppress(ConnectionError):
                _play(self, turn, server.model, streams=bool(body.get("stream")), counts=counts)

    return Handler


def _play(handler: BaseHTTPRequestHandler, turn: Turn, model: str, *, streams: bool, counts: bool) -> None:
    if turn.mode == "status":
        # Real servers quote the key in such messages; a client must not pass it on.
        message = f"refused {handler.headers.get('Authorization')}"
        return _send_json(handler, {"error": {"message": message}}, status=turn.status)
    if turn.mode == "slow":
        time.sleep(_WAIT_S)
    if turn.mode == "invalid":
        return _send_invalid(handler, streams=streams)
    if streams:
        return _send_stream(handler, turn, model, counts=counts)
    _send_json(handler, _completion(turn.text, model))


def _send_json(handler: BaseHTTPRequestHandler, body: object, *, status: int = 200) -> None:
    payload = json.dumps(body).encode()
    _send_head(handler, "application/json", status=status, length=len(payload))
    handler.wfile.write(payload)


def _send_invalid(handler: BaseHTTPRequestHandler, *, streams: bool) -> None:
    payload = b"data: {this is no json\n\n" if streams else b"{this is no json"
    _send_head(handler, "text/event-stream" if streams else "application/json", length=len(payload))
    handler.wfile.write(payload)


def _send_stream(handler: BaseHTTPRequestHandler, turn: Turn, model: str, *, counts: bool) -> None:
    events = list(_events(turn, model, counts=counts))
    payload = sum(len(event) for event in events)
    # A reset promises more than it sends, so the client sees the connection break.
    _send_head(handler, "text/event-stream", length=payload + (1000 if turn.mode == "reset" else 0))
    for event in events:
        handler.wfile.write(event)
        handler.wfile.flush()


def _events(turn: Turn, model: str, *, counts: bool) -> Iterator[bytes]:
    yield from map(_event, turn.odd)
    for word in turn.text.splitlines(keepends=True):
        for piece in word.partition(" "):
            if piece:
                yield _event(_chunk({"content": piece}, None, model))
    if turn.mode not in {"cut", "reset"}:
        yield _event(_chunk({}, turn.ending, model))
        if counts:  # ten tokens of prompt, and a token a word
            usage = {"prompt_tokens": 10, "completion_tokens": len(turn.text.split()), "total_tokens": 0}
            yield _event({**_chunk({}, None, model), "choices": [], "usage": usage})
        yield b"data: [DONE]\n\n"


def _event(body: object) -> bytes:
    return f"data: {json.dumps(body)}\n\n".encode()


def _chunk(delta: dict[str, str], finish_reason: str | None, model: str) -> dict[str, object]:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": model, "choices": [choice]}


def _completion(text: str, model: str) -> dict[str, object]:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {"id": "c", "object": "chat.completion", "created": 0, "model": model, "choices": [choice], "usage": usage}


def _send_head(handler: BaseHTTPRequestHandler, kind: str, *, length: int, status: int = 200) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(length))
    handler.send_header("Connection", "close")
    handler.end_headers()
