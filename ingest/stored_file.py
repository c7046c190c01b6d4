"""A stored document in a file: for the staging folder and for backups."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from typing import IO

import numpy as np

from ingest.index.payload import to_payload, to_stored
from ingest.index.protocol import Stored


def write(document: Stored, file: IO[bytes]) -> None:
    """Write everything of `document`.

    Raises:
        OSError: There is no room.
    """
    payloads = b"\n".join(_lines(document))
    np.savez(file, payloads=np.frombuffer(payloads, dtype=np.uint8), vectors=document.vectors)


def read(file: IO[bytes]) -> Stored | None:
    """What `write` wrote to `file`; None where that is not whole, or of another version."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            payloads = arrays["payloads"].tobytes().split(b"\n")
            vectors = arrays["vectors"]
        return to_stored(zip(map(json.loads, payloads), vectors, strict=True))
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile):
        return None


def _lines(document: Stored) -> Iterator[bytes]:
    for chunk in document.chunks:
        yield json.dumps(to_payload(chunk, document.record), ensure_ascii=False).encode()
