"""How many requests a key may make in a minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.door import Door
from api.failures import RateLimitedError
from api.rate_limit import RateLimit
from ragstone.assistant import Assistant
from ragstone.keys.key import Key, digest
from ragstone.keys.keyring import Keyring
from ragstone.settings import ApiSettings


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def limited(small_assistant: Assistant, tmp_path: Path) -> Iterator[TestClient]:
    """Two keys, each with three requests a minute."""
    keyring = Keyring(tmp_path / "keys.json")
    for name in ("one", "other"):
        keyring.add(Key(name=name, sha256=digest(name), created=datetime(2026, 1, 1, tzinfo=UTC)))
    with TestClient(
        create_app(lambda: small_assistant, Door(keyring), settings=ApiSettings(requests_per_minute=3))
    ) as opened:
        yield opened


def test_every_response_says_what_is_left(limited: TestClient) -> None:
    found = [limited.get("/v1/me", headers=bearer("one")).headers for _ in range(3)]
    assert [one["ratelimit-policy"] for one in found] == ['"key";q=3;w=60'] * 3
    assert [one["ratelimit"].partition(";t=")[0] for one in found] == ['"key";r=2', '"key";r=1', '"key";r=0']


def test_what_is_too_much_is_refused_until_there_is_more(limited: TestClient) -> None:
    for _ in range(3):
        assert limited.get("/v1/documents", headers=bearer("one")).status_code == 200
    refused = limited.post("/v1/ask", json={"question": "How long is leave?"}, headers=bearer("one"))
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert refused.headers["ratelimit"].startswith('"key";r=0;t=')


def test_one_key_does_not_use_up_anothers(limited: TestClient) -> None:
    for _ in range(4):
        limited.get("/v1/me", headers=bearer("one"))
    assert limited.get("/v1/me", headers=bearer("one")).status_code == 429
    assert limited.get("/v1/me", headers=bearer("other")).status_code == 200


def test_a_stream_says_what_is_left_too(limited: TestClient) -> None:
    headers = {**bearer("one"), "Accept": "text/event-stream"}
    found = limited.post("/v1/ask", json={"question": "How long is annual leave?"}, headers=headers)
    assert found.headers["ratelimit"].startswith('"key";r=2')


def test_openais_clients_are_told_in_their_form(limited: TestClient) -> None:
    body = {"model": "ragstone", "messages": [{"role": "user", "content": "Hm?"}]}
    for _ in range(3):
        limited.get("/v1/me", headers=bearer("one"))
    refused = limited.post("/v1/chat/completions", json=body, headers=bearer("one"))
    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "rate_limited"
    assert "retry-after" in refused.headers


def test_what_opens_nothing_and_what_needs_no_key_is_not_counted(limited: TestClient) -> None:
    for path in ("/", "/healthz", "/v1/me"):
        assert "ratelimit" not in limited.get(path).headers
    assert limited.get("/v1/me", headers=bearer("one")).headers["ratelimit"].startswith('"key";r=2')


def test_without_keys_all_share_one(small_assistant: Assistant) -> None:
    with TestClient(create_app(lambda: small_assistant, settings=ApiSettings(requests_per_minute=1))) as client:
        assert [client.get("/v1/me").status_code for _ in range(2)] == [200, 429]


def test_without_a_limit_nothing_is_said(client: TestClient) -> None:
    assert "ratelimit" not in client.get("/v1/me").headers


def test_a_minute_later_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    limit = RateLimit(2)
    assert [limit.take("a").remaining for _ in range(2)] == [1, 0]
    with pytest.raises(RateLimitedError, match="got more than 2 requests of this key within a minute; wait 60 s"):
        limit.take("a")
    now[0] += 60.1
    assert limit.take("a").remaining == 1
