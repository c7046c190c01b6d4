"""Traces requests with OpenTelemetry, extra `otel`: a span for each request, and one for each of its steps below it."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from typing import Self

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode, set_span_in_context
from opentelemetry.trace import Tracer as OpenTelemetryTracer
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from ragstone.tracing import RequestTrace
from retrieval.step import Fact, Listener, Step

_PATH = "/v1/traces"
_TIMEOUT_S = 10
_REMEMBERED = 10_000


class OtelTracer:
    """A `Tracer`; the process's own provider is left alone, and nothing is patched."""

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("ragstone")
        self._names = _Names()

    @classmethod
    def sending_to(cls, endpoint: str, *, service_name: str) -> Self:
        """Sends to the collector at `endpoint`, in batches and from a thread of its own."""
        address = endpoint.rstrip("/")
        exporter = OTLPSpanExporter(address if address.endswith(_PATH) else address + _PATH, timeout=_TIMEOUT_S)
        provider = TracerProvider(resource=Resource.create({"service.name": service_name}), shutdown_on_exit=False)
        provider.add_span_processor(BatchSpanProcessor(exporter))
        return cls(provider)

    def begin(self, headers: Mapping[str, str]) -> RequestTrace:
        """See `Tracer.begin`; a W3C `traceparent` says what it is part of."""
        context = TraceContextTextMapPropagator().extract(dict(headers))
        return _Followed(self._tracer, self._tracer.start_span("request", context, SpanKind.SERVER), self._names)

    def close(self) -> None:
        """See `Tracer.close`."""
        self._provider.shutdown()


class _Followed:
    """A `RequestTrace`. Its steps are told when they are over, so no span has to be carried from thread to thread."""

    def __init__(self, tracer: OpenTelemetryTracer, span: Span, names: _Names) -> None:
        self._tracer, self._span, self._names = tracer, span, names
        self.trace_id = f"{span.get_span_context().trace_id:032x}"
        self.listener: Listener | None = self._heard

    def name_answer(self) -> str:
        named = self._names.unless_taken(self.trace_id)
        if named != self.trace_id:
            self._span.set_attribute("ragstone.trace_id", named)
            self.trace_id = named
        return named

    def end(self, name: str, facts: Mapping[str, Fact], *, failed: bool) -> None:
        self._span.update_name(name)
        self._span.set_attributes(facts)
        if failed:
            self._span.set_status(StatusCode.ERROR)
        self._span.end()

    def _heard(self, step: Step) -> None:
        attributes = {f"ragstone.{name}": fact for name, fact in step.facts.items()}
        span = self._tracer.start_span(
            step.name, set_span_in_context(self._span), attributes=attributes, start_time=step.started_ns
        )
        if step.error:
            span.set_status(StatusCode.ERROR, step.error)
        span.end(step.ended_ns)


class _Names:
    """Makes sure that no two answers of this process carry one id, though two requests may be part of one trace."""

    def __init__(self) -> None:
        self._taken: dict[str, None] = {}
        self._lock = threading.Lock()

    def unless_taken(self, wanted: str) -> str:
        """`wanted`, or a new one where an answer carries that; no trace at all has an id of zeros."""
        with self._lock:
            name = uuid.uuid4().hex if wanted in self._taken or not int(wanted, 16) else wanted
            self._taken[name] = None
            if len(self._taken) > _REMEMBERED:
                del self._taken[next(iter(self._taken))]
            return name
