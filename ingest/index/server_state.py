"""What a Qdrant server holds beside the chunks: which collection is in force, at which revision, and what was before.

One point of the collection `NAME_manifest` says it; writing that point is the switch.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from qdrant_client import QdrantClient
from qdrant_client.models import Distance, PointStruct, VectorParams

from ingest.errors import IndexMismatchError, NoPreviousError
from ingest.index.manifest import Manifest
from ingest.index.server_errors import reached

_POINT = 1


@dataclass(frozen=True, slots=True)
class Published:
    """A published state.

    Attributes:
        collection: The collection that its points are in; one made anew has a collection of its own.
        published_at: With its zone; None where that was not recorded.
    """

    manifest: Manifest
    revision: int
    collection: str
    published_at: datetime | None = None

    def payload(self) -> dict[str, Any]:
        """The form that is stored."""
        at = self.published_at.isoformat() if self.published_at is not None else None
        return {
            "manifest": asdict(self.manifest), "revision": self.revision, "collection": self.collection,
            "published": at,
        }  # fmt: skip


class ServerState:
    """The manifest point of the index called `name`."""

    def __init__(self, client: QdrantClient, name: str) -> None:
        self._client = client
        self.name = name
        self._collection = f"{name}_manifest"
        self._own = re.compile(rf"{re.escape(name)}(-revision-\d+)?")

    def read(self) -> Published | None:
        """The state in force; None when nothing was ever published.

        Raises:
            IndexMismatchError: It cannot be read by this version.
        """
        return self._published(self._payload())

    def previous(self) -> Published | None:
        """The state before, as long as it is kept."""
        return self._published((self._payload() or {}).get("previous"))

    def collection_for(self, revision: int) -> str:
        """The collection of what is made anew at `revision`."""
        return f"{self.name}-revision-{revision}"

    def next_revision(self) -> int:
        """A number that no state ever had, not even one that was taken back."""
        return self._highest(self._payload() or {}) + 1

    def publish(self, manifest: Manifest, revision: int, collection: str) -> None:
        """Put a state in force; the one that was becomes the previous one, and collections of none are removed."""
        before = self.read()
        self._write(Published(manifest, revision, collection, datetime.now(UTC)), before)
        self._clean({collection, before.collection if before is not None else collection})

    def roll_back(self) -> Published:
        """Put the previous state in force again.

        Raises:
            NoPreviousError: There is none.
        """
        previous = self.previous()
        if previous is None:
            raise NoPreviousError(
                f"got no earlier state of the collection '{self.name}', expected one; restore a backup instead"
            )
        self._write(previous, None)
        return previous

    def _published(self, payload: Mapping[str, Any] | None) -> Published | None:
        if not payload:
            return None
        try:
            at = payload.get("published")
            return Published(
                Manifest(**payload["manifest"]), int(payload["revision"]), payload.get("collection", self.name),
                datetime.fromisoformat(at) if isinstance(at, str) else None,
            )  # fmt: skip
        except (KeyError, TypeError, ValueError) as error:
            raise IndexMismatchError(
                f"got an unreadable manifest in '{self._collection}'; make the index anew with `sync --rebuild`"
            ) from error

    @staticmethod
    def _highest(payload: Mapping[str, Any]) -> int:
        return int(payload.get("highest") or payload.get("revision") or 0)

    def _payload(self) -> dict[str, Any] | None:
        with reached():
            if not self._client.collection_exists(self._collection):
                return None
            points = self._client.retrieve(self._collection, [_POINT], with_payload=True)
        return points[0].payload if points else None

    def _write(self, state: Published, previous: Published | None) -> None:
        payload = {**state.payload(), "previous": previous.payload() if previous is not None else None}
        payload["highest"] = max(state.revision, self._highest(self._payload() or {}))
        with reached():
            if not self._client.collection_exists(self._collection):
                size = VectorParams(size=1, distance=Distance.DOT)
                self._client.create_collection(self._collection, vectors_config=size)
            self._client.upsert(self._collection, [PointStruct(id=_POINT, vector=[0.0], payload=payload)], wait=True)

    def _clean(self, kept: set[str]) -> None:
        """Remove collections of states that are neither in force nor the previous one."""
        with reached():
            for found in self._client.get_collections().collections:
                if self._own.fullmatch(found.name) and found.name not in kept:
                    self._client.delete_collection(found.name)
