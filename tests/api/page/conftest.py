"""A browser, and applications to open in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, expect, sync_playwright

from api.app import create_app
from models.protocols import Embedder
from ragstone.assistant import Assistant
from ragstone.audit.audit import Audit
from ragstone.audit.log import AuditLog
from ragstone.clock import today
from ragstone.keys.key import Key, digest
from ragstone.keys.keyring import Keyring
from tests.page_parts import FLAGS, Row, Script, Served, browser_path, scripted, served

OpenPage = Callable[..., Page]
PATIENCE_MS = 30_000  # a busy machine takes its time over a real answer
LEAVE: list[Row] = [
    {"id": "people/leave.md", "title": "Annual leave", "text": "Annual leave is 25 days a year.",
     "effective": "2026-01-01", "tags": {"department": ["people"]}},
    {"id": "finance/hotels.md", "title": "Hotels", "text": "Hotels may cost at most 140 euros a night.",
     "tags": {"department": ["finance"]}},
    {"id": "people/leave-2024.md", "title": "Annual leave until 2025", "text": "Annual leave is 20 days a year.",
     "expires": "2025-12-31", "tags": {"department": ["people"]}},
    {"id": "union/leave.md", "title": "Leave, as agreed", "text": "Annual leave is 28 days a year.",
     "groups": ["union"]},
    {"id": "board/bonus.md", "title": "The bonus of the board", "text": "The bonus is 90,000 euros a year.",
     "groups": ["board"], "tags": {"secrecy": ["high"]}},
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = browser_path()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens addresses, each in a context of its own; at the end no script failed and no policy was broken."""
    complaints: list[str] = []
    contexts = []

    def told(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    def failed(error: Error) -> None:
        complaints.append(str(error))

    def opened(url: str, **options: object) -> Page:
        settings: dict[str, Any] = {
            "viewport": {"width": 1280, "height": 800},
            "reduced_motion": "reduce",
            "locale": "en-GB",
            **options,
        }
        context = browser.new_context(**settings)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("console", told)
        page.on("pageerror", failed)
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def handbook(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the sample handbook is asked, with the shipped models."""
    kept = replace(assistant, audit=Audit(AuditLog(tmp_path_factory.mktemp("page") / "audit"), {}))
    with served(create_app(lambda: kept)) as server:
        yield server.url


@pytest.fixture(scope="session")
def script() -> Script:
    return Script()


@pytest.fixture(scope="session")
def small(script: Script, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Five documents, and drafts by `script`."""
    built = scripted(tmp_path_factory.mktemp("small"), LEAVE, script, embedder)
    yield built
    built.index.close()


@pytest.fixture(scope="session")
def scripted_server(small: Assistant) -> Iterator[Served]:
    with served(create_app(lambda: small)) as server:
        yield server


@pytest.fixture
def url(scripted_server: Served, script: Script) -> Iterator[str]:
    """Where the five documents are asked; what a test adds to the script is gone after it."""
    yield scripted_server.url
    script.drafts.clear()


@pytest.fixture
def records(small: Assistant) -> Callable[[], list[object]]:
    """What the audit log of the five documents holds."""

    def read() -> list[object]:
        assert small.audit is not None
        return list(small.audit.log.records())

    return read


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """Each key's secret is its name."""
    ring = Keyring(tmp_path / "keys.json")
    for name, groups, expires in (
        ("staff", (), None),
        ("board", ("board",), today() + timedelta(days=30)),
        ("old", (), today() - timedelta(days=1)),
    ):
        made = datetime(2026, 1, 1, tzinfo=UTC)
        ring.add(Key(name=name, sha256=digest(name), groups=groups, created=made, expires=expires))
    return ring
