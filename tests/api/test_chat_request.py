"""What OpenAI's clients may send: what makes no difference is left alone, what cannot be met is refused by its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.door import Door
from ragstone.assistant import Assistant
from ragstone.audit.audit import Audit
from ragstone.audit.log import AuditLog
from ragstone.audit.record import AnswerRecord
from ragstone.keys.key import Scope
from ragstone.keys.keyring import Keyring
from ragstone.settings import ApiSettings
from tests.api.test_keys import bearer, key

LEAVE = "How long is annual leave a year?"
BONUS = "What is the board's bonus?"
ANSWER = "Annual leave is 25 days a year. [1]"


@pytest.fixture
def log(tmp_path: Path) -> AuditLog:
    return AuditLog(tmp_path / "audit")


@pytest.fixture
def guarded(small_assistant: Assistant, log: AuditLog, tmp_path: Path) -> Iterator[TestClient]:
    ring = Keyring(tmp_path / "keys.json")
    for one in (key("plain"), key("app", scopes=(Scope.ASK, Scope.ACT_FOR))):
        ring.add(one)
    assistant = replace(small_assistant, audit=Audit(log, {}))
    with TestClient(create_app(lambda: assistant, Door(ring))) as opened:
        yield opened


class Reply(Protocol):
    """What a client gives."""

    status_code: int

    @property
    def text(self) -> str: ...
    def json(self) -> dict[str, Any]: ...


def chat(client: TestClient, text: str, as_key: str = "", /, **fields: object) -> Reply:
    body = {"model": "ragstone", "messages": [{"role": "user", "content": text}], **fields}
    return client.post("/v1/chat/completions", json=body, headers=bearer(as_key) if as_key else {})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n", 2), ("tools", [{}]), ("functions", [{}]), ("tool_choice", "required"),
        ("tool_choice", {"type": "function", "function": {"name": "f"}}), ("function_call", {"name": "f"}),
        ("logprobs", True), ("top_logprobs", 3), ("modalities", ["text", "audio"]), ("modalities", []),
        ("audio", {"voice": "alloy", "format": "wav"}), ("max_tokens", -1), ("max_completion_tokens", 0),
        ("temperature", "hot"), ("temperature", 3), ("top_p", 2), ("presence_penalty", 9), ("frequency_penalty", -9),
        ("user", {}), ("user", "x" * 257), ("stream", "perhaps"), ("messages", []),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_met_is_refused_by_its_name(client: TestClient, field: str, value: object) -> None:
    refused = chat(client, LEAVE, **{field: value})
    error = refused.json()["error"]
    assert (refused.status_code, error["type"], error["code"]) == (400, "invalid_request_error", "request")
    assert error["param"].startswith(field)


@pytest.mark.parametrize(
    "fields",
    [
        {"tool_choice": "none", "tools": [], "logprobs": False, "top_logprobs": None, "modalities": ["text"]},
        {"max_tokens": 5, "temperature": 2, "top_p": 0.1, "seed": 7, "stop": ["."], "store": True, "verbosity": "low"},
    ],
)
def test_what_makes_no_difference_is_left_alone(client: TestClient, fields: dict[str, object]) -> None:
    assert chat(client, LEAVE, **fields).json()["choices"][0]["message"]["content"] == ANSWER


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": {"url": "data:,"}},
        {"type": "input_audio", "input_audio": {"data": "", "format": "wav"}},
        {"type": "text", "text": 5},
        {"type": "text"},
        {"text": LEAVE},
        LEAVE,
    ],
)
def test_a_part_that_cannot_be_read_is_refused_rather_than_left_out(client: TestClient, part: object) -> None:
    messages = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": [{"type": "text", "text": LEAVE}, part]},
    ]
    refused = chat(client, "", messages=messages)
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "messages[1].content")
    assert "expected parts of type 'text'" in refused.json()["error"]["message"]


def test_what_it_refused_before_is_read_as_said(client: TestClient) -> None:
    refusal = [{"type": "refusal", "refusal": "Nothing was found."}]
    messages = [
        {"role": "user", "content": "Hm?"}, {"role": "assistant", "content": refusal},
        {"role": "assistant", "content": None}, {"role": "user", "content": LEAVE},
    ]  # fmt: skip
    assert chat(client, "", messages=messages).json()["choices"][0]["message"]["content"] == ANSWER


def test_an_application_names_the_groups_of_its_user_where_its_key_may(guarded: TestClient) -> None:
    board = {"x_ragstone": {"groups": ["board"]}}
    assert "90,000" in chat(guarded, BONUS, "app", **board).text
    assert "90,000" not in chat(guarded, BONUS, "app").text
    assert "90,000" not in chat(guarded, BONUS, "plain", **board).text


def test_the_limits_of_a_question_are_taken_as_elsewhere(client: TestClient) -> None:
    assert "25 days" in chat(client, LEAVE, x_ragstone={"filters": {"department": "people"}}).text
    assert "25 days" not in chat(client, LEAVE, x_ragstone={"filters": {"department": "finance"}}).text
    assert "20 days" in chat(client, LEAVE, x_ragstone={"as_of": "2025-06-01"}).text
    misspelt = chat(client, LEAVE, x_ragstone={"filter": {"department": "people"}})
    assert (misspelt.status_code, misspelt.json()["error"]["param"]) == (400, "x_ragstone.filter")


def test_the_audit_log_names_whom_a_client_asks_for(guarded: TestClient, log: AuditLog) -> None:
    chat(guarded, LEAVE, "app", user="jo")
    guarded.post("/v1/ask", json={"question": LEAVE, "user": "kim"}, headers=bearer("plain"))
    named = [(one.principal, one.user) for one in log.records() if isinstance(one, AnswerRecord)]
    assert named == [("app", "jo"), ("plain", "kim")]


def test_a_browser_may_send_the_headers_of_openais_client(small_assistant: Assistant) -> None:
    settings = ApiSettings(cors_origins=("https://app.example.com",))
    headers = {
        "Origin": "https://app.example.com", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type,x-stainless-lang,x-stainless-retry-count",
    }  # fmt: skip
    with TestClient(create_app(lambda: small_assistant, settings=settings)) as opened:
        assert opened.options("/v1/chat/completions", headers=headers).status_code == 200
        other = {**headers, "Origin": "https://evil.example.com"}
        assert "access-control-allow-origin" not in opened.options("/v1/chat/completions", headers=other).headers
