from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from models.errors import ModelLoadError, ModelMissingError
from tests.tiny_models import save_bge_m3, save_classifier

pytest.importorskip("FlagEmbedding")
from models.flag import BgeReranker, FlagEmbedder

pytestmark = pytest.mark.filterwarnings("ignore")

TEXTS = ["Refunds take 14 days.", "Lunch starts at noon.", "word " * 900]


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> FlagEmbedder:
    return FlagEmbedder(save_bge_m3(tmp_path_factory.mktemp("tiny-m3")))


@pytest.fixture(scope="module")
def reranker(tmp_path_factory: pytest.TempPathFactory) -> BgeReranker:
    return BgeReranker(save_classifier(tmp_path_factory.mktemp("tiny-bge")))


def test_vectors_have_unit_length(embedder: FlagEmbedder) -> None:
    found = embedder.embed_documents(TEXTS)
    assert found.shape == (3, embedder.dimension)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert embedder.embed_documents([]).shape == (0, 32)


def test_query_and_document_agree(embedder: FlagEmbedder) -> None:
    assert embedder.embed_query(TEXTS[0]) == pytest.approx(embedder.embed_documents(TEXTS)[0], abs=1e-4)


def test_tokens_are_counted_whole(embedder: FlagEmbedder) -> None:
    assert embedder.count_tokens(["", *TEXTS]) == [0, 6, 5, 900]


def test_relevance_is_the_sigmoid_of_the_models_own_logit(reranker: BgeReranker, tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder

    logits = CrossEncoder(str(save_classifier(tmp_path))).predict(
        [("How long?", text) for text in TEXTS[:2]], activation_fn=None, convert_to_numpy=True
    )
    found = reranker.score("How long?", TEXTS[:2])
    assert found == pytest.approx([float(value) for value in logits], abs=1e-3)
    assert all(math.isfinite(value) and 0 < value < 1 for value in found)


def test_one_text_and_none_are_scored_too(reranker: BgeReranker) -> None:
    assert reranker.score("How long?", TEXTS[:1]).shape == (1,)
    assert reranker.score("How long?", []).shape == (0,)
    assert reranker.name.startswith("tiny-bge")


def test_a_tokenizer_without_a_decoder_is_refused(tmp_path: Path) -> None:
    folder = save_classifier(tmp_path / "no-decoder")
    fields = json.loads((folder / "tokenizer.json").read_text())
    fields["decoder"] = None
    (folder / "tokenizer.json").write_text(json.dumps(fields))
    with pytest.raises(ModelLoadError, match="no decoder, expected one"):
        BgeReranker(folder)


@pytest.mark.parametrize("load", [FlagEmbedder, BgeReranker])
def test_missing_and_broken_folders_are_told_apart(
    load: type[FlagEmbedder] | type[BgeReranker], tmp_path: Path
) -> None:
    with pytest.raises(ModelMissingError, match="got no folder"):
        load(tmp_path / "absent")
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelLoadError, match="download it again"):
        load(tmp_path)
