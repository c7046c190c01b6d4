"""The application over a small assistant that needs no weights but the embedder's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from fastapi.testclient import TestClient

from answer.answering import Answering
from answer.sufficiency import Sufficiency
from answer.writers.extractive import ExtractiveWriter
from api.app import create_app
from ingest.index.bm25 import Bm25Encoder
from ingest.index.directory import IndexDirectory
from ingest.index.edge import EdgeIndex
from ingest.sources.places import discover
from models.protocols import Embedder
from ragstone.assistant import Assistant
from ragstone.ingestion import build_sync
from ragstone.settings import load_settings
from ragstone.wiring import build_retriever
from tests.tiny_parts import WordReranker, WordSufficiency, WordVerifier
from verify.checker import Checker
from verify.gate import Gate

FILES = {
    "leave.md": "---\ntags: {department: people}\n---\n# Leave\n\nAnnual leave is 25 days a year.\n",
    "travel.md": (
        "---\ntags: {department: finance}\neffective: 2026-01-01\n---\n"
        "# Travel\n\nHotels may cost at most 140 euros a night.\n"
    ),
    "old.md": "---\nexpires: 2025-12-31\n---\n# Leave\n\nAnnual leave is 20 days a year.\n",
    "board.md": "---\ngroups: [board]\ntags: {secrecy: high}\n---\n# Board\n\nThe board's bonus is 90,000 euros.\n",
}


@pytest.fixture(scope="session")
def small_assistant(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    root = tmp_path_factory.mktemp("api")
    for name, text in FILES.items():
        (root / name).write_text(text)
    settings = load_settings(flags={"index": {"path": root / ".index"}}, environment={}).settings
    build_sync(settings, rebuild=False).run(discover(root), roots=[str(root)])
    index = EdgeIndex(IndexDirectory(settings.index.path), Bm25Encoder())
    reranker = WordReranker()
    answering = Answering(
        ExtractiveWriter(reranker, max_sentences=1),
        Checker(WordVerifier()),
        Gate(),
        # A rule of its own, so that what is shipped can change: relevance, similarity and words, as in tiny worlds.
        Sufficiency(WordSufficiency(), weights=(-3.72, 0.0, 2.41, 2.09, 0.5, 0.62), threshold=0.5),
    )
    yield Assistant(index, build_retriever(settings, index, embedder, reranker), answering)
    index.close()


@pytest.fixture
def client(small_assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_app(lambda: small_assistant)) as opened:
        yield opened


@dataclass
class Late:
    """An assistant that is there only after some failures."""

    assistant: Assistant
    failures: list[Exception]
    tries: int = 0

    def __call__(self) -> Assistant:
        self.tries += 1
        if self.failures:
            raise self.failures.pop(0)
        return self.assistant


@pytest.fixture
def late(small_assistant: Assistant) -> Late:
    return Late(replace(small_assistant), [])
