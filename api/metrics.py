"""What Prometheus reads: requests, answers by status and reason, claims, and how long each step takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from answer.answer import Answer
from api.principal import Asker
from api.readiness import Readied, is_ready

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_UNROUTED = "other"
router = APIRouter()


class Metrics:
    """The numbers of one application; no label holds what anybody wrote."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "ragstone_http_requests", "Requests", ["method", "path", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "ragstone_http_request_seconds", "Until the last byte", ["path"], buckets=_SECONDS, registry=self.registry
        )
        self._answers = Counter("ragstone_answers", "Answers", ["status", "reason"], registry=self.registry)
        self._shown = Counter("ragstone_claims_shown", "Claims that went out", ["reason"], registry=self.registry)
        self._withheld = Counter("ragstone_claims_withheld", "Claims withheld", ["reason"], registry=self.registry)
        self._steps = Histogram(
            "ragstone_answer_step_seconds", "Each step of an answer", ["step"], buckets=_SECONDS, registry=self.registry
        )
        self._ready = Gauge("ragstone_ready", "1 where index and models are there", registry=self.registry)

    def answered(self, answer: Answer) -> None:
        """Count an answer, whatever it says."""
        self._answers.labels(answer.status.value, answer.reason).inc()
        for claim in answer.claims:
            self._shown.labels(claim.reason).inc()
        for withheld in answer.withheld:
            self._withheld.labels(withheld.reason).inc()
        for step, ms in answer.timings_ms.items():
            self._steps.labels(step).observe(ms / 1000)

    def requested(self, method: str, path: str, *, status: int, seconds: float) -> None:
        """Count a request that is over; `path` as the API describes it, so that no id becomes a label."""
        self._requests.labels(method, path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    def text(self, *, ready: bool) -> bytes:
        """All of it in Prometheus' own form."""
        self._ready.set(ready)
        return generate_latest(self.registry)


def _answered(request: Request) -> Callable[[Answer], None]:
    held: Metrics = request.app.state.metrics
    return held.answered


Answered = Annotated[Callable[[Answer], None], Depends(_answered)]


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request, readiness: Readied, asker: Asker) -> Response:
    """The numbers that Prometheus reads; where keys are configured it needs one."""
    held: Metrics = request.app.state.metrics
    return Response(held.text(ready=is_ready(readiness)), media_type=CONTENT_TYPE_LATEST)


class Counting:
    """Counts every request when it is over, a stream when its last byte went out."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            path = getattr(scope.get("route"), "path_format", _UNROUTED)
            method = scope["method"] if path != _UNROUTED else _UNROUTED
            self._metrics.requested(method, path, status=status, seconds=time.perf_counter() - started)
