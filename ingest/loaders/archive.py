"""Office files are ZIP archives; this refuses the ones that would unpack to more than memory holds."""

from __future__ import annotations

import io
import zipfile

from ingest.errors import LoadError

MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200
_OLE = b"\xd0\xcf\x11\xe0"


def open_office(data: bytes) -> io.BytesIO:
    """`data` as a stream that an office parser may open.

    Raises:
        LoadError: It is damaged, encrypted, or a bomb.
    """
    if data.startswith(_OLE):
        raise LoadError("got a password-protected or pre-2007 office file; save it without password in a new format")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise LoadError("got a damaged archive (bad zip); open it in its program and save it again") from error
    if unpacked > MAX_UNPACKED or (unpacked > 50_000_000 and unpacked > MAX_RATIO * len(data)):
        megabytes = unpacked // 1_000_000
        raise LoadError(f"got an archive that unpacks to {megabytes} MB, which no honest document does; remove it")
    return io.BytesIO(data)
