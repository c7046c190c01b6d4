"""What a sync came to, for Prometheus: the server tells its last one, a job leaves a file, for it cannot be scraped."""

from __future__ import annotations

from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from ingest.errors import IndexWriteError
from ingest.history import SyncRun


def registry_of(run: SyncRun) -> CollectorRegistry:
    """The numbers of one sync; no label holds what anybody wrote."""
    registry = CollectorRegistry()
    ended = Gauge("ragstone_sync_last_end_timestamp_seconds", "When a sync last came to its end", registry=registry)
    ended.set(run.at.timestamp())
    documents = Gauge("ragstone_sync_documents", "Of the last sync, by outcome", ["outcome"], registry=registry)
    for outcome, count in run.counts.items():
        documents.labels(outcome).set(count)
    Gauge("ragstone_sync_seconds", "Of the last sync", registry=registry).set(run.seconds)
    stages = Gauge("ragstone_sync_stage_seconds", "Of that, waiting for each stage", ["stage"], registry=registry)
    for stage, seconds in run.stages.items():
        stages.labels(stage).set(seconds)
    embedded = Gauge("ragstone_sync_chunks_embedded", "Of the last sync", registry=registry)
    embedded.set(run.embedded)
    return registry


def write_metrics(run: SyncRun, path: Path) -> None:
    """Replace the file at `path`; whoever reads it sees the old one or the new one, whole.

    Raises:
        IndexWriteError: It cannot be written.
    """
    try:
        write_to_textfile(str(path), registry_of(run))
    except OSError as error:
        raise IndexWriteError(
            f"the metrics cannot be written to '{path}' ({error.strerror}); make its folder, or mend its rights"
        ) from error
