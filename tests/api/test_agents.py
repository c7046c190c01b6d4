"""The MCP server with the official client: in the process, over a real socket with keys, and over pipes."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
import uvicorn
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult, TextContent
from starlette.types import ASGIApp

from api.admission import Admission
from api.agents import Agents, run
from api.door import Door
from api.rate_limit import RateLimit
from ragstone.assistant import Assistant
from ragstone.keys.key import Key, Scope, digest
from ragstone.keys.keyring import Keyring
from ragstone.settings import OidcSettings, Settings, SettingsError, load_settings
from ragstone.wiring import build_tokens
from tests.conftest import ROOT
from tests.oidc_issuer import AUDIENCE, LoopbackIssuer, rsa_key

Given = TypeVar("Given")
Server = MCPServer[Any] | StdioServerParameters
NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEAVE, BONUS = "How long is annual leave a year?", "What is the board's bonus?"


@dataclass(frozen=True)
class Found:
    """What a tool gave: its fields, or its error in words."""

    fields: Mapping[str, Any]
    error: str

    @classmethod
    def of(cls, result: CallToolResult) -> Found:
        words = " ".join(part.text for part in result.content if isinstance(part, TextContent))
        return cls(result.structured_content or {}, words if result.is_error else "")


def run_alone(work: Callable[[], Coroutine[Any, Any, Given]]) -> Given:
    """In a thread of its own, for a browser's tests may have left a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(work())).result()


def talk(server: Server, what: Callable[[Client], Awaitable[Given]]) -> Given:
    async def talked() -> Given:
        async with Client(server) as client:
            return await what(client)

    return run_alone(talked)


def call(server: Server, tool: str, **arguments: object) -> Found:
    return Found.of(talk(server, lambda client: client.call_tool(tool, arguments)))


def test_three_tools_are_offered_and_say_what_they_do(small_assistant: Assistant) -> None:
    found = talk(Agents(lambda: small_assistant).server(), lambda client: client.list_tools())
    assert [tool.name for tool in found.tools] == ["ask", "search", "verify"]
    assert all(tool.description and tool.output_schema for tool in found.tools)
    assert "context" not in found.tools[0].input_schema["properties"]


def test_an_answer_comes_with_its_claims_and_citations(small_assistant: Assistant) -> None:
    found = call(Agents(lambda: small_assistant).server(), "ask", question=LEAVE)
    assert not found.error
    assert found.fields["status"] == "answered"
    assert found.fields["claims"][0]["citations"][0]["document_id"] == "leave.md"


def test_search_and_verify(small_assistant: Assistant) -> None:
    server = Agents(lambda: small_assistant).server()
    hits = call(server, "search", question=LEAVE, limit=1).fields["hits"]
    assert [hit["document_id"] for hit in hits] == ["leave.md"]
    passages = ["Annual leave is 25 days a year."]
    judged = call(server, "verify", text="Chocolate is always purple.", passages=passages).fields
    assert judged["supported"] is False


def test_who_starts_it_says_whose_groups_it_has(small_assistant: Assistant) -> None:
    public = call(Agents(lambda: small_assistant).server(), "search", question=BONUS, limit=100)
    board = call(Agents(lambda: small_assistant, groups=("board",)).server(), "search", question=BONUS, limit=100)
    assert "board.md" not in {hit["document_id"] for hit in public.fields["hits"]}
    assert "board.md" in {hit["document_id"] for hit in board.fields["hits"]}


def test_what_cannot_be_asked_is_the_tools_error_in_one_sentence(small_assistant: Assistant) -> None:
    found = call(Agents(lambda: small_assistant).server(), "ask", question=" ")
    assert "got an empty question, expected words; ask something" in found.error


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """Keys whose secrets are their names."""
    ring = Keyring(tmp_path / "keys.json")
    for name, groups, revoked in (("plain", (), False), ("board", ("board",), False), ("gone", ("board",), True)):
        ring.add(Key(name=name, sha256=digest(name), groups=groups, created=NOW, revoked=revoked, scopes=(Scope.ASK,)))
    return ring


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        port = opened.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/mcp"
    server.should_exit = True
    thread.join()


@pytest.fixture
def address(small_assistant: Assistant, keyring: Keyring) -> Iterator[str]:
    with serving(Agents(lambda: small_assistant, Door(keyring)).app()) as address:
        yield address


