from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from models.onnx_embedder import OnnxEmbedder
from models.onnx_entailment import OnnxEntailment
from models.onnx_reranker import OnnxReranker
from models.support import SupportScorer

WEIGHTS = Path(__file__).parents[2] / "models" / "weights"


@pytest.fixture(scope="session")
def weights() -> Path:
    return WEIGHTS


@pytest.fixture(scope="session")
def embedder() -> OnnxEmbedder:
    return OnnxEmbedder(WEIGHTS / "embedder", threads=1)


@pytest.fixture(scope="session")
def reranker() -> OnnxReranker:
    return OnnxReranker(WEIGHTS / "reranker", threads=1)


@pytest.fixture(scope="session")
def entailment() -> OnnxEntailment:
    return OnnxEntailment(WEIGHTS / "verifier", threads=1)


@pytest.fixture(scope="session")
def scorer() -> SupportScorer:
    return SupportScorer.load(WEIGHTS / "verifier", threads=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the embedder's folder that a test may break."""
    copy = tmp_path / "embedder"
    shutil.copytree(WEIGHTS / "embedder", copy)
    return copy
