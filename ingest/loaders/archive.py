"""Office files are ZIP archives; this refuses the ones that would unpack to more than memory holds."""

from __future__ import annotations

import io
import zipfile
import zlib

from ingest.errors import LoadError

MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 200
_HONEST = 50_000_000  # bytes below which the ratio says nothing: a sheet of equal cells packs well
_STEP = 1 << 20
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
            _refuse_bomb(archive, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise LoadError("got a damaged archive (bad zip); open it in its program and save it again") from error
    except RuntimeError as error:  # zipfile's word for a member that needs a password
        raise LoadError("got an archive with a password, expected none; save it without") from error
    return io.BytesIO(data)


def _refuse_bomb(archive: zipfile.ZipFile, packed: int) -> None:
    """What the members declare is checked first, because it costs nothing; then what they really hold."""
    members = archive.infolist()
    declared = sum(entry.file_size for entry in members)
    _check_size(declared, packed)
    unpacked = 0
    for entry in members:
        # A member is unpacked whole before it is cut to its declared size: only without that size is it seen to lie.
        entry.file_size = MAX_UNPACKED + 1
        with archive.open(entry) as member:
            while step := len(member.read(_STEP)):
                unpacked += step
                _check_size(unpacked, packed)
    if unpacked != declared:
        raise zipfile.BadZipFile(f"got {unpacked} bytes, expected the {declared} that it declares")


def _check_size(unpacked: int, packed: int) -> None:
    if unpacked > MAX_UNPACKED or (unpacked > _HONEST and unpacked > MAX_RATIO * packed):
        megabytes = unpacked // 1_000_000
        raise LoadError(f"got an archive that unpacks to {megabytes} MB, which no honest document does; remove it")
