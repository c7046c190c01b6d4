from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

from models.errors import CutOffError, LanguageModelError
from models.openai_server import OpenAIServer
from models.protocols import LanguageModel, Message
from models.usage import metered
from tests.openai_server import ScriptedServer, Turn

KEY = "sk-do-not-show-me"
ASK = (Message("system", "Be brief."), Message("user", "How long do refunds take?"))


@pytest.fixture(autouse=True)
def no_waiting_between_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.001)
    monkeypatch.setattr("openai._base_client.MAX_RETRY_DELAY", 0.001)


def client(server: ScriptedServer, *, timeout_s: float = 20) -> OpenAIServer:
    return OpenAIServer(server.base_url, "scripted", api_key=KEY, timeout_s=timeout_s)


def failure(script: Sequence[Turn], *, timeout_s: float = 20) -> str:
    with ScriptedServer(script) as server, pytest.raises(LanguageModelError, match="expected") as caught:
        list(client(server, timeout_s=timeout_s).stream(ASK))
    return str(caught.value)


def test_pieces_join_to_the_reply() -> None:
    with ScriptedServer(["Refunds take\n14 days."]) as server:
        pieces = list(client(server).stream(ASK))
    assert "".join(pieces) == "Refunds take\n14 days."
    assert len(pieces) > 1


def test_the_request_carries_messages_model_temperature_and_key() -> None:
    with ScriptedServer(["ok"]) as server:
        model: LanguageModel = client(server)
        list(model.stream([*ASK, Message("assistant", "14 days.")]))
    sent = server.requests[0]
    assert [message["role"] for message in sent.messages] == ["system", "user", "assistant"]
    assert (sent.body["model"], sent.body["temperature"], sent.body["stream"]) == ("scripted", 0.0, True)
    assert sent.headers["Authorization"] == f"Bearer {KEY}"


def test_a_script_may_be_a_function_of_the_messages() -> None:
    with ScriptedServer(lambda messages: messages[-1]["content"].upper()) as server:
        assert "".join(client(server).stream(ASK)) == "HOW LONG DO REFUNDS TAKE?"


def test_a_passing_failure_is_tried_again() -> None:
    with ScriptedServer([Turn(mode="status", status=500), Turn(mode="status", status=429), Turn("ok")]) as server:
        assert "".join(client(server).stream(ASK)) == "ok"
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (Turn(mode="status", status=500), "got status 500 .* read the server's log"),
        (Turn(mode="status", status=429), "got status 429 .* wait"),
        (Turn(mode="status", status=401), "got status 401 .* check the api key"),
        (Turn(mode="status", status=404), "got status 404 .* model's name"),
        (Turn("half of", mode="cut"), "breaks off"),
        (Turn("half of", mode="reset"), "breaks off"),
        (Turn(mode="invalid"), "no chat completion"),
    ],
)
def test_each_failure_is_one_clear_sentence_without_the_key(script: Turn, words: str) -> None:
    said = failure([script])
    assert re.search(words, said)
    assert KEY not in said


def test_a_silent_server_is_given_up_after_the_timeout() -> None:
    assert "for 0.1 s" in failure([Turn(mode="slow")], timeout_s=0.1)


def test_a_server_that_drips_is_given_up_after_five_times_that(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter(range(0, 1000, 30))
    monkeypatch.setattr("models.openai_server.time.monotonic", lambda: float(next(seconds)))
    assert "got no end of a reply" in failure([Turn("one two three four")], timeout_s=20)


def test_a_server_that_is_not_there_is_named_without_its_password() -> None:
    model = OpenAIServer("http://user:secret@127.0.0.1:9/v1", "m", timeout_s=5)
    with pytest.raises(LanguageModelError, match=r"got no connection to `m` at 127\.0\.0\.1:9") as caught:
        list(model.stream(ASK))
    assert "secret" not in str(caught.value)


def test_pieces_come_before_the_reply_breaks_off() -> None:
    with ScriptedServer([Turn("one two", mode="cut")]) as server:
        pieces: Iterator[str] = client(server).stream(ASK)
        assert next(pieces) == "one"
        with pytest.raises(LanguageModelError, match="breaks off"):
            list(pieces)


def odd(choice: object) -> dict[str, object]:
    return {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}


@pytest.mark.parametrize(
    "body",
    [
        None,
        5,
        "oops",
        [1, 2],
        {"choices": "x"},
        odd(None),
        odd({"index": 0}),
        odd({"index": 0, "delta": None}),
        odd({"index": 0, "delta": {"content": 5}}),
        odd({"index": 0, "delta": {"content": [{"type": "text", "text": "x"}]}}),
        odd({"index": 0, "delta": {"content": "half \ud83d"}}),
    ],
)
def test_json_that_is_no_reply_is_said_to_be_none(body: object) -> None:
    assert "no chat completion" in failure([Turn("hello", odd=[body])])


def test_a_character_that_comes_in_two_halves_is_one() -> None:
    halves = [odd({"index": 0, "delta": {"content": half}}) for half in ("\ud83d", "\ude00")]
    with ScriptedServer([Turn(" ok", odd=halves)]) as server:
        assert "".join(client(server).stream(ASK)) == "😀 ok"


def test_a_count_without_numbers_counts_nothing() -> None:
    uncounted = {**odd(None), "choices": [], "usage": {"prompt_tokens": None}}
    with ScriptedServer([Turn("ok", odd=[uncounted])]) as server, metered() as usage:
        assert "".join(client(server).stream(ASK)) == "ok"
    assert (usage.replies, usage.written) == (1, 1)


@pytest.mark.parametrize("ending", ["length", "content_filter"])
def test_a_reply_that_was_cut_off_comes_with_an_error_behind_it(ending: str) -> None:
    with ScriptedServer([Turn("one two", ending=ending)]) as server:
        pieces = client(server).stream(ASK)
        assert [next(pieces) for _ in range(3)] == ["one", " ", "two"]
        with pytest.raises(CutOffError, match=f"cut off \\('{ending}'\\), expected its end; let the server write more"):
            next(pieces)


def test_the_name_is_the_model() -> None:
    assert OpenAIServer("http://127.0.0.1:9/v1", "qwen").name == "qwen"
