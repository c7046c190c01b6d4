"""What tests of the page are made of: an application on the loopback, and an assistant that says what a test wants."""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

from answer.answering import Answering
from answer.sufficiency import Sufficiency
from ingest.sources.places import discover
from models.protocols import Embedder
from ragstone.assistant import Assistant
from ragstone.audit.audit import Audit
from ragstone.audit.log import AuditLog
from ragstone.ingestion import build_sync
from ragstone.settings import load_settings
from ragstone.wiring import build_index, build_retriever
from retrieval.hit import Evidence
from tests.tiny_parts import WordReranker, WordSufficiency, WordVerifier
from verify.checker import Checker
from verify.gate import Gate
from verify.verification import CheckedClaim

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
_WAIT_S = 20.0
Piece = str | threading.Event | Exception
Row = Mapping[str, object]


def browser_path() -> str:
    """Where a browser is; where there is none, the test is left out by name, or fails where one is required."""
    named = os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if named:
        return named
    message = "no chromium is installed, so the page is not tested in a browser: apt-get install chromium"
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(message)
    pytest.skip(message)


@dataclass
class Script:
    """A writer that drafts what a test says: pieces of text, events to wait for, errors to raise."""

    drafts: dict[str, Sequence[Piece]] = field(default_factory=dict)
    name: str = "script"

    def write(self, question: str, evidence: Evidence) -> Iterator[str]:
        for words, pieces in self.drafts.items():
            if words in question:
                yield from _played(pieces)
                return

    def repair(self, question: str, evidence: Evidence, draft: str, refused: Sequence[CheckedClaim]) -> Iterator[str]:
        return iter(())


def _played(pieces: Sequence[Piece]) -> Iterator[str]:
    for piece in pieces:
        if isinstance(piece, threading.Event):
            piece.wait(_WAIT_S)
        elif isinstance(piece, Exception):
            raise piece
        else:
            yield piece


def scripted(root: Path, rows: Sequence[Row], script: Script, embedder: Embedder) -> Assistant:
    """An assistant over `rows` of documents that drafts by `script` and keeps an audit log in `root`."""
    source = root / "rows.jsonl"
    source.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    settings = load_settings(flags={"index": {"path": root / "index"}}, environment={}).settings
    build_sync(settings, rebuild=False).run(discover(source), roots=[str(source)])
    index = build_index(settings)
    sufficiency = Sufficiency(WordSufficiency(), weights=(0.0, 0.0, 0.0, 0.0, 0.0, 0.0), threshold=0.0)
    answering = Answering(script, Checker(WordVerifier()), Gate(), sufficiency)
    retriever = build_retriever(settings, index, embedder, WordReranker())
    return Assistant(index, retriever, answering, audit=Audit(AuditLog(root / "audit"), {}))


@dataclass
class Served:
    """An application that listens, and may stop and listen again at the same address."""

    app: FastAPI
    port: int = 0
    _server: uvicorn.Server | None = None
    _thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        opened = socket.socket()
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(("127.0.0.1", self.port))
        self.port = opened.getsockname()[1]
        config = uvicorn.Config(self.app, log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [opened]}, daemon=True)
        self._thread.start()
        until = time.monotonic() + _WAIT_S
        while not self._server.started:
            assert time.monotonic() < until
            time.sleep(0.01)

    def stop(self) -> None:
        assert self._server is not None
        assert self._thread is not None
        self._server.should_exit = True
        self._thread.join(_WAIT_S)


@contextmanager
def served(app: FastAPI) -> Iterator[Served]:
    """Listens on the loopback while it is entered."""
    server = Served(app)
    server.start()
    try:
        yield server
    finally:
        server.stop()
