"""An index made anew keeps what cannot be read any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest.carry import Carrier
from ingest.index.edge import EdgeIndex
from ingest.outcome import SyncReport
from ingest.sources.places import discover
from ingest.sync import Sync
from models.protocols import Embedder


def anew(job: Sync, folder: Path) -> SyncReport:
    return job.run(discover(folder), roots=[str(folder.resolve())])


def test_a_document_that_became_unreadable_stays_in_an_index_made_anew(
    folder: Path,
    sync: Callable[..., SyncReport],
    make_sync: Callable[..., Sync],
    open_index: Callable[[], EdgeIndex],
    embedder: Embedder,
) -> None:
    (folder / "leave.md.meta.yaml").write_text("groups: [hr]\n")
    sync(folder)
    (folder / "leave.md").write_bytes(b"")
    job = replace(make_sync(rebuild=True), carrier=Carrier.of(open_index(), embedder))
    report = anew(job, folder)
    assert report.counts["failed"] == 1
    assert [chunk.text for chunk in open_index().chunks("leave.md", ("hr",))] == ["Leave\n\nAnnual leave is 25 days."]
    assert open_index().chunks("leave.md", ()) == []
    (folder / "leave.md").write_text("# Leave\n\nAnnual leave is 25 days.\n")
    assert sync(folder).counts["replaced"] == 1


def test_without_a_carrier_it_is_gone(
    folder: Path, sync: Callable[..., SyncReport], make_sync: Callable[..., Sync], open_index: Callable[[], EdgeIndex]
) -> None:
    sync(folder)
    (folder / "leave.md").write_bytes(b"")
    anew(make_sync(rebuild=True), folder)
    assert open_index().document("leave.md", ()) is None
