"""What was fetched from the web, with what a host needs to say that it is still the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.sources.source import digest


@dataclass(frozen=True, slots=True)
class Kept:
    """A page that was fetched.

    Attributes:
        id: The address that the page itself goes by.
        media_type: What the host said it is.
        etag: The host's name for this content.
        modified: When the host says it changed.
        sha: Of the body.
    """

    id: str
    media_type: str
    etag: str
    modified: str
    sha: str

    @property
    def validators(self) -> Mapping[str, str]:
        """The headers of a request that downloads nothing if nothing has changed."""
        found = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class WebCache:
    """A folder of pages."""

    folder: Path

    @property
    def is_there(self) -> bool:
        """Whether anything was ever kept."""
        return self.folder.is_dir()

    def find(self, url: str) -> Kept | None:
        """What is kept of `url`; None where nothing usable is."""
        try:
            kept = Kept(**json.loads(self._path(url, ".json").read_text(encoding="utf-8")))
            return kept if digest(self.body(url)) == kept.sha else None
        except (OSError, ValueError, TypeError):
            return None

    def body(self, url: str) -> bytes:
        """The body kept of `url`.

        Raises:
            OSError: There is none.
        """
        return self._path(url, ".body").read_bytes()

    def keep(self, url: str, kept: Kept, body: bytes) -> None:
        """Keep a page. The body comes first: what is said about it names its digest."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for suffix, data in ((".body", body), (".json", json.dumps(asdict(kept)).encode())):
            path = self._path(url, suffix)
            part = path.with_suffix(suffix + ".part")
            part.write_bytes(data)
            part.replace(path)

    def forget(self, url: str) -> None:
        """Keep nothing of `url` any more."""
        for suffix in (".json", ".body"):
            self._path(url, suffix).unlink(missing_ok=True)

    def _path(self, url: str, suffix: str) -> Path:
        return self.folder / (digest(url)[:40] + suffix)
