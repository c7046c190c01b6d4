"""How much may be sent, and how slowly."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from ragstone.assistant import Assistant
from ragstone.settings import ApiSettings
from tests.page_parts import Served, served

SMALL = ApiSettings(max_body_mb=0.001, body_timeout_s=0.3)


@pytest.fixture
def server(small_assistant: Assistant) -> Iterator[Served]:
    with served(create_app(lambda: small_assistant, settings=SMALL)) as running:
        yield running


def test_a_body_that_is_announced_too_large_is_refused(server: Served) -> None:
    refused = httpx.post(f"{server.url}v1/ask", json={"question": "x" * 2000}, trust_env=False)
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")
    assert refused.json()["detail"] == "got a body of more than 1000 bytes, expected less; send less at once"


def test_a_body_that_grows_too_large_is_refused(server: Served) -> None:
    pieces = (b"x" * 300 for _ in range(5))
    refused = httpx.post(f"{server.url}v1/ask", content=pieces, trust_env=False)
    assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")


def test_openais_clients_are_refused_in_their_form(server: Served) -> None:
    refused = httpx.post(f"{server.url}v1/chat/completions", json={"model": "x" * 2000}, trust_env=False)
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "body_too_large")


def test_a_body_that_does_not_come_is_given_up(server: Served) -> None:
    host, port = server.url.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as opened:
        opened.sendall(b"POST /v1/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        opened.settimeout(10)
        reply = b"".join(iter(lambda: opened.recv(4000), b"")).decode()
    assert reply.startswith("HTTP/1.1 408 ")
    assert "body_too_slow" in reply


def test_a_slow_reader_of_a_stream_is_no_slow_sender(small_assistant: Assistant) -> None:
    with TestClient(create_app(lambda: small_assistant, settings=SMALL)) as client:
        asked = {"question": "How long is annual leave?", "as_of": "2026-11-24"}
        assert "event: done" in client.post("/v1/ask", json=asked, headers={"Accept": "text/event-stream"}).text


def test_other_sites_may_ask_only_where_they_are_named(small_assistant: Assistant) -> None:
    headers = {"Origin": "https://app.example.com", "Access-Control-Request-Method": "POST"}
    with TestClient(create_app(lambda: small_assistant)) as closed:
        assert "access-control-allow-origin" not in closed.options("/v1/ask", headers=headers).headers
        assert "access-control-allow-origin" not in closed.get("/healthz", headers=headers).headers
    settings = ApiSettings(cors_origins=("https://app.example.com",))
    with TestClient(create_app(lambda: small_assistant, settings=settings)) as opened:
        allowed = opened.options("/v1/ask", headers=headers)
        other = opened.options("/v1/ask", headers={**headers, "Origin": "https://evil.example.com"})
    assert allowed.headers["access-control-allow-origin"] == "https://app.example.com"
    assert "access-control-allow-origin" not in other.headers
