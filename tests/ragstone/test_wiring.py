from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from ingest.errors import IndexMismatchError, IndexMissingError
from models.errors import ModelMissingError
from models.protocols import Float32
from ragstone.language import build_language_model
from ragstone.settings import Settings, SettingsError, Tree, load_settings
from ragstone.wiring import (
    build_assistant,
    build_checker,
    build_embedder,
    build_entailment,
    build_reranker,
    build_scorer,
    build_searcher,
    build_splitter,
    build_sufficiency,
)
from tests.tiny_parts import WordReranker


def settings(**sections: dict[str, object]) -> Settings:
    flags: Tree = dict(sections)
    return load_settings(flags=flags, environment={}).settings


def with_models(given: Settings, **changes: object) -> Settings:
    return given.model_copy(update={"models": given.models.model_copy(update=changes)})


@pytest.mark.parametrize("runtime", ["sentence", "flag"])
def test_a_missing_extra_is_said_with_the_command_to_get_it(runtime: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, f"models.{runtime}", None)
    chosen = settings(models={"embedder": runtime, "reranker": runtime, "embedder_path": "x", "reranker_path": "x"})
    with pytest.raises(SettingsError, match=r"not installed .*install `ragstone\[torch\]`"):
        build_embedder(chosen.models)
    with pytest.raises(SettingsError, match=r"not installed .*install `ragstone\[torch\]`"):
        build_reranker(chosen.models)


def test_a_runtime_without_shipped_weights_needs_a_folder() -> None:
    pytest.importorskip("sentence_transformers", reason="the extra `torch` is not installed")
    with pytest.raises(SettingsError, match="got no models.embedder_path, expected its folder"):
        build_embedder(settings(models={"embedder": "sentence"}).models)


@pytest.mark.parametrize(
    ("runtime", "name", "build"),
    [
        ("sentence", "SentenceEmbedder", lambda chosen: build_embedder(chosen.models)),
        ("flag", "FlagEmbedder", lambda chosen: build_embedder(chosen.models)),
        ("sentence", "SentenceReranker", lambda chosen: build_reranker(chosen.models)),
        ("flag", "BgeReranker", lambda chosen: build_reranker(chosen.models)),
        ("sentence", "SentenceEntailment", lambda chosen: build_entailment(chosen.models)),
    ],
)
def test_a_bigger_model_gets_its_folder_and_its_device(
    runtime: str, name: str, build: Callable[[Settings], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[tuple[Path, str]] = []
    stand_in = ModuleType(f"models.{runtime}")
    setattr(stand_in, name, lambda folder, *, device: given.append((folder, device)))
    monkeypatch.setitem(sys.modules, f"models.{runtime}", stand_in)
    paths = {f"{model}_path": Path("bge") for model in ("embedder", "reranker", "verifier")}
    kinds = {"embedder": runtime, "reranker": runtime, "verifier": "sentence"}
    build(settings(models={**paths, **kinds, "device": "cuda:0"}))
    assert given == [(Path("bge"), "cuda:0")]


def test_no_reranker_can_be_chosen() -> None:
    assert build_reranker(settings(models={"reranker": "none"}).models) is None


def test_the_extractive_writer_needs_a_reranker(tiny_settings: Settings) -> None:
    with pytest.raises(SettingsError, match="'none' with answer.writer 'extractive', which needs one"):
        build_assistant(tiny_settings)


def test_without_a_verifier_there_is_no_assistant(
    tiny_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ragstone.wiring.build_reranker", lambda _: WordReranker())
    with pytest.raises(ModelMissingError, match=str(tmp_path)):
        build_assistant(with_models(tiny_settings, verifier_path=tmp_path))


def test_another_verifier_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "models.sentence", None)
    with pytest.raises(SettingsError, match=r"not installed .*install `ragstone\[torch\]`"):
        build_entailment(settings(models={"verifier": "sentence", "verifier_path": "x"}).models)


def test_another_verifier_needs_a_calibration_of_its_own() -> None:
    chosen = settings(models={"verifier": "sentence", "verifier_path": "x"})
    with pytest.raises(SettingsError, match=r"got no models\.verifier_calibration, expected"):
        build_checker(chosen)


def test_verifier_and_sufficiency_share_one_encoder() -> None:
    chosen = settings()
    scorer = build_scorer(chosen.models)
    assert id(build_sufficiency(chosen, scorer.entailment).model) == id(scorer.entailment)


def test_where_the_verifier_knows_nothing_of_sufficiency_the_shipped_model_is_asked() -> None:
    class Other:
        name = "other"

        def judge(self, pairs: Sequence[tuple[str, str]]) -> Float32:
            return np.zeros((len(pairs), 3), dtype=np.float32)

    assert build_sufficiency(settings(), Other()).model.name.startswith("ragstone-verifier")


def test_a_threshold_of_ones_own_reaches_the_checker() -> None:
    assert build_checker(settings(verify={"threshold": 0.9})).threshold == 0.9
    assert build_checker(settings()).threshold is None


def test_without_an_index_there_is_nothing_to_search(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError, match="ragstone sync"):
        build_searcher(settings(index={"path": tmp_path / "none"}, models={"reranker": "none"}))


def test_an_index_split_otherwise_is_refused(tiny_settings: Settings) -> None:
    other = tiny_settings.model_copy(update={"ingest": tiny_settings.ingest.model_copy(update={"max_tokens": 100})})
    with pytest.raises(IndexMismatchError, match="--rebuild"):
        build_searcher(other)


def test_settings_reach_the_parts(tiny_settings: Settings) -> None:
    chosen = tiny_settings.model_copy(
        update={
            "retrieval": tiny_settings.retrieval.model_copy(update={"candidates": 7, "dense_weight": 0.2, "top_k": 3})
        }
    )
    retriever = build_searcher(chosen)
    assert (retriever.top_k, retriever.rerank_step) == (3, None)
    assert (retriever.search_step.candidates, retriever.search_step.dense_weight) == (7, 0.2)


def test_the_splitter_counts_as_the_embedder_does() -> None:
    chosen = settings(ingest={"max_tokens": 100})
    embedder = build_embedder(chosen.models)
    splitter = build_splitter(chosen, embedder)
    assert splitter.max_tokens == 100
    assert splitter.count_tokens(["annual leave"]) == embedder.count_tokens(["annual leave"])


def test_the_language_model_is_the_one_that_the_settings_name() -> None:
    assert build_language_model(settings(llm={"model": "qwen", "api_key": "k"}).llm).name == "qwen"
