"""What Prometheus reads: requests, answers by status and reason, claims, and how long each step takes."""

from __future__ import annotations

import collections
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector

from answer.answer import Answer
from api.failures import STATUSES
from api.principal import Watcher
from api.readiness import Readied, Readiness
from ingest.index.protocol import Edition
from models.usage import metered
from ragstone.jobs.intake import Intake
from ragstone.jobs.job import JobState
from ragstone.sync_metrics import registry_of

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_UNKNOWN = float("nan")
router = APIRouter()


class Metrics:
    """The numbers of one application; no label holds what anybody wrote."""

    def __init__(self, *, shared: bool = False) -> None:
        """Everything is nought.

        Args:
            shared: Whether several processes count together, in the folder of `ragstone.settings.share_counters`.
        """
        self._shared = shared
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "ragstone_http_requests", "Requests", ["method", "path", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "ragstone_http_request_seconds", "Until the last byte", ["path"], buckets=_SECONDS, registry=self.registry
        )
        self._answers = Counter("ragstone_answers", "Answers", ["status", "reason"], registry=self.registry)
        self._shown = Counter("ragstone_claims_shown", "Claims that went out", ["reason"], registry=self.registry)
        self._cited = Counter("ragstone_claims_cited", "Claims that went out with a citation", registry=self.registry)
        self._withheld = Counter("ragstone_claims_withheld", "Claims withheld", ["reason"], registry=self.registry)
        self._steps = Histogram(
            "ragstone_answer_step_seconds", "Each step of an answer", ["step"], buckets=_SECONDS, registry=self.registry
        )
        self._tokens = Counter(
            "ragstone_llm_tokens", "As the language model's server counts them", ["kind"], registry=self.registry
        )
        self._ready = self._gauge("ragstone_ready", "1 where index and models are there")
        self._age = self._gauge("ragstone_index_age_seconds", "Since the revision in force was published")
        self._documents = self._gauge("ragstone_index_documents", "In force or not, whoever may read them")
        self._chunks = self._gauge("ragstone_index_chunks", "Of all documents")

    def _gauge(self, name: str, about: str) -> Gauge:
        return Gauge(name, about, registry=self.registry, multiprocess_mode="mostrecent")

    def answered(self, answer: Answer) -> None:
        """Count an answer, whatever it says."""
        self._answers.labels(answer.status.value, answer.reason).inc()
        for claim in answer.claims:
            self._shown.labels(claim.reason).inc()
            self._cited.inc(bool(claim.citations))
        for withheld in answer.withheld:
            self._withheld.labels(withheld.reason).inc()
        for step, ms in answer.timings_ms.items():
            self._steps.labels(step).observe(ms / 1000)

    def requested(self, method: str, path: str, *, status: int, seconds: float) -> None:
        """Count a request that is over; `path` as the API describes it, so that no id becomes a label."""
        self._requests.labels(method, path, str(status)).inc()
        self._seconds.labels(path).observe(seconds)

    @contextmanager
    def tokens(self) -> Iterator[None]:
        """Count what language models read and write within the block, as far as their servers say."""
        with metered() as usage:
            try:
                yield
            finally:
                self._tokens.labels("prompt").inc(usage.read)
                self._tokens.labels("completion").inc(usage.written)

    def text(self, edition: Edition | None) -> bytes:
        """All of it in Prometheus' own form; what is not known of an index is no number.

        Args:
            edition: What is answered from; None where nothing can be.
        """
        published = edition.published_at if edition is not None else None
        self._ready.set(edition is not None)
        self._age.set(time.time() - published.timestamp() if published is not None else _UNKNOWN)
        self._documents.set(edition.documents if edition is not None else _UNKNOWN)
        self._chunks.set(edition.chunks if edition is not None else _UNKNOWN)
        return generate_latest(self._of_all() if self._shared else self.registry)

    @staticmethod
    def _of_all() -> CollectorRegistry:
        """What all processes have counted, those that are gone included."""
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # it has no types
        return registry


def _answered(request: Request) -> Callable[[Answer], None]:
    held: Metrics = request.app.state.metrics

    def told(answer: Answer) -> None:
        request.state.answer = answer
        held.answered(answer)

    return told


Answered = Annotated[Callable[[Answer], None], Depends(_answered)]


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request, readiness: Readied, watcher: Watcher) -> Response:
    """The numbers that Prometheus reads; where keys or tokens are configured it needs one."""
    held: Metrics = request.app.state.metrics
    return Response(held.text(_edition(readiness)) + _of_jobs(request), media_type=CONTENT_TYPE_LATEST)


def _of_jobs(request: Request) -> bytes:
    """The last sync and the jobs by state, of a server that takes documents in; else nothing."""
    intake: Intake | None = request.app.state.intake
    if intake is None:
        return b""
    registry = CollectorRegistry()
    jobs = Gauge("ragstone_jobs", "That are remembered, by state", ["state"], registry=registry)
    found = collections.Counter(job.state for job in intake.ledger.jobs())
    for state in JobState:
        jobs.labels(state.value).set(found[state])
    last = intake.history.last() if intake.history is not None else None
    return generate_latest(registry) + (generate_latest(registry_of(last)) if last is not None else b"")


def _edition(readiness: Readiness) -> Edition | None:
    try:
        return readiness.assistant().index.edition()
    except tuple(STATUSES):
        return None
