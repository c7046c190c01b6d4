"""Places that a test can write to, so that one suite holds for all of them."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pytest
from fsspec.implementations.memory import MemoryFileSystem

from ingest.sources.place import Place, Terms
from ingest.sources.places import path_place, place_of, places_of
from ingest.sources.places_file import Wanted


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


class MemoryWorld:
    """fsspec's own file system in memory, which all of a process share."""

    address = "memory://corrow/docs"

    def __init__(self, path: Path) -> None:
        self.files = MemoryFileSystem()
        self.files.store.clear()
        self.files.pseudo_dirs[:] = [""]

    @property
    def place(self) -> Place:
        (place,) = places_of(self.address)
        return place

    def put(self, name: str, text: str) -> None:
        self.files.pipe_file(f"/corrow/docs/{name}", text.encode())

    def delete(self, name: str) -> None:
        self.files.rm_file(f"/corrow/docs/{name}")

    def break_off(self) -> None:
        self.files.store.clear()
        self.files.pseudo_dirs[:] = [""]

    def close(self) -> None:
        self.break_off()


class GitWorld:
    """A repository whose branch `handbook` gets a commit for each change."""

    def __init__(self, path: Path) -> None:
        self.path = path / "repository"
        self.cache = path / "cache"
        self._git("init", "--quiet", "--initial-branch=handbook", str(self.path))

    @property
    def place(self) -> Place:
        (place,) = places_of(f"git+file://{self.path}?folder=docs#handbook", cache=self.cache)
        return place

    def put(self, name: str, text: str) -> None:
        file = self.path / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        self.commit()

    def delete(self, name: str) -> None:
        (self.path / "docs" / name).unlink()
        self.commit()

    def break_off(self) -> None:
        self._git("-C", str(self.path), "branch", "-m", "handbook", "elsewhere")

    def commit(self) -> None:
        self._git("-C", str(self.path), "add", "--all")
        who = ("-c", "user.name=Ada", "-c", "user.email=ada@corrow.example", "-c", "commit.gpgsign=false")
        self._git("-C", str(self.path), *who, "commit", "--quiet", "--message=A change", "--allow-empty")

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], check=True, capture_output=True)


class S3World:
    """A bucket on a server of moto's on the loopback."""

    def __init__(self, path: Path) -> None:
        server = pytest.importorskip("moto.server", reason="needs moto and s3fs: pip install 's3fs' 'moto[s3,server]'")
        s3fs = pytest.importorskip("s3fs", reason="needs moto and s3fs: pip install 's3fs' 'moto[s3,server]'")
        self.server = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self.server.start()
        host, port = self.server.get_host_and_port()
        self.options: dict[str, object] = {"endpoint_url": f"http://{host}:{port}"}
        self.secrets = {"key": "testing", "secret": "testing"}
        self.files = s3fs.S3FileSystem(skip_instance_cache=True, **self.options, **self.secrets)
        self.bucket = f"corrow-{uuid4()}"  # what the server holds is of the process, not of one server
        self.files.mkdir(self.bucket)

    @property
    def place(self) -> Place:
        return place_of(Wanted(f"s3://{self.bucket}/docs", Terms(), self.options, self.secrets))

    def put(self, name: str, text: str) -> None:
        self.files.pipe_file(f"{self.bucket}/docs/{name}", text.encode())

    def delete(self, name: str) -> None:
        self.files.rm_file(f"{self.bucket}/docs/{name}")

    def break_off(self) -> None:
        self.secrets = {"key": "testing", "secret": "testing"}
        self.options = {"endpoint_url": "http://127.0.0.1:9", "config_kwargs": {"retries": {"max_attempts": 0}}}

    def close(self) -> None:
        self.server.stop()
