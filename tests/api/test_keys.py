"""Who may ask: nobody without a key that opens, and nobody reads more than the key's groups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hmac import compare_digest
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.door import Door
from api.server import run
from ragstone.assistant import Assistant
from ragstone.clock import today
from ragstone.errors import KeyringError
from ragstone.keys.key import Key, Scope, digest
from ragstone.keys.keyring import Keyring
from ragstone.settings import load_settings

BONUS = {"question": "What is the board's bonus?", "as_of": "2026-11-24"}
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PATHS = [
    ("POST", "/v1/ask", BONUS),
    ("POST", "/v1/search", BONUS),
    ("POST", "/v1/verify", {"context": ["a"], "claim": "a"}),
    ("POST", "/v1/feedback", {"trace_id": "x", "opinion": "helpful"}),
    ("POST", "/v1/explain", BONUS),
    ("GET", "/v1/documents", None),
    ("GET", "/v1/documents/leave.md", None),
    ("GET", "/v1/documents/leave.md/chunks", None),
    ("GET", "/v1/documents/leave.md/source", None),
    ("GET", "/v1/documents/leave.md/page?start=0&end=9", None),
    ("GET", "/v1/me", None),
    ("POST", "/v1/documents", None),
    ("DELETE", "/v1/documents/leave.md", None),
    ("POST", "/v1/sync", None),
    ("GET", "/v1/jobs", None),
    ("GET", "/v1/jobs/any", None),
    ("GET", "/metrics", None),
    ("GET", "/v1/models", None),
    ("GET", "/v1/models/ragstone", None),
    ("POST", "/v1/chat/completions", {"model": "ragstone", "messages": [{"role": "user", "content": "Hm?"}]}),
]


def key(name: str, *, groups: tuple[str, ...] = (), scopes: tuple[Scope, ...] = (Scope.ASK,),
        expires: date | None = None, revoked: bool = False) -> Key:  # fmt: skip
    """Its secret is its name."""
    return Key(
        name=name, sha256=digest(name), groups=groups, scopes=scopes, created=NOW, expires=expires, revoked=revoked
    )


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    ring = Keyring(tmp_path / "keys.json")
    day = today()
    for one in (
        key("plain"), key("board", groups=("board", "hr")), key("app", scopes=(Scope.ASK, Scope.ACT_FOR)),
        key("gone", revoked=True), key("old", expires=day - timedelta(days=1)), key("last", expires=day),
        key("useless", scopes=()),
    ):  # fmt: skip
        ring.add(one)
    return ring


@pytest.fixture
def guarded(small_assistant: Assistant, keyring: Keyring) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: small_assistant, Door(keyring))) as opened:
        yield opened


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        bearer("nonsense"),
        bearer("gone"),
        bearer("old"),
        bearer(""),
        bearer(digest("board")),
        {"Authorization": "Basic board"},
    ],
)
def test_without_a_key_that_opens_nothing_is_said(
    guarded: TestClient, method: str, path: str, body: object, headers: dict[str, str]
) -> None:
    found = guarded.request(method, path, json=body, headers=headers)
    sent = headers not in ({}, bearer(""), {"Authorization": "Basic board"})
    challenge = 'Bearer error="invalid_token"' if sent else "Bearer"
    assert (found.status_code, found.headers["www-authenticate"]) == (401, challenge)
    assert found.json().get("error", found.json())["code"] == "unauthenticated"


@pytest.mark.parametrize(("method", "path", "body"), PATHS)
def test_a_key_without_the_scope_is_refused(guarded: TestClient, method: str, path: str, body: object) -> None:
    refused = guarded.request(method, path, json=body, headers=bearer("useless"))
    assert (refused.status_code, refused.headers["www-authenticate"]) == (403, 'Bearer error="insufficient_scope"')


def test_every_key_is_compared_in_constant_time(keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[str, str]] = []

    def compare(one: str, other: str) -> bool:
        compared.append((one, other))
        return compare_digest(one, other)

    monkeypatch.setattr("ragstone.keys.keyring.hmac.compare_digest", compare)
    for secret in ("plain", "useless", "nonsense"):
        compared.clear()
        keyring.holder(secret, today())
        assert compared == [(one.sha256, digest(secret)) for one in keyring.entries()]


def test_a_key_for_the_numbers_alone_asks_nothing(small_assistant: Assistant, tmp_path: Path) -> None:
    ring = Keyring(tmp_path / "keys.json")
    ring.add(key("prometheus", scopes=(Scope.METRICS,)))
    ring.add(key("uploader", scopes=(Scope.METRICS, Scope.INGEST)))
    with TestClient(create_app(lambda: small_assistant, Door(ring))) as client:
        assert client.get("/metrics", headers=bearer("prometheus")).status_code == 200
        for name in ("prometheus", "uploader"):
            assert client.post("/v1/ask", json=BONUS, headers=bearer(name)).status_code == 403
        assert client.get("/v1/jobs", headers=bearer("prometheus")).status_code == 403
        assert client.get("/v1/jobs", headers=bearer("uploader")).status_code != 403


def test_a_key_opens_on_its_last_day(guarded: TestClient) -> None:
    assert guarded.get("/v1/documents", headers=bearer("last")).status_code == 200


def test_whether_it_is_ready_anybody_may_know(guarded: TestClient) -> None:
    assert guarded.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("secret", "asked_for", "reads"),
    [
        ("plain", [], False),
        ("plain", ["board"], False),
        ("board", [], True),
        ("board", ["board"], True),
        ("board", ["hr"], False),
        ("board", ["sales"], False),
        ("app", [], False),
        ("app", ["board"], True),
    ],
)
def test_a_body_never_widens_what_a_key_may_read(
    guarded: TestClient, secret: str, asked_for: list[str], reads: bool
) -> None:
    asked = {**BONUS, "groups": asked_for}

    def holds(text: str) -> bool:
        return "90,000" in text or "board.md" in text

    listed = guarded.get("/v1/documents", params={"group": asked_for}, headers=bearer(secret))
    for found in (
        guarded.post("/v1/ask", json=asked, headers=bearer(secret)),
        guarded.post("/v1/search", json=asked, headers=bearer(secret)),
        guarded.post("/v1/explain", json=asked, headers=bearer(secret)),
        guarded.post("/v1/ask", json=asked, headers={**bearer(secret), "Accept": "text/event-stream"}),
        listed,
    ):
        assert found.status_code == 200
        assert holds(found.text) is reads


@pytest.mark.parametrize("part", ["", "/chunks", "/source"])
@pytest.mark.parametrize(("secret", "reads"), [("plain", False), ("board", True)])
def test_a_document_opens_to_its_groups_alone(guarded: TestClient, part: str, secret: str, reads: bool) -> None:
    def found(document_id: str) -> tuple[int, str]:
        response = guarded.get(
            f"/v1/documents/{document_id}{part}", params={"group": ["board"]}, headers=bearer(secret)
        )
        return response.status_code, response.text.replace(document_id, "ID")

    assert found("board.md")[0] == (200 if reads else 404)
    assert (found("board.md") == found("made-up.md")) is not reads


def test_a_key_is_told_what_it_opens(guarded: TestClient) -> None:
    told = guarded.get("/v1/me", headers=bearer("board")).json()
    assert (told["name"], told["groups"], told["keys_required"]) == ("board", ["board", "hr"], True)
    assert told["may_name_groups"] is told["feedback"] is False
    assert guarded.get("/v1/me", headers=bearer("app")).json()["may_name_groups"] is True
    assert guarded.get("/v1/me", headers=bearer("last")).json()["expires"] == str(today())


def test_openais_clients_read_what_their_key_may(guarded: TestClient) -> None:
    body = {"model": "ragstone", "messages": [{"role": "user", "content": BONUS["question"]}], "groups": ["board"]}

    def said(secret: str) -> str:
        return guarded.post("/v1/chat/completions", json=body, headers=bearer(secret)).text

    assert "90,000" in said("board")
    assert "90,000" not in said("plain")
    assert "90,000" not in said("app")


def test_a_key_that_is_revoked_opens_nothing_from_the_next_request_on(guarded: TestClient, keyring: Keyring) -> None:
    assert guarded.get("/v1/documents", headers=bearer("plain")).status_code == 200
    keyring.revoke("plain")
    assert guarded.get("/v1/documents", headers=bearer("plain")).status_code == 401


def test_a_file_that_breaks_opens_nothing(guarded: TestClient, keyring: Keyring) -> None:
    keyring.path.write_text("{")
    found = guarded.get("/v1/documents", headers=bearer("plain"))
    assert (found.status_code, found.json()["code"]) == (503, "keyring")
    keyring.path.unlink()
    assert guarded.get("/v1/documents", headers=bearer("plain")).status_code == 401


def test_a_server_with_broken_keys_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("[]")
    flags: Any = {"api": {"host": "0.0.0.0", "keys": tmp_path / "keys.json"}}  # noqa: S104
    with pytest.raises(KeyringError, match="no file of keys"):
        run(load_settings(flags=flags, environment={}).settings)
