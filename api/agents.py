"""The assistant for agents that speak MCP: `ask`, `search`, `verify`, with the rights of whoever calls. Extra `mcp`."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import anyio.to_thread
import uvicorn
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.failures import STATUSES, body
from api.principal import Principal
from api.server import require_loopback
from ragstone.assistant import Assistant
from ragstone.clock import today
from ragstone.keys import key
from ragstone.keys.keyring import Keyring
from ragstone.settings import Settings
from ragstone.verification import check
from ragstone.wire import AnswerOut, HitsOut, QuestionIn, VerificationOut, VerifyIn
from ragstone.wiring import build_assistant
from retrieval.question import Question

_ABOUT = (
    "Answers from a company's own documents. Every sentence of an answer was checked against what it cites. An "
    "abstention means that the documents do not bear an answer: say so, and do not fill the gap."
)
_REFUSED = "got no key that opens this, expected `Authorization: Bearer KEY`; ask for one"
_MOST_HITS = 100
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Agents:
    """Makes the server.

    Attributes:
        load: Gives the assistant.
        keyring: Whose keys open it over HTTP; None while it serves loopback or the pipes of whoever started it.
        groups: What whoever started it may read; with keys, the key alone decides.
    """

    load: Callable[[], Assistant]
    keyring: Keyring | None = None
    groups: tuple[str, ...] = ()

    def server(self) -> MCPServer[Any]:
        """The server with its three tools."""
        server: MCPServer[Any] = MCPServer("ragstone", instructions=_ABOUT, log_level="WARNING")

        @server.tool()
        async def ask(question: str, context: Context[Any, Any]) -> AnswerOut:
            """Answer a question from the documents, each sentence checked and cited, or abstain and say why."""
            return await _worked(lambda: self._answer(question, context))

        @server.tool()
        async def search(question: str, context: Context[Any, Any], limit: int = 5) -> HitsOut:
            """Find the passages of the documents that may answer a question, best first; 100 at most."""
            return await _worked(lambda: self._hits(question, limit, context))

        @server.tool()
        async def verify(text: str, passages: list[str], context: Context[Any, Any]) -> VerificationOut:
            """Check every claim of a text against passages; with [n] in it only the passages cited count."""
            return await _worked(lambda: self._verified(text, passages, context))

        return server

    def app(self) -> ASGIApp:
        """The same over HTTP at `/mcp`; with keys, nothing of it opens without one."""
        inner = self.server().streamable_http_app(stateless_http=True, json_response=True)
        return inner if self.keyring is None else _Guarded(inner, self.keyring)

    def _answer(self, question: str, context: Context[Any, Any]) -> AnswerOut:
        return AnswerOut.of(self.load().ask(self._asked(question, context)), question=question)

    def _hits(self, question: str, limit: int, context: Context[Any, Any]) -> HitsOut:
        asked = self._asked(question, context)
        return HitsOut.of(self.load().search(asked, top_k=min(max(limit, 1), _MOST_HITS)))

    def _verified(self, text: str, passages: list[str], context: Context[Any, Any]) -> VerificationOut:
        self._asked(text[:1] or " ", context)
        given = VerifyIn(response=text, context=passages)
        return check(self.load().answering.checker, given, uuid.uuid4().hex)

    def _asked(self, text: str, context: Context[Any, Any]) -> Question:
        """The question with the groups that count for whoever calls."""
        question = QuestionIn(question=text).to_question(today())
        if self.keyring is None:
            return replace(question, groups=self.groups)
        holder = _holder(self.keyring, context.headers or {})
        if holder is None:
            raise ToolError(_REFUSED)
        return holder.asking(question)


@dataclass(frozen=True, slots=True)
class _Guarded:
    """Lets nobody through to the server without a key."""

    inner: ASGIApp
    keyring: Keyring

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] == "http" and _holder(self.keyring, Headers(scope=scope)) is None:
            refused = JSONResponse(body("unauthenticated", _REFUSED), 401, {"WWW-Authenticate": "Bearer"})
            await refused(scope, receive, send)
        else:
            await self.inner(scope, receive, send)


def run(settings: Settings, *, groups: tuple[str, ...], http: bool) -> None:
    """Serve until the other end hangs up, or over HTTP until interrupted.

    Raises:
        SettingsError: The address is not loopback, and no keys are configured.
        KeyringError: The file of keys cannot be read.
        ModelError: A model is not there or cannot be run.
        StoreError: There is no index, or it was made otherwise.
    """
    keyring = Keyring(settings.api.keys) if http and settings.api.keys is not None else None
    if http and keyring is None:
        require_loopback(settings.api.host)
    if keyring is not None:
        keyring.entries()  # a file that cannot be read shows at the start
    assistant = build_assistant(settings)
    agents = Agents(lambda: assistant, keyring, groups)
    if http:
        uvicorn.run(agents.app(), host=settings.api.host, port=settings.api.port, log_level="warning")
    else:
        agents.server().run("stdio")


async def _worked(work: Callable[[], Found]) -> Found:
    """What `work` gives, done beside the loop; an expected error becomes the tool's, in its own sentence."""
    try:
        return await anyio.to_thread.run_sync(work)
    except tuple(STATUSES) as error:
        raise ToolError(str(error)) from error


def _holder(keyring: Keyring, headers: Mapping[str, str]) -> Principal | None:
    """Who holds the key in the headers; None without one that may ask."""
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    held = keyring.holder(secret.strip(), today()) if scheme.lower() == "bearer" else None
    return Principal(held) if held is not None and held.allows(key.Scope.ASK) else None
