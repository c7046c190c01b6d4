"""Sees every request end: it is counted, logged and, where a tracer is configured, traced."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from answer.answer import Answer
from api.metrics import Metrics
from ragstone.trace_id import naming
from ragstone.tracing import RequestTrace, Tracer, Unfollowed
from retrieval.step import Fact, listening

_UNROUTED = "other"
# A method may be any word; what is none of these makes no label.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Machines ask these every few seconds.
_QUIET = frozenset({"/healthz", "/metrics"})
_log = logging.getLogger("ragstone.access")


@dataclass(frozen=True, slots=True)
class Watching:
    """Watches every request until its last byte went out, a stream's, too."""

    app: ASGIApp
    metrics: Metrics
    tracer: Tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        trace = Unfollowed() if scope["path"] in _QUIET else self.tracer.begin(Headers(scope=scope))
        try:
            with naming(trace.name_answer), listening(trace.listener), self.metrics.tokens():
                await self.app(scope, receive, seen)
        finally:
            self._over(scope, trace, status=status, seconds=time.perf_counter() - started)

    def _over(self, scope: Scope, trace: RequestTrace, *, status: int, seconds: float) -> None:
        # As the API describes it, so that no id becomes a label, and no query string is kept.
        path = getattr(scope.get("route"), "path_format", _UNROUTED)
        method = scope["method"] if scope["method"] in _METHODS else _UNROUTED
        self.metrics.requested(method, path, status=status, seconds=seconds)
        level = logging.DEBUG if path in _QUIET and status < 400 else logging.INFO
        said = _said(scope)
        fields = {
            "method": method, "route": path, "status": status, "seconds": round(seconds, 4), **said,
            "trace_id": trace.trace_id,
        }  # fmt: skip
        _log.log(level, "%s %s %d", method, path, status, extra={"fields": fields})
        facts: dict[str, Fact] = {
            "http.request.method": method,
            "http.route": path,
            "http.response.status_code": status,
        }
        if "error" in said:
            facts["error.type"] = said["error"]
        trace.end(f"{method} {path}", facts, failed=status >= 500)


def _said(scope: Scope) -> dict[str, Fact]:
    """Who asked, and what became of it, as codes."""
    state = scope.get("state", {})
    answer: Answer | None = state.get("answer")
    found = {} if answer is None else {"answer": answer.status.value, "reason": answer.reason}
    failed = {"error": state["error"]} if "error" in state else {}
    return {"principal": state.get("principal", ""), **found, **failed}
