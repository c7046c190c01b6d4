"""What brings documents in: from settings and names of places to the job and its records."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import partial

from ingest.carry import Carrier
from ingest.embedding_pool import EmbeddingPool, ThreadedEmbedding
from ingest.index.directory import IndexDirectory
from ingest.isolation.pool import ProcessPool
from ingest.loaders.loaded import Reading
from ingest.parser import DirectParser, Parser
from ingest.sources.place import Cutting, Place
from ingest.sources.places import places_of
from ingest.staging import Staging
from ingest.sync import Sync
from models.protocols import Embedder
from ragstone.settings import IngestSettings, ModelSettings, Settings, foreign_environment, process_environment
from ragstone.wiring import (
    build_embedder,
    build_failures,
    build_history,
    build_index,
    build_manifest,
    build_splitter,
    build_writer,
    extra,
)


def build_sync(settings: Settings, *, rebuild: bool, carried: bool = False) -> Sync:
    """The ingestion job.

    Args:
        settings: Name models and index.
        rebuild: Start from nothing; what is in force stays so until the new index is whole.
        carried: While starting from nothing, take over what cannot be read any more.

    Raises:
        ModelError: The embedder is not there or cannot be run.
    """
    single = settings.models.model_copy(update={"threads": 1})
    embedder = build_embedder(single)
    parser, embedding = _on_cluster(settings, single) if settings.ingest.engine == "ray" else _here(settings, embedder)
    directory = IndexDirectory(settings.index.path)
    return Sync(
        writer=build_writer(settings, build_manifest(settings, embedder), fresh=rebuild),
        staging=Staging(directory.staging),
        splitter=build_splitter(settings, embedder),
        embedder=embedder,
        max_bytes=int(settings.ingest.max_file_mb * 1e6),
        keep_out=settings.ingest.keep_out,
        reading=Reading(settings.ingest.word_changes, settings.ingest.word_comments),
        parser=parser,
        embedding=embedding,
        failures=build_failures(settings),
        history=build_history(settings),
        carrier=Carrier.of(build_index(settings), embedder) if carried else None,
    )


def _here(settings: Settings, embedder: Embedder) -> tuple[Parser, EmbeddingPool]:
    threads = (settings.models.threads or _cores()) if settings.models.embedder == "onnx" else 1
    return build_parser(settings.ingest), ThreadedEmbedding(embedder, threads)


def _on_cluster(settings: Settings, single: ModelSettings) -> tuple[Parser, EmbeddingPool]:
    with extra("ray"):
        from ingest.cluster.cluster import Cluster
        from ingest.cluster.embedding import RayEmbedding
        from ingest.cluster.parsing import RayParser
    ingest = settings.ingest
    cores = Cluster.joined(ingest.ray_address).cores
    actors = max(1, cores - max(1, cores // 4))  # a quarter of the cores parses
    parser = RayParser(cores - actors or 1, time_s=ingest.parse_timeout_s, memory_mb=ingest.parse_memory_mb)
    return parser, RayEmbedding(partial(build_embedder, single), actors)


def build_parser(settings: IngestSettings) -> Parser:
    """Who parses: processes of their own, unless the settings want none."""
    workers = max(1, _cores() - 1) if settings.workers is None else settings.workers
    if not workers:
        return DirectParser()
    return ProcessPool(
        workers, time_s=settings.parse_timeout_s, memory_mb=settings.parse_memory_mb, environment=foreign_environment()
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0))


def named_places(texts: Iterable[str], settings: Settings) -> list[Place]:
    """What paths, addresses and files of places name; what need not be fetched twice is kept in the index's folder.

    Raises:
        CorpusError: One of them cannot be used.
    """
    environment, cache = process_environment(), settings.index.path / "places"
    cutting = Cutting(int(settings.ingest.whole_text_mb * 1e6), int(settings.ingest.max_file_mb * 1e6))
    found = (places_of(text, environment=environment, cache=cache, cutting=cutting) for text in texts)
    return [place for places in found for place in places]
