"""A checkpoint behind OpenAI's chat completions, on the loopback; questions that wait are answered together."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from evals.errors import EvalError
from evals.finetune.checkpoint import Checkpoint
from evals.finetune.recipe import ModelRecipe

Messages = list[dict[str, str]]
_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote, and the tokens of prompt and reply."""

    text: str
    read: int
    written: int


Writer = Callable[[Sequence[Messages]], list[Reply]]


@dataclass(frozen=True, slots=True)
class Batches:
    """Gathers what waits, as much as fits, so that one pass through the weights serves several questions.

    Attributes:
        write: Answers a batch.
        most: Conversations in a batch.
    """

    write: Writer
    most: int
    _waiting: queue.SimpleQueue[tuple[Messages, Future[Reply]]] = field(default_factory=queue.SimpleQueue)

    def ask(self, messages: Messages) -> Reply:
        """The reply to one conversation; waits for it.

        Raises:
            RuntimeError: The model failed.
        """
        reply: Future[Reply] = Future()
        self._waiting.put((messages, reply))
        return reply.result()

    def run(self) -> None:
        """Answer for ever; for a thread of its own."""
        while True:
            self.answer(list(self._gathered()))

    def answer(self, asked: Sequence[tuple[Messages, Future[Reply]]]) -> None:
        """Answer one batch; a failure goes to all who wait for it."""
        try:
            replies = self.write([messages for messages, _ in asked])
        except Exception as error:  # noqa: BLE001 - torch raises its own; whoever asked is told
            for _, waiting in asked:
                waiting.set_exception(RuntimeError(type(error).__name__))
            return
        for (_, waiting), reply in zip(asked, replies, strict=True):
            waiting.set_result(reply)

    def _gathered(self) -> Iterator[tuple[Messages, Future[Reply]]]:
        yield self._waiting.get()
        for _ in range(self.most - 1):
            try:
                yield self._waiting.get(timeout=0.05)
            except queue.Empty:
                return


def serve(checkpoint: Checkpoint, recipe: ModelRecipe, *, port: int, batch: int, tokens: int) -> None:
    """Load a checkpoint and serve it until interrupted.

    Args:
        checkpoint: Whose weights answer.
        recipe: Device, dtype and threads.
        port: On the loopback; 0 for any that is free.
        batch: Questions answered at once at most.
        tokens: Longest reply.

    Raises:
        EvalError: The weights cannot be used, or the port is taken.
        ImportError: The extra `finetune` is not installed.
    """
    batches = Batches(_writer(*checkpoint.load(recipe), tokens), batch)
    server = server_of(batches, checkpoint.name, port=port)
    threading.Thread(target=batches.run, daemon=True).start()
    with server:
        server.serve_forever()


def server_of(batches: Batches, name: str, *, port: int) -> ThreadingHTTPServer:
    """The server, not started yet.

    Raises:
        EvalError: The port is taken.
    """
    try:
        server = ThreadingHTTPServer((_HOST, port), _handler(batches, name))
    except OSError as error:
        raise EvalError(f"got port {port}, which is taken or forbidden; choose another with --port") from error
    server.daemon_threads = True
    return server


def _writer(model: Any, tokenizer: Any, tokens: int) -> Writer:  # noqa: ANN401 - transformers gives no types
    """The most likely words, no sampling."""
    import torch

    end = [tokenizer.eos_token_id]
    model.eval()

    def write(conversations: Sequence[Messages]) -> list[Reply]:
        inputs = tokenizer.apply_chat_template(
            list(conversations), add_generation_prompt=True, padding=True, return_dict=True, return_tensors="pt"
        ).to(model.device)
        with torch.inference_mode():
            found = model.generate(
                **inputs, max_new_tokens=tokens, do_sample=False, eos_token_id=end, pad_token_id=tokenizer.pad_token_id
            )
        width = inputs["input_ids"].shape[1]
        rows = zip(inputs["attention_mask"].sum(1).tolist(), found[:, width:].tolist(), strict=True)
        return [_reply(tokenizer, read, row) for read, row in rows]

    return write


def _reply(tokenizer: Any, read: int, row: list[int]) -> Reply:  # noqa: ANN401 - transformers gives no types
    written = row.index(tokenizer.eos_token_id) if tokenizer.eos_token_id in row else len(row)
    return Reply(tokenizer.decode(row[:written], skip_special_tokens=True).strip(), read, written)


def _handler(batches: Batches, name: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """Stay quiet: questions are nobody's business."""

        def do_GET(self) -> None:
            if self.path == "/v1/models":
                _send(self, {"object": "list", "data": [{"id": name, "object": "model"}]})
            else:
                _send(self, _error("no such path"), status=404)

        def do_POST(self) -> None:
            if self.path != "/v1/chat/completions":
                return _send(self, _error("no such path"), status=404)
            try:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                messages = [{"role": str(one["role"]), "content": str(one["content"])} for one in body["messages"]]
            except (ValueError, KeyError, TypeError):
                return _send(self, _error("expected JSON with `messages`"), status=400)
            try:
                reply = batches.ask(messages)
            except RuntimeError as error:
                return _send(self, _error(f"the model failed: {error}"), status=500)
            _send_reply(self, reply, name, streams=bool(body.get("stream")))

    return Handler


def _send_reply(handler: BaseHTTPRequestHandler, reply: Reply, name: str, *, streams: bool) -> None:
    usage = {
        "prompt_tokens": reply.read, "completion_tokens": reply.written, "total_tokens": reply.read + reply.written,
    }  # fmt: skip
    if not streams:
        message = {"role": "assistant", "content": reply.text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        return _send(handler, {**_head(name, "chat.completion"), "choices": [choice], "usage": usage})
    head = _head(name, "chat.completion.chunk")
    choices = [{"index": 0, "delta": {"role": "assistant", "content": reply.text}, "finish_reason": None}]
    last = [{"index": 0, "delta": {}, "finish_reason": "stop"}]
    events = [{**head, "choices": choices}, {**head, "choices": last}, {**head, "choices": [], "usage": usage}]
    text = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + "data: [DONE]\n\n"
    _send_bytes(handler, text.encode(), "text/event-stream", status=200)


def _head(name: str, kind: str) -> dict[str, object]:
    return {"id": "reply", "object": kind, "created": 0, "model": name}


def _error(message: str) -> dict[str, object]:
    return {"error": {"message": message}}


def _send(handler: BaseHTTPRequestHandler, body: object, *, status: int = 200) -> None:
    _send_bytes(handler, json.dumps(body).encode(), "application/json", status=status)


def _send_bytes(handler: BaseHTTPRequestHandler, payload: bytes, kind: str, *, status: int) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(payload)))
    handler.end_headers()
    handler.wfile.write(payload)
