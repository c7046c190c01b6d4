from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.outcome import SyncReport
from ingest.sources.place import Place, listed
from ingest.sources.source import FailedSource, RawSource, Source
from tests.ingest.conftest import MakeSync
from tests.ingest.sources.worlds import FolderWorld, GitWorld, MemoryWorld, S3World, World, ZipWorld

WORLDS: dict[str, Callable[[Path], World]] = {
    "folder": FolderWorld, "zip": ZipWorld, "memory": MemoryWorld, "git": GitWorld, "s3": S3World,
}  # fmt: skip


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """Two documents, one of them for a group by its sidecar."""
    found = WORLDS[request.param](tmp_path)
    found.put("leave.md", "# Leave\n\nAnnual leave is 25 days.\n")
    found.put("hr/pay.md", "# Pay\n\nPay day is the 25th.\n")
    found.put("hr/pay.md.meta.yaml", "groups: [hr]\n")
    yield found
    close = getattr(found, "close", None)
    if close is not None:
        close()


@dataclass(frozen=True, slots=True)
class Counted:
    """A source that notes that it was read."""

    of: Source
    read_ids: list[str]

    @property
    def id(self) -> str:
        return self.of.id

    @property
    def source(self) -> str:
        return self.of.source

    @property
    def listed(self) -> str:
        return self.of.listed

    def read(self, max_bytes: int) -> RawSource:
        self.read_ids.append(self.of.id)
        return self.of.read(max_bytes)


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync came to: the end of each id (what stands before it is the place's) to its outcome."""

    report: SyncReport
    read: list[str]

    @property
    def kinds(self) -> dict[str, str]:
        return {"/".join(outcome.document_id.split("/")[-1:]): outcome.kind.value for outcome in self.report.outcomes}


SyncPlaces = Callable[..., Synced]


@pytest.fixture
def sync_places(make_sync: MakeSync) -> SyncPlaces:
    def run(*places: Place) -> Synced:
        read: list[str] = []
        found = listed(places)
        sources = [one if isinstance(one, FailedSource) else Counted(one, read) for one in found.sources]
        return Synced(make_sync().run(sources, roots=list(found.roots)), read)

    return run
