"""What several rooms' tests share: the shipped models, and an index of the sample handbook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.sources.places import discover
from models.protocols import Embedder
from ragstone.assistant import Assistant
from ragstone.ingestion import build_sync
from ragstone.settings import Settings, load_settings
from ragstone.wiring import SHIPPED, build_assistant

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    from models.onnx_embedder import OnnxEmbedder

    return OnnxEmbedder(SHIPPED / "embedder")


def settings_for(index: Path) -> Settings:
    return load_settings(flags={"index": {"path": index}}, environment={}).settings


@pytest.fixture(scope="session")
def handbook_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index that holds the sample handbook."""
    settings = settings_for(tmp_path_factory.mktemp("handbook") / "index")
    handbook = ROOT / "samples" / "handbook"
    build_sync(settings, rebuild=False).run(discover(handbook), roots=[str(handbook)])
    return settings


@pytest.fixture(scope="session")
def assistant(handbook_settings: Settings) -> Iterator[Assistant]:
    built = build_assistant(handbook_settings)
    yield built
    built.index.close()
