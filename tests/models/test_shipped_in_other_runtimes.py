"""The adapters for bigger models, on our own weights saved in the libraries' formats: they agree with the ONNX path."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.onnx_embedder import OnnxEmbedder
from models.onnx_reranker import OnnxReranker
from models.protocols import EntailmentModel, Float32
from tests.tiny_models import save_shipped_embedder, save_shipped_reranker

pytest.importorskip("sentence_transformers")
pytest.importorskip("onnx")
from models.sentence import SentenceEmbedder, SentenceEntailment, SentenceReranker

pytestmark = pytest.mark.filterwarnings("ignore")

QUESTION = "How long do refunds take?"
TEXTS = [
    "Refunds are paid within 14 days of the return.",
    "A refund takes two weeks as a rule, and longer before the holidays.",
    "The travel desk books flights on working days.",
    "Net sales rose 8 % to $81.8 billion in the third quarter.",
]


@pytest.fixture(scope="module")
def saved_reranker(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_shipped_reranker(tmp_path_factory.mktemp("reranker"))


def log_odds(shares: Float32) -> Float32:
    odds: Float32 = np.log(shares / (1 - shares))
    return odds


def test_the_embedder_is_the_same_in_sentence_transformers(embedder: OnnxEmbedder, tmp_path: Path) -> None:
    found = SentenceEmbedder(save_shipped_embedder(tmp_path)).embed_documents(TEXTS)
    assert np.sum(found * embedder.embed_documents(TEXTS), axis=1) == pytest.approx(1, abs=0.02)


def test_the_reranker_is_the_same_in_sentence_transformers(reranker: OnnxReranker, saved_reranker: Path) -> None:
    theirs, ours = SentenceReranker(saved_reranker).score(QUESTION, TEXTS), reranker.score(QUESTION, TEXTS)
    assert np.argsort(theirs).tolist() == np.argsort(ours).tolist()
    assert log_odds(theirs) == pytest.approx(log_odds(ours) / 0.33, abs=0.6)


def test_the_reranker_is_the_same_in_flagembedding(reranker: OnnxReranker, saved_reranker: Path) -> None:
    pytest.importorskip("FlagEmbedding")
    from models.flag import BgeReranker

    theirs = BgeReranker(saved_reranker).score(QUESTION, TEXTS)
    assert log_odds(theirs) == pytest.approx(log_odds(reranker.score(QUESTION, TEXTS)) / 0.33, abs=0.6)


def test_one_logit_verifies_as_the_odds_of_support(reranker: OnnxReranker, saved_reranker: Path) -> None:
    model: EntailmentModel = SentenceEntailment(saved_reranker)
    found = model.judge([(QUESTION, text) for text in TEXTS])
    assert found[:, 1] == pytest.approx(0)
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert log_odds(found[:, 0]) == pytest.approx(log_odds(reranker.score(QUESTION, TEXTS)) / 0.33, abs=0.6)
