"""An archive is held to what it unpacks to, not to what it says."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from ingest.errors import LoadError
from ingest.loaders.archive import open_office


def archive(content: bytes, *, declared: bytes | None = None) -> bytes:
    """One member; `declared` is what its size and checksum are said to be those of."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("word/document.xml", content)
    said = content if declared is None else declared
    data = buffer.getvalue().replace(struct.pack("<I", len(content)), struct.pack("<I", len(said)))
    return data.replace(struct.pack("<I", zlib.crc32(content)), struct.pack("<I", zlib.crc32(said)))


def test_an_honest_archive_is_opened() -> None:
    assert open_office(archive(b"<w/>" * 1000)).read(2) == b"PK"


@pytest.mark.parametrize("declared", [None, b"<w/>"])
def test_a_bomb_is_refused_whatever_it_declares_and_costs_little_memory(declared: bytes | None) -> None:
    bomb = archive(b"\0" * 400_000_000, declared=declared)
    tracemalloc.start()
    with pytest.raises(LoadError, match=r"unpacks to \d+ MB, which no honest document does"):
        open_office(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_member_that_holds_more_than_it_declares_is_damage() -> None:
    with pytest.raises(LoadError, match="damaged archive"):
        open_office(archive(b"<w/>" * 1000, declared=b"<w/>"))
