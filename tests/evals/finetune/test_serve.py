from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from evals.errors import EvalError
from evals.finetune.serve import Batches, Messages, Reply, server_of
from models.errors import LanguageModelError
from models.openai_server import OpenAIServer
from models.protocols import Message
from models.usage import metered


class Echo:
    """Says what it was asked, and remembers the sizes of its batches."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.free = threading.Event()
        self.free.set()

    def __call__(self, conversations: Sequence[Messages]) -> list[Reply]:
        self.free.wait(5)
        self.sizes.append(len(conversations))
        if any(messages[-1]["content"] == "break" for messages in conversations):
            raise ValueError
        return [Reply(f"You said {messages[-1]['content']}.", 7, 3) for messages in conversations]


@contextmanager
def serving(write: Echo, *, most: int = 4) -> Iterator[OpenAIServer]:
    batches = Batches(write, most)
    server = server_of(batches, "echo", port=0)
    threading.Thread(target=batches.run, daemon=True).start()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield OpenAIServer(f"http://127.0.0.1:{server.server_address[1]}/v1", "echo")
    finally:
        server.shutdown()
        server.server_close()


def ask(model: OpenAIServer, text: str) -> str:
    return "".join(model.stream([Message("user", text)]))


def test_our_own_client_reads_the_reply_and_the_tokens() -> None:
    with serving(Echo()) as model, metered() as usage:
        assert ask(model, "hello") == "You said hello."
    assert (usage.replies, usage.read, usage.written) == (1, 7, 3)


def test_who_waits_is_answered_together_and_each_gets_his_own() -> None:
    echo = Echo()
    echo.free.clear()
    with serving(echo) as model, ThreadPoolExecutor(9) as pool:
        asked = [pool.submit(ask, model, str(n)) for n in range(9)]
        threading.Timer(0.5, echo.free.set).start()
        assert [one.result() for one in asked] == [f"You said {n}." for n in range(9)]
    assert max(echo.sizes) <= 4
    assert len(echo.sizes) < 9


def test_a_model_that_fails_is_an_error_to_who_asked_and_to_nobody_after() -> None:
    with serving(Echo()) as model:
        with pytest.raises(LanguageModelError, match="got status 500 from `echo`"):
            ask(model, "break")
        assert ask(model, "on") == "You said on."


def test_a_port_that_is_taken_says_so() -> None:
    batches = Batches(Echo(), 1)
    taken = r"got port \d+, which is taken or forbidden; choose another with --port"
    with server_of(batches, "echo", port=0) as first, pytest.raises(EvalError, match=taken):
        server_of(batches, "echo", port=first.server_address[1])
