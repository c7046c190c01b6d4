"""What makes an office file the same bytes each time: fixed days inside, fixed times in its archive.

Entries are stored uncompressed, since each version of zlib compresses to other bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime

AUTHOR = "Corrow Hydrometry"
WRITTEN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_ENTRY_TIME = (2026, 11, 2, 9, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def settled(data: bytes) -> bytes:
    """The office archive `data` with its entries in order of name and everything that tells the time fixed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in sorted(old.namelist(), key=_position):
            entry = zipfile.ZipInfo(name, _ENTRY_TIME)
            new.writestr(entry, _fixed(name, old.read(name)))
    return target.getvalue()


def _position(name: str) -> tuple[bool, str]:
    return name != "[Content_Types].xml", name  # readers expect the content types first


def _fixed(name: str, content: bytes) -> bytes:
    if name != "docProps/core.xml":
        return content
    day = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return _MODIFIED.sub(rb"\g<1>" + day + rb"\g<2>", content)