def over_http(address: str, secret: str, question: str) -> Found:
    async def asked() -> CallToolResult:
        http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {secret}"})
        async with http, Client(streamable_http_client(address, http_client=http)) as client:
            return await client.call_tool("search", {"question": question, "limit": 100})

    return Found.of(run_alone(asked))


def test_over_http_the_key_decides_what_is_read(address: str) -> None:
    for secret, reads in (("plain", False), ("board", True)):
        hits = over_http(address, secret, BONUS).fields["hits"]
        assert ("board.md" in {hit["document_id"] for hit in hits}) is reads


@pytest.mark.parametrize("secret", [None, "gone", "made-up", "plain x"])
def test_over_http_nothing_opens_without_a_key_that_holds(address: str, secret: str | None) -> None:
    headers = {"Authorization": f"Bearer {secret}"} if secret is not None else {}
    refused = httpx2.post(address, json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers=headers)
    challenge = "Bearer" if secret is None else 'Bearer error="invalid_token"'
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, challenge)
    assert refused.json()["code"] == "unauthenticated"


def test_over_http_nobody_gets_more_than_their_share(small_assistant: Assistant, keyring: Keyring) -> None:
    asked = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    with serving(Agents(lambda: small_assistant, Door(keyring), limit=RateLimit(2)).app()) as address:
        found = [httpx2.post(address, json=asked, headers={"Authorization": f"Bearer {key}"}) for key in ["plain"] * 3]
        other = httpx2.post(address, json=asked, headers={"Authorization": "Bearer board"})
    assert [one.status_code == 429 for one in (*found, other)] == [False, False, True, False]
    assert found[2].json()["code"] == "rate_limited"
    assert int(found[2].headers["Retry-After"]) > 0


def test_over_http_without_keys_all_share_the_limit(small_assistant: Assistant) -> None:
    with serving(Agents(lambda: small_assistant, limit=RateLimit(1)).app()) as address:
        assert [httpx2.post(address, json={}).status_code == 429 for _ in range(2)] == [False, True]


def test_over_http_a_token_decides_as_a_key_does(small_assistant: Assistant) -> None:
    with LoopbackIssuer({"first": rsa_key()}) as issuer:
        door = Door(tokens=build_tokens(OidcSettings(issuer=issuer.url, audience=AUDIENCE)))
        with serving(Agents(lambda: small_assistant, door).app()) as address:
            for groups, reads in (((), False), (("board",), True)):
                hits = over_http(address, issuer.token(groups=list(groups)), BONUS).fields["hits"]
                assert ("board.md" in {hit["document_id"] for hit in hits}) is reads
            refused = httpx2.post(address, json={}, headers={"Authorization": "Bearer nonsense"})
    assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Bearer error="invalid_token"')


def test_over_pipes_it_is_the_same_server(handbook_settings: Settings) -> None:
    command = [sys.executable, "-m", "ragstone.cli", "mcp", "--index", str(handbook_settings.index.path)]
    server = StdioServerParameters(command=command[0], args=command[1:], env={"PYTHONPATH": str(ROOT)})
    found = call(server, "ask", question="How many days of annual leave do I get in my first year?")
    assert found.fields["status"] == "answered"
    assert found.fields["claims"][0]["citations"][0]["document_id"] == "people/annual-leave.md"


def test_without_keys_http_binds_to_loopback_only() -> None:
    settings = load_settings(flags={"api": {"host": "192.0.2.1"}}, environment={}).settings
    with pytest.raises(SettingsError, match="expected a loopback address"):
        run(settings, groups=(), http=True)


def test_who_finds_the_line_full_is_told_so(small_assistant: Assistant) -> None:
    def slow() -> Assistant:
        time.sleep(0.5)
        return small_assistant

    agents = Agents(slow, admission=Admission(1, waiting=0))
    with serving(agents.app()) as address, ThreadPoolExecutor(4) as pool:
        errors = [found.error for found in pool.map(lambda _: over_http(address, "any", LEAVE), range(4))]
    assert "" in errors
    assert any("expected at most 0; come back in" in error for error in errors)


def test_a_text_is_no_longer_than_over_http(small_assistant: Assistant) -> None:
    found = call(Agents(lambda: small_assistant).server(), "verify", text="x" * 40_001, passages=["y"])
    assert "got a text of 40001 characters, expected at most 40000; check it in parts" in found.error
