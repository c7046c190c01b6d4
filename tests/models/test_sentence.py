from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from models.errors import ModelLoadError, ModelMissingError
from tests.tiny_models import save_classifier, save_encoder

pytest.importorskip("sentence_transformers")
from models.sentence import SentenceEmbedder, SentenceEntailment, SentenceReranker

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


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        (["entailment", "neutral", "contradiction"], [0, 2, 1]),
        (["CONTRADICTION", "ENTAILMENT", "NEUTRAL"], [1, 0, 2]),
        (["LABEL_0", "LABEL_1"], [2, 0]),
        (["hallucinated", "consistent"], [2, 0]),
        (["not_entailment", "entailment"], [2, 0]),
    ],
)
def test_classes_are_read_from_their_names(tmp_path: Path, names: list[str], columns: list[int]) -> None:
    folder = save_classifier(tmp_path / "nli", labels=len(names))
    config = json.loads((folder / "config.json").read_text())
    config["id2label"] = {str(number): name for number, name in enumerate(names)}
    config["label2id"] = {name: number for number, name in enumerate(names)}
    (folder / "config.json").write_text(json.dumps(config))
    found = SentenceEntailment(folder).judge([("Refunds take 14 days.", "Refunds take two weeks."), ("", "")])
    assert found.shape == (2, 3)
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert sorted(np.flatnonzero(found[0]).tolist()) == sorted(columns)


def test_classes_that_say_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelLoadError, match="with classes LABEL_0, LABEL_1, LABEL_2, expected names like entailment"):
        SentenceEntailment(save_classifier(tmp_path / "nli", labels=3))


def test_no_pairs_are_judged_as_nothing(tmp_path: Path) -> None:
    assert SentenceEntailment(save_classifier(tmp_path / "one")).judge([]).shape == (0, 3)


@pytest.mark.parametrize("load", [SentenceEmbedder, SentenceEntailment, SentenceReranker])
def test_missing_and_broken_folders_are_told_apart(
    load: type[SentenceEmbedder] | type[SentenceEntailment] | type[SentenceReranker], tmp_path: Path
) -> None:
    with pytest.raises(ModelMissingError, match="got no folder"):
        load(tmp_path / "absent")
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelLoadError, match="download it again"):
        load(tmp_path)
