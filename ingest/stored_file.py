"""A stored document as bytes: for the staging folder and for backups."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import numpy as np

from ingest.index.payload import Payload, to_payload, to_stored
from ingest.index.protocol import Stored


def encode(document: Stored) -> bytes:
    """Everything of `document`."""
    payloads = json.dumps([to_payload(chunk, document.record) for chunk in document.chunks], ensure_ascii=False)
    buffer = BytesIO()
    np.savez(buffer, payloads=np.frombuffer(payloads.encode(), dtype=np.uint8), vectors=document.vectors)
    return buffer.getvalue()


def decode(data: bytes) -> Stored | None:
    """What `encode` made into `data`; None where that is not whole, or of another version."""
    try:
        with np.load(BytesIO(data), allow_pickle=False) as arrays:
            payloads: list[Payload] = json.loads(arrays["payloads"].tobytes())
            vectors = arrays["vectors"]
        return to_stored(zip(payloads, vectors, strict=True))
    except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile):
        return None
