from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.errors import ModelLoadError, ModelMissingError
from tests.tiny_models import save_classifier, save_encoder

pytest.importorskip("sentence_transformers")
from models.sentence import SentenceEmbedder, SentenceReranker

pytestmark = pytest.mark.filterwarnings("ignore")

TEXTS = ["Refunds take 14 days.", "", "word " * 900]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> SentenceEmbedder:
    return SentenceEmbedder(save_encoder(tmp_path_factory.mktemp("tiny-encoder")))


@pytest.fixture(scope="module")
def reranker(tmp_path_factory: pytest.TempPathFactory) -> SentenceReranker:
    return SentenceReranker(save_classifier(tmp_path_factory.mktemp("tiny-reranker")))


def test_vectors_have_unit_length(embedder: SentenceEmbedder) -> None:
    found = embedder.embed_documents(TEXTS)
    assert found.shape == (3, embedder.dimension)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)


def test_query_and_document_agree_without_prompts(embedder: SentenceEmbedder) -> None:
    assert embedder.embed_query(TEXTS[0]) == pytest.approx(embedder.embed_documents(TEXTS[:1])[0], abs=1e-5)


def test_tokens_are_counted_whole(embedder: SentenceEmbedder) -> None:
    assert embedder.count_tokens(TEXTS) == [6, 0, 900]


def test_the_name_is_the_folders(embedder: SentenceEmbedder) -> None:
    assert embedder.name.startswith("tiny-encoder")
    assert embedder.embed_documents([]).shape == (0, 32)


def test_relevance_lies_in_zero_to_one(reranker: SentenceReranker) -> None:
    found = reranker.score("How long do refunds take?", TEXTS)
    assert found.shape == (3,)
    assert np.all((found > 0) & (found < 1))
    assert reranker.score("x", []).shape == (0,)
    assert reranker.name.startswith("tiny-reranker")


def test_a_classifier_is_no_reranker(tmp_path: Path) -> None:
    with pytest.raises(ModelLoadError, match="with 3 logits, expected 1"):
        SentenceReranker(save_classifier(tmp_path / "nli", labels=3))


@pytest.mark.parametrize("load", [SentenceEmbedder, SentenceReranker])
def test_missing_and_broken_folders_are_told_apart(
    load: type[SentenceEmbedder] | type[SentenceReranker], tmp_path: Path
) -> None:
    with pytest.raises(ModelMissingError, match="got no folder"):
        load(tmp_path / "absent")
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelLoadError, match="download it again"):
        load(tmp_path)
