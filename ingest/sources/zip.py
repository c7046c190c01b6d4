"""A ZIP archive as a tree; it is opened in memory, and nothing of it is ever written anywhere."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from ingest.errors import CorpusError, LoadError
from ingest.sources.source import require_size
from ingest.sources.tree import Entry

_MOST_FILES = 50_000
_MOST_UNPACKED = 2_000_000_000
_MAX_RATIO = 200
_ENCRYPTED = 0x1


@dataclass(frozen=True, slots=True)
class ZipTree:
    """The files of an archive.

    Attributes:
        name: The place that the archive is in.
        address: Where a citation of any of its files leads.
        data: Gives the bytes of the archive.
        is_described: Whether a ``corpus.yaml`` and sidecars in it count.
    """

    name: str
    address: str
    data: Callable[[], bytes]
    is_described: bool = True

    def entries(self) -> list[Entry]:
        """All files; the checksum that the archive keeps of each is its version.

        Raises:
            CorpusError: The archive is damaged, or would unpack to more than is honest.
        """
        try:
            data = self.data()
            members = [info for info in _opened(data).infolist() if not info.is_dir()]
        except LoadError as error:
            raise CorpusError(str(error)) from error
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise CorpusError("got a damaged archive (bad zip), expected a whole one; upload it again") from error
        unpacked = sum(info.file_size for info in members)
        bomb = unpacked > 50_000_000 and unpacked > _MAX_RATIO * len(data)
        if len(members) > _MOST_FILES or unpacked > _MOST_UNPACKED or bomb:
            raise CorpusError(
                f"got an archive of {len(members)} files that unpacks to {unpacked // 1_000_000} MB, "
                f"expected at most {_MOST_FILES} files and {_MOST_UNPACKED // 1_000_000} MB; split it"
            )
        return [_entry(info) for info in members if not info.filename.startswith("__MACOSX/")]

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """The bytes of the file `name`; None where there is none.

        Raises:
            LoadError: It is larger than `max_bytes`, encrypted or damaged.
        """
        try:
            archive = _opened(self.data())
            if name not in archive.NameToInfo:
                return None
            require_size(archive.getinfo(name).file_size, max_bytes)
            with archive.open(name) as file:
                # No further than the archive says: the checksum refuses one that lies about a size.
                return file.read()
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
            raise LoadError("it cannot be unpacked (damaged or encrypted); pack it again without password") from error

    def uri(self, name: str) -> str:
        """The archive, because nothing leads into it."""
        return self.address


@lru_cache(maxsize=1)  # its files are read one after the other
def _opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def _entry(info: zipfile.ZipInfo) -> Entry:
    parts = info.filename.split("/")
    version = f"{info.CRC:08x} {info.file_size}"
    if info.filename.startswith("/") or "\\" in info.filename or not all(part not in ("", ".", "..") for part in parts):
        return Entry(info.filename, version, "got a name that leads out of the archive; pack it again")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Entry(info.filename, version, "it is a link; pack the file itself")
    if info.flag_bits & _ENCRYPTED:
        return Entry(info.filename, version, "it is encrypted; pack it again without password")
    return Entry(info.filename, version, size=info.file_size)
