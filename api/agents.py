"""The assistant for agents that speak MCP: `ask`, `search`, `verify`, with the rights of whoever calls. Extra `mcp`."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import anyio.to_thread
import uvicorn
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.admission import Admission
from api.door import Door
from api.failures import STATUSES, headers_of, problem_of
from api.principal import Principal
from api.problem import response
from api.rate_limit import RateLimit
from api.requests import MOST_CHARACTERS
from api.server import build_door
from ragstone.assistant import Assistant
from ragstone.clock import today
from ragstone.logs import configure
from ragstone.settings import Settings
from ragstone.verification import check
from ragstone.wire import AnswerOut, QuestionIn, SearchOut, VerificationOut, VerifyIn
from ragstone.wiring import build_assistant
from retrieval.errors import QuestionError
from retrieval.question import Question

_ABOUT = (
    "Answers from a company's own documents. Every sentence of an answer was checked against what it cites. An "
    "abstention means that the documents do not bear an answer: say so, and do not fill the gap."
)
_MOST_HITS = 100
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Agents:
    """Makes the server.

    Attributes:
        load: Gives the assistant.
        door: Who is let in over HTTP; everybody while it serves loopback or the pipes of whoever started it.
        groups: What whoever started it may read; with keys or tokens, these alone decide.
        admission: How many calls are worked on at once, and how many wait.
        limit: How many requests each of them may make over HTTP; None lets everybody make as many as they like.
    """

    load: Callable[[], Assistant]
    door: Door = field(default_factory=Door)
    groups: tuple[str, ...] = ()
    admission: Admission = field(default_factory=Admission)
    limit: RateLimit | None = None

    def server(self) -> MCPServer[Any]:
        """The server with its three tools."""
        server: MCPServer[Any] = MCPServer("ragstone", instructions=_ABOUT, log_level="WARNING")

        @server.tool()
        async def ask(question: str, context: Context[Any, Any]) -> AnswerOut:
            """Answer a question from the documents, each sentence checked and cited, or abstain and say why."""
            return await self._worked(lambda: self._answer(question, context))

        @server.tool()
        async def search(question: str, context: Context[Any, Any], limit: int = 5) -> SearchOut:
            """Find the passages of the documents that may answer a question, best first; 100 at most."""
            return await self._worked(lambda: self._hits(question, limit, context))

        @server.tool()
        async def verify(text: str, passages: list[str], context: Context[Any, Any]) -> VerificationOut:
            """Check every claim of a text against passages; with [n] in it only the passages cited count."""
            return await self._worked(lambda: self._verified(text, passages, context))

        return server

    def app(self) -> ASGIApp:
        """The same over HTTP at `/mcp`; with keys or tokens, nothing of it opens without one, nor beyond the limit."""
        inner = self.server().streamable_http_app(stateless_http=True, json_response=True)
        return _Guarded(inner, self.door, self.limit)

    async def _worked(self, work: Callable[[], Found]) -> Found:
        """What `work` gives in its turn, beside the loop; an expected error becomes the tool's, in its own sentence."""
        try:
            async with self.admission.turn():
                return await anyio.to_thread.run_sync(work)
        except tuple(STATUSES) as error:
            raise ToolError(str(error)) from error

    def _answer(self, question: str, context: Context[Any, Any]) -> AnswerOut:
        return AnswerOut.of(self.load().ask(self._asked(question, context)), question=question)

    def _hits(self, question: str, limit: int, context: Context[Any, Any]) -> SearchOut:
        asked = self._asked(question, context)
        return SearchOut.of(self.load().find(asked, top_k=min(max(limit, 1), _MOST_HITS)))

    def _verified(self, text: str, passages: list[str], context: Context[Any, Any]) -> VerificationOut:
        self._asked(text[:1] or " ", context)
        if len(text) > MOST_CHARACTERS:
            message = f"got a text of {len(text)} characters, expected at most {MOST_CHARACTERS}; check it in parts"
            raise QuestionError(message)
        given = VerifyIn(response=text, context=passages)
        return check(self.load().answering.checker, given, uuid.uuid4().hex)

    def _asked(self, text: str, context: Context[Any, Any]) -> Question:
        """The question with the groups that count for whoever calls."""
        question = QuestionIn(question=text).to_question(today())
        if not self.door.guarded:
            return replace(question, groups=self.groups)
        return Principal.of(self.door.admit((context.headers or {}).get("authorization", ""))).asking(question)


@dataclass(frozen=True, slots=True)
class _Guarded:
    """Lets nobody through to the server whom the door does not admit, or who has asked too much."""

    inner: ASGIApp
    door: Door
    limit: RateLimit | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        try:
            if scope["type"] == "http":
                carried = Headers(scope=scope).get("authorization", "")
                held = await anyio.to_thread.run_sync(self.door.admit, carried)
                if self.limit is not None:
                    self.limit.take(Principal.of(held).name)
        except tuple(STATUSES) as error:
            found, headers = problem_of(error), headers_of(error)
            refused = response(scope["path"], found, headers=headers)
            await refused(scope, receive, send)
        else:
            await self.inner(scope, receive, send)


def run(settings: Settings, *, groups: tuple[str, ...], http: bool) -> None:
    """Serve until the other end hangs up, or over HTTP until interrupted.

    Raises:
        SettingsError: Others reach the address and neither keys nor tokens are configured, or tokens cannot be judged.
        KeyringError: The file of keys cannot be read.
        ModelError: A model is not there or cannot be run.
        StoreError: There is no index, or it was made otherwise.
    """
    door = build_door(settings) if http else Door()
    configure(settings.log)
    assistant = build_assistant(settings)
    api = settings.api
    admission = Admission(api.concurrent, waiting=api.waiting, patience_s=api.patience_s)
    limit = RateLimit(api.requests_per_minute) if api.requests_per_minute is not None else None
    agents = Agents(lambda: assistant, door, groups, admission, limit)
    if http:
        uvicorn.run(agents.app(), host=settings.api.host, port=settings.api.port, log_config=None, access_log=False)
    else:
        agents.server().run("stdio")
