"""Places that a test can write to, so that one suite holds for all of them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Protocol

from ingest.sources.place import Place, Terms
from ingest.sources.places import path_place


class World(Protocol):
    """A place, and what changes it."""

    @property
    def place(self) -> Place: ...

    def put(self, name: str, text: str) -> None: ...

    def delete(self, name: str) -> None: ...

    def break_off(self) -> None: ...


class FolderWorld:
    def __init__(self, path: Path) -> None:
        self.path = path / "docs"
        self.path.mkdir()

    @property
    def place(self) -> Place:
        return path_place(self.path, Terms())

    def put(self, name: str, text: str) -> None:
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).write_text(text)

    def delete(self, name: str) -> None:
        (self.path / name).unlink()

    def break_off(self) -> None:
        self.put("corpus.yaml", "rules: [")


class ZipWorld:
    """The archive is packed anew at each change."""

    def __init__(self, path: Path) -> None:
        self.path = path / "docs.zip"
        self.files: dict[str, str] = {}

    @property
    def place(self) -> Place:
        return path_place(self.path, Terms())

    def put(self, name: str, text: str) -> None:
        self.files[name] = text
        self._pack()

    def delete(self, name: str) -> None:
        del self.files[name]
        self._pack()

    def break_off(self) -> None:
        self.path.write_bytes(self.path.read_bytes()[:-30])

    def _pack(self) -> None:
        with zipfile.ZipFile(self.path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in self.files.items():
                archive.writestr(name, text)
