"""What a sync came to as a file for Prometheus' node exporter: a job that ends cannot be scraped itself."""

from __future__ import annotations

from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from ingest.errors import IndexWriteError
from ingest.outcome import SyncReport


def write_metrics(report: SyncReport, path: Path) -> None:
    """Replace the file at `path`; whoever reads it sees the old one or the new one, whole.

    Raises:
        IndexWriteError: It cannot be written.
    """
    registry = CollectorRegistry()
    ended = Gauge("ragstone_sync_last_end_timestamp_seconds", "When a sync last came to its end", registry=registry)
    ended.set_to_current_time()
    documents = Gauge("ragstone_sync_documents", "Of the last sync, by outcome", ["outcome"], registry=registry)
    for outcome, count in report.counts.items():
        documents.labels(outcome).set(count)
    Gauge("ragstone_sync_seconds", "Of the last sync", registry=registry).set(report.seconds)
    stages = Gauge("ragstone_sync_stage_seconds", "Of that, waiting for each stage", ["stage"], registry=registry)
    for stage, seconds in report.stages.items():
        stages.labels(stage).set(seconds)
    embedded = Gauge("ragstone_sync_chunks_embedded", "Of the last sync", registry=registry)
    embedded.set(report.embedded)
    try:
        write_to_textfile(str(path), registry)
    except OSError as error:
        raise IndexWriteError(
            f"the metrics cannot be written to '{path}' ({error.strerror}); make its folder, or mend its rights"
        ) from error
