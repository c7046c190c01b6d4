"""Tokens are counted by the server, for whoever asked in this thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from models.openai_server import OpenAIServer
from models.protocols import Message
from models.usage import Usage, metered
from tests.openai_server import ScriptedServer, Turn

ASKED = [Message("user", "How long is leave?")]


def test_what_is_read_and_written_within_a_block_is_counted() -> None:
    with ScriptedServer(["It is 25 days.", "Yes."]) as server:
        model = OpenAIServer(server.base_url, "m")
        with metered() as usage:
            assert "".join(model.stream(ASKED)) == "It is 25 days."
            assert "".join(model.stream(ASKED)) == "Yes."
    assert usage == Usage(replies=2, read=20, written=5)


def test_where_nobody_counts_the_server_is_not_asked_to() -> None:
    with ScriptedServer(["Yes."]) as server:
        list(OpenAIServer(server.base_url, "m").stream(ASKED))
    assert "stream_options" not in server.requests[0].body


def test_a_server_that_cannot_count_is_asked_without_from_then_on() -> None:
    with ScriptedServer([Turn(mode="status", status=400), "Yes.", "No."]) as server:
        model = OpenAIServer(server.base_url, "m")
        with metered() as usage:
            assert ["".join(model.stream(ASKED)) for _ in range(2)] == ["Yes.", "No."]
    assert usage.replies == 0
    assert ["stream_options" in request.body for request in server.requests] == [True, False, False]


def test_a_block_within_counts_for_itself() -> None:
    with ScriptedServer(["Yes."]) as server:
        model = OpenAIServer(server.base_url, "m")
        with metered() as outer, metered() as inner:
            list(model.stream(ASKED))
    assert (outer.replies, inner.replies) == (0, 1)


def test_threads_do_not_count_each_others_tokens() -> None:
    with ScriptedServer(lambda messages: messages[-1]["content"]) as server:
        model = OpenAIServer(server.base_url, "m")

        def written(words: int) -> int:
            with metered() as usage:
                list(model.stream([Message("user", "word " * words)]))
            return usage.written

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(written, [1, 5, 9, 2])) == [1, 5, 9, 2]
