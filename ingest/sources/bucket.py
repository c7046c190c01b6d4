"""Object stores and remote file systems, through fsspec: a bucket, or a folder in one, as a tree."""

from __future__ import annotations

import importlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, cast

from ingest.errors import CorpusError, LoadError
from ingest.sources.source import digest, require_size
from ingest.sources.tree import Entry, shown_at

# Of each scheme what is to be installed and the library; None where nothing is. paramiko (LGPL) is nobody's extra.
SCHEMES: Mapping[str, tuple[str, str] | None] = {
    "s3": ("'ragstone[s3]'", "s3fs"), "gs": ("'ragstone[gcs]'", "gcsfs"), "gcs": ("'ragstone[gcs]'", "gcsfs"),
    "az": ("'ragstone[azure]'", "adlfs"), "abfs": ("'ragstone[azure]'", "adlfs"),
    "sftp": ("fsspec paramiko", "paramiko"), "memory": None,
}  # fmt: skip
_CHECKSUMS = ("ETag", "etag", "md5Hash", "generation", "VersionId")
_TIMES = ("mtime", "LastModified", "last_modified", "modified", "updated", "created")
_SETTLED_S = 3.0


class FileSystem(Protocol):
    """What is used of a file system of fsspec."""

    def invalidate_cache(self) -> None:
        """Forget what was listed."""

    def ls(self, path: str, detail: bool = ...) -> list[dict[str, object]]:
        """The files and folders in `path`, without those further down."""

    def cat_file(self, path: str) -> bytes:
        """The bytes of a file."""


@dataclass(frozen=True, slots=True)
class BucketTree:
    """Files below an address.

    Attributes:
        address: Where they are, with the scheme.
        files: The file system.
        root: The address as the file system knows it.
        uri_template: Where a citation leads, with `{path}`; empty: to the file itself.
        sizes: Of the files that were listed, in bytes.
    """

    address: str
    files: FileSystem = field(repr=False)
    root: str
    uri_template: str = ""
    is_described: bool = True
    sizes: dict[str, int] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The address."""
        return self.address

    def entries(self) -> list[Entry]:
        """All files, each with its checksum or its time as the version.

        Raises:
            CorpusError: A folder cannot be listed.
        """
        found: list[Entry] = []
        self.sizes.clear()
        # One folder after the other: fsspec's own walk leaves out, without a word, a folder that it cannot list.
        waiting = [self.root]
        try:
            self.files.invalidate_cache()
            while waiting:
                folder = waiting.pop()
                for info in self.files.ls(folder, detail=True):
                    path = str(info["name"]).rstrip("/")
                    if info["type"] == "directory" and path != folder:
                        waiting.append(path)
                    elif info["type"] != "directory" and not str(info["name"]).endswith("/"):
                        found.append(self._entry(path, info))
        except Exception as error:
            raise CorpusError(f"'{self.address}' cannot be listed ({_said(error)}); check the address") from error
        return found

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """The bytes of the file `name` as it is now; None where there is none.

        Raises:
            LoadError: It is larger than `max_bytes`, or cannot be read.
        """
        require_size(self.sizes.get(name, 0), max_bytes)
        try:
            data = self.files.cat_file(self._path(name))
        except FileNotFoundError:
            return None
        except Exception as error:
            raise LoadError(f"it cannot be read ({_said(error)}); check the rights, and sync again") from error
        require_size(len(data), max_bytes)
        return data

    def uri(self, name: str) -> str:
        """The address of the file."""
        own = self.address if self._is_file(name) else f"{self.address.rstrip('/')}/{name}"
        return shown_at(self.uri_template, name) or own

    def _entry(self, path: str, info: Mapping[str, object]) -> Entry:
        base = self.root.rstrip("/")
        name = path.removeprefix(base).lstrip("/") or path.rsplit("/", 1)[-1]
        size = info.get("size")
        self.sizes[name] = int(size) if isinstance(size, int | float) else 0
        fault = "" if info["type"] == "file" else f"it is a {info['type']}, expected a file; put the file itself there"
        return Entry(name, _version(info), fault, self.sizes[name])

    def _path(self, name: str) -> str:
        base = self.root.rstrip("/")
        return base + name.removeprefix(base.rsplit("/", 1)[-1]) if self._is_file(name) else f"{base}/{name}"

    def _is_file(self, name: str) -> bool:
        """Whether the address is that of one file, which `name` is, or is the sidecar of."""
        last = self.root.rstrip("/").rsplit("/", 1)[-1]
        return len(self.sizes) == 1 and last in self.sizes and name.startswith(last)


def bucket_tree(address: str, options: Mapping[str, object], *, uri_template: str = "") -> BucketTree:
    """The tree at `address`, like ``s3://bucket/folder``.

    Args:
        address: With one of `SCHEMES`.
        options: What the file system takes besides: an endpoint, a key.
        uri_template: Where a citation leads, with `{path}`.

    Raises:
        CorpusError: A library for it is not installed, or does not take the options.
    """
    scheme = address.split("://", 1)[0]
    needed = SCHEMES[scheme]
    try:
        if needed is not None:
            importlib.import_module(needed[1])
        core = importlib.import_module("fsspec.core")
    except ImportError as error:
        wanted, library = needed or ("fsspec", "fsspec")
        raise CorpusError(f"got '{address}', which needs {library}; install it with `pip install {wanted}`") from error
    try:
        # An instance of its own, because what is kept by fsspec is shared by all that name the same options.
        files, root = core.url_to_fs(address, skip_instance_cache=True, **options)
    except Exception as error:
        raise CorpusError(f"'{address}' cannot be opened ({_said(error)}); check its options") from error
    return BucketTree(address, cast(FileSystem, files), str(root), uri_template)


def _version(info: Mapping[str, object]) -> str:
    """What the listing tells of the content; nothing where that is not enough to notice a change."""
    checksums = [f"{key}={info[key]}" for key in _CHECKSUMS if info.get(key)]
    if checksums:
        return digest(*checksums, str(info.get("size")))
    stamp = next((_seconds(info[key]) for key in _TIMES if info.get(key)), None)
    # A clock of whole seconds does not tell two changes within one apart.
    if stamp is None or (stamp.is_integer() and time.time() - stamp < _SETTLED_S):
        return ""
    return digest(repr(stamp), str(info.get("size")))


def _seconds(value: object) -> float | None:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, int | float):
        return float(value)
    try:
        return datetime.fromisoformat(str(value)).timestamp()
    except ValueError:
        return None


def _said(error: Exception) -> str:
    """The kind of an error and what it says, in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:200]}" if text else type(error).__name__
