"""The jobs and the last sync, as Prometheus reads them of a server that takes documents in."""

from __future__ import annotations

from pathlib import Path

from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from models.protocols import Embedder
from ragstone.keys.keyring import Keyring
from tests.library_parts import World, bearer, keyring_of
from tests.library_parts import world as made_world


def numbers(world: World, ring: Keyring) -> dict[tuple[str, ...], float]:
    """Nothing runs the jobs: the application is not started."""
    client = TestClient(world.app(ring))
    text = client.get("/metrics", headers=bearer("reader")).text
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_jobs_are_counted_by_state_and_the_last_sync_is_told(tmp_path: Path, embedder: Embedder) -> None:
    world, ring = made_world(tmp_path, embedder), keyring_of(tmp_path, reader=((), ()))
    found = numbers(world, ring)
    assert found["ragstone_jobs", "queued"] == 0
    assert found["ragstone_sync_documents", "added"] == 2
    world.intake().sync("it")
    (world.source / "lamps.md").write_text("# Lamps\n\nAll lamps of the house are green.\n")
    world.sync()
    found = numbers(world, ring)
    assert (found["ragstone_jobs", "queued"], found["ragstone_jobs", "failed"]) == (1, 0)
    assert (found["ragstone_sync_documents", "added"], found["ragstone_sync_documents", "unchanged"]) == (1, 2)
    assert found["ragstone_sync_chunks_embedded",] == 1
    assert found["ragstone_sync_last_end_timestamp_seconds",] > 1.7e9


def test_before_the_first_sync_there_are_only_jobs(tmp_path: Path, embedder: Embedder) -> None:
    world, ring = made_world(tmp_path, embedder), keyring_of(tmp_path, reader=((), ()))
    history = world.intake().history
    assert history is not None
    history.path.unlink()
    assert not any(name[0].startswith("ragstone_sync") for name in numbers(world, ring))
