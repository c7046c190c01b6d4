"""A small library to upload to: an index, a source, and an assistant that answers from whatever is in it now."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient

from answer.answering import Answering
from answer.sufficiency import Sufficiency
from answer.writers.extractive import ExtractiveWriter
from api.app import create_app
from api.door import Door
from ingest.sources.places import discover
from models.protocols import Embedder
from ragstone.assistant import Assistant
from ragstone.ingestion import build_sync
from ragstone.jobs.intake import Intake
from ragstone.keys.key import Key, Scope, digest
from ragstone.keys.keyring import Keyring
from ragstone.settings import Settings, load_settings
from ragstone.wiring import build_index, build_intake, build_retriever
from tests.tiny_parts import WordReranker, WordSufficiency, WordVerifier
from verify.checker import Checker
from verify.gate import Gate

SOURCE = {
    "leave.md": "# Leave\n\nAnnual leave is 25 days a year.\n",
    "board.md": "---\ngroups: [board]\n---\n# Board\n\nThe board's bonus is 90,000 euros.\n",
}
WAIT_S = 90.0
Client = httpx.Client | TestClient


@dataclass(frozen=True, slots=True)
class World:
    """Everything below `root`."""

    root: Path
    settings: Settings
    embedder: Embedder

    @property
    def uploads(self) -> Path:
        return self.root / "uploads"

    @property
    def source(self) -> Path:
        return self.root / "source"

    def intake(self) -> Intake:
        return build_intake(self.settings)

    def app(self, keyring: Keyring | None = None, intake: Intake | None = None) -> FastAPI:
        return create_app(self.assistant, Door(keyring), intake=intake or self.intake())

    def sync(self) -> None:
        """The source, without the API."""
        build_sync(self.settings, rebuild=False).run(discover(self.source), roots=[str(self.source)])

    def assistant(self) -> Assistant:
        index = build_index(self.settings)
        reranker = WordReranker()
        sufficiency = Sufficiency(WordSufficiency(), weights=(-3.72, 0.0, 2.41, 2.09, 0.5, 0.62), threshold=0.5)
        answering = Answering(ExtractiveWriter(reranker, max_sentences=1), Checker(WordVerifier()), Gate(), sufficiency)
        return Assistant(index, build_retriever(self.settings, index, self.embedder, reranker), answering)


def world(root: Path, embedder: Embedder, **api: object) -> World:
    """A world with the source in its index, and nothing uploaded."""
    for name, text in SOURCE.items():
        (root / "source").mkdir(exist_ok=True)
        (root / "source" / name).write_text(text)
    flags: Any = {
        "index": {"path": root / "index"},
        "api": {"sources": (str(root / "source"),), "uploads": root / "uploads", **api},
    }
    made = World(root, load_settings(flags=flags, environment={}).settings, embedder)
    made.sync()
    return made


def keyring_of(root: Path, **keys: tuple[tuple[str, ...], tuple[Scope, ...]]) -> Keyring:
    """Keys by name, each its own secret, with groups and scopes besides `ask`."""
    ring = Keyring(root / "keys.json")
    for name, (groups, scopes) in keys.items():
        created = datetime(2026, 1, 1, tzinfo=UTC)
        scopes = (Scope.ASK, *scopes)
        ring.add(Key(name=name, sha256=digest(name), groups=groups, scopes=scopes, created=created))
    return ring


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"} if secret else {}


def finished(client: Client, job: str, secret: str = "") -> dict[str, Any]:
    """The job once it is over."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        row: dict[str, Any] = client.get(f"/v1/jobs/{job}", headers=bearer(secret)).json()
        if row["state"] in ("done", "failed"):
            return row
        time.sleep(0.1)
    raise TimeoutError(row)


class Response(Protocol):
    """What both kinds of clients give."""

    @property
    def status_code(self) -> int: ...

    @property
    def text(self) -> str: ...

    def json(self) -> Any: ...  # noqa: ANN401 - as the clients have it


def message_of(response: Response) -> str:
    """The sentence of an error, in whatever form it comes."""
    row = response.json()
    return str(row["error"]["message"] if "error" in row else row["detail"])
