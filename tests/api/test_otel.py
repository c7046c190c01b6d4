"""What a collector receives of each request: its steps, under the id that the answer carries, and no words."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

pytest.importorskip("opentelemetry.sdk", reason="the extra `otel` is not installed: nothing was traced")

from answer.writers.llm import LlmWriter
from api.app import create_app
from models.openai_server import OpenAIServer
from ragstone.assistant import Assistant
from ragstone.settings import OtelSettings, SettingsError
from ragstone.wiring import build_tracer
from tests.conftest import ROOT
from tests.openai_server import ScriptedServer
from tests.otlp_collector import Collector, attributes

LEAVE = {"question": "How long is annual leave a year?", "as_of": "2026-11-24"}
EVENTS = {"Accept": "text/event-stream"}
PARENT, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as running:
        yield running


def asked(collector: Collector, assistant: Assistant, headers: dict[str, str], *, times: int = 1) -> list[str]:
    """The replies; when they are there everything has been sent."""
    tracer = build_tracer(OtelSettings(endpoint=collector.url, service_name="intranet"))
    with TestClient(create_app(lambda: assistant, tracer=tracer)) as client:
        return [client.post("/v1/ask", json=LEAVE, headers=headers).text for _ in range(times)]


def server_spans(collector: Collector) -> list[Any]:
    return [span for span in collector.spans() if span.name == "POST /v1/ask"]


@pytest.mark.parametrize("headers", [{}, EVENTS])
def test_each_step_is_a_span_below_the_requests_under_the_answers_id(
    collector: Collector, small_assistant: Assistant, headers: dict[str, str]
) -> None:
    reply = asked(collector, small_assistant, headers)[0]
    server = server_spans(collector)[0]
    steps = [span for span in collector.spans() if span.name != server.name]
    named = {span.name for span in steps}
    assert named == {
        "rewrite", "spelling", "acronyms", "limits", "search", "rerank", "sufficiency", "draft", "verify", "answer",
    }  # fmt: skip
    assert {span.parent_span_id for span in steps} == {server.span_id}
    assert {span.trace_id for span in collector.spans()} == {server.trace_id}
    assert f'"trace_id":"{server.trace_id.hex()}"' in reply
    assert all(server.start_time_unix_nano <= span.end_time_unix_nano <= server.end_time_unix_nano for span in steps)


def test_spans_say_counts_codes_and_names(collector: Collector, small_assistant: Assistant) -> None:
    asked(collector, small_assistant, {})
    said = {span.name: attributes(span) for span in collector.spans()}
    route = {"http.request.method": "POST", "http.route": "/v1/ask", "http.response.status_code": 200}
    assert said["POST /v1/ask"] == route
    assert said["answer"] == {
        "ragstone.index_revision": small_assistant.index.revision, "ragstone.status": "answered",
        "ragstone.reason": "all_claims_supported", "ragstone.claims": 1, "ragstone.withheld": 0,
    }  # fmt: skip
    assert said["search"]["ragstone.candidates"] == 2
    assert (said["verify"]["ragstone.claims"], said["verify"]["ragstone.supported"]) == (1, 1)
    assert said["rerank"]["ragstone.model"] == "words"


def test_the_service_is_named(collector: Collector, small_assistant: Assistant) -> None:
    asked(collector, small_assistant, {})
    assert {attributes(one.resource)["service.name"] for one in collector.resources()} == {"intranet"}
    assert set(collector.paths) == {"/v1/traces"}


def test_no_word_of_anybody_is_sent(collector: Collector, small_assistant: Assistant) -> None:
    asked(collector, small_assistant, {})
    sent = b"".join(collector.bodies).lower()
    assert [word for word in (b"leave", b"annual", b"25 days", b"board") if word in sent] == []


def test_a_request_joins_the_trace_that_it_is_part_of(collector: Collector, small_assistant: Assistant) -> None:
    reply = asked(collector, small_assistant, {"traceparent": f"00-{PARENT}-{SPAN}-01"})[0]
    server = server_spans(collector)[0]
    assert (server.trace_id.hex(), server.parent_span_id.hex()) == (PARENT, SPAN)
    assert PARENT in reply


def test_two_answers_of_one_trace_have_an_id_each(collector: Collector, small_assistant: Assistant) -> None:
    first, second = asked(collector, small_assistant, {"traceparent": f"00-{PARENT}-{SPAN}-01"}, times=2)
    named = [attributes(span).get("ragstone.trace_id", "") for span in server_spans(collector)]
    assert PARENT in first
    assert PARENT not in second
    assert (named[0], len(named[1])) == ("", 32)
    assert named[1] in second


@pytest.mark.parametrize("parent", ["nonsense", f"00-{'0' * 32}-{SPAN}-01", f"00-{PARENT[:-1]}-{SPAN}-01"])
def test_a_parent_that_is_none_is_left_alone(collector: Collector, small_assistant: Assistant, parent: str) -> None:
    asked(collector, small_assistant, {"traceparent": parent})
    server = server_spans(collector)[0]
    assert (server.parent_span_id, server.trace_id.hex() == PARENT) == (b"", False)


def test_what_fails_is_marked_with_its_class_and_not_its_words(
    collector: Collector, small_assistant: Assistant
) -> None:
    with ScriptedServer(["It is hush."]) as away:
        writer = LlmWriter(OpenAIServer(away.base_url, "m", timeout_s=1))
    asked(collector, replace(small_assistant, answering=replace(small_assistant.answering, writer=writer)), {})
    draft = next(span for span in collector.spans() if span.name == "draft")
    assert (draft.status.code, draft.status.message) == (2, "LanguageModelError")
    server = server_spans(collector)[0]
    assert (server.status.code, attributes(server)["error.type"]) == (2, "language_model")


def test_what_machines_ask_every_few_seconds_is_not_traced(collector: Collector, small_assistant: Assistant) -> None:
    tracer = build_tracer(OtelSettings(endpoint=collector.url))
    with TestClient(create_app(lambda: small_assistant, tracer=tracer)) as client:
        for path in ("/healthz", "/metrics", "/v1/me"):
            client.get(path)
    assert [span.name for span in collector.spans()] == ["GET /v1/me"]


def test_a_collector_that_is_away_stops_nobody(small_assistant: Assistant) -> None:
    with Collector() as collector:
        pass
    assert '"status":"answered"' in asked(collector, small_assistant, {})[0]


def test_an_endpoint_that_is_no_url_is_refused() -> None:
    with pytest.raises(SettingsError, match="expected an http or https URL"):
        build_tracer(OtelSettings(endpoint="127.0.0.1:4318"))


def test_without_an_endpoint_nothing_of_it_is_imported() -> None:
    code = (
        "import sys, api.app; from ragstone.settings import OtelSettings; from ragstone.wiring import build_tracer; "
        "build_tracer(OtelSettings()); print({'ragstone.otel', 'opentelemetry.sdk'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout == "set()\n"
