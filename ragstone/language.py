"""Builds what drafts, and what else asks a language model: from settings to writers, router, tone and expansion."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from answer.routing import RoutedModel, Router, Routes, RoutingError
from answer.tone import Tone
from answer.writers.extractive import ExtractiveWriter
from answer.writers.llm import LlmWriter
from answer.writers.object import ObjectWriter
from answer.writers.writer import Writer
from models.protocols import LanguageModel, Reranker, SufficiencyModel
from ragstone.settings import LlmSettings, Settings, SettingsError
from retrieval.expansion import Expansion, Way


def build_language_model(settings: LlmSettings) -> LanguageModel:
    """The client of the language model's server."""
    from models.openai_server import OpenAIServer

    key = settings.api_key.get_secret_value() if settings.api_key else ""
    return OpenAIServer(
        settings.base_url,
        settings.model,
        api_key=key,
        timeout_s=settings.timeout_s,
        temperature=settings.temperature,
    )


def build_drafter(settings: Settings, reranker: Reranker | None, reader: SufficiencyModel) -> Writer:
    """Who drafts, where no route says otherwise.

    Raises:
        SettingsError: The extractive writer has no reranker.
    """
    if settings.answer.writer == "llm":
        return LlmWriter(build_language_model(settings.llm))
    if reranker is None:
        raise SettingsError("got models.reranker 'none' with answer.writer 'extractive', which needs one; set either")
    return ExtractiveWriter(reranker, settings.answer.max_sentences, reader=reader)


def build_fallback(settings: Settings, reranker: Reranker | None, reader: SufficiencyModel) -> Writer | None:
    """Who drafts when the language model's server fails; None where nobody can, or nobody shall."""
    if settings.answer.writer != "llm" or not settings.answer.fallback or reranker is None:
        return None
    return ExtractiveWriter(reranker, settings.answer.max_sentences, reader=reader)


def build_router(settings: Settings) -> Router | None:
    """Which of several models drafts; None where no file says so.

    Raises:
        RoutingError: The file, or one of a key, cannot be used.
    """
    llm = settings.llm
    if settings.answer.writer != "llm" or llm.routes is None:
        return None
    found = Routes.load(llm.routes)
    writers = {
        name: LlmWriter(build_language_model(_routed(llm, model, llm.routes.parent)))
        for name, model in found.models.items()
    }
    otherwise = writers.get(found.otherwise, LlmWriter(build_language_model(llm)))
    return Router(found.routes, writers, otherwise)


def build_object_writer(settings: Settings) -> ObjectWriter | None:
    """Who fills in objects; None without a language model."""
    return ObjectWriter(build_language_model(settings.llm)) if settings.answer.writer == "llm" else None


def build_tone(settings: Settings) -> Tone | None:
    """What puts answers into the house's tone; None where none is set."""
    return Tone(build_language_model(settings.llm), settings.answer.tone) if settings.answer.tone else None


def build_expansion(settings: Settings) -> Expansion | None:
    """What a language model adds to a question; None where it shall add nothing."""
    ways = tuple(map(Way, settings.retrieval.expand))
    return Expansion(build_language_model(settings.llm), ways) if ways else None


def _routed(settings: LlmSettings, model: RoutedModel, folder: Path) -> LlmSettings:
    """The settings of one model of the file; only one behind the same server has its key."""
    changes: dict[str, object] = {"model": model.model}
    if model.base_url:
        changes |= {"base_url": model.base_url, "api_key": None}
    if model.api_key_file is not None:
        try:
            key = (folder / model.api_key_file).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise RoutingError(
                f"the key file '{model.api_key_file}' cannot be read ({error}); check llm.routes"
            ) from error
        changes["api_key"] = SecretStr(key)
    return settings.model_copy(update=changes)
