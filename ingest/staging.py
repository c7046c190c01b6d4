"""Prepared documents that wait for publication, so that a sync that was killed need not begin anew."""

from __future__ import annotations

import json
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from ingest.errors import IndexWriteError
from ingest.index.payload import Payload, to_chunk, to_payload, to_record
from ingest.index.protocol import Stored


@dataclass(frozen=True, slots=True)
class Staging:
    """A folder with one file a document, named by its fingerprint; a file is whole or not there."""

    folder: Path

    def get(self, fingerprint: str) -> Stored | None:
        """What was staged under `fingerprint`; None if nothing was, or not by this version."""
        try:
            data = (self.folder / fingerprint).read_bytes()
            with np.load(BytesIO(data), allow_pickle=False) as arrays:
                payloads: list[Payload] = json.loads(arrays["payloads"].tobytes())
                vectors = arrays["vectors"]
            chunks = tuple(to_chunk(payload) for payload in payloads)
            return Stored(to_record(payloads[0]), chunks, vectors)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def put(self, document: Stored) -> None:
        """Keep a document until it is published.

        Raises:
            IndexWriteError: The disk is full or read-only.
        """
        record = document.record
        payloads = json.dumps([to_payload(chunk, record) for chunk in document.chunks], ensure_ascii=False)
        buffer = BytesIO()
        np.savez(buffer, payloads=np.frombuffer(payloads.encode(), dtype=np.uint8), vectors=document.vectors)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.folder, prefix="new-", delete=False) as file:
                file.write(buffer.getvalue())
            Path(file.name).replace(self.folder / record.fingerprint)
        except OSError as error:
            raise IndexWriteError(
                f"prepared documents cannot be kept in '{self.folder}' ({error.strerror}); "
                "free space or choose another place with --index; what was published is untouched"
            ) from error

    def clear(self) -> None:
        """Forget everything, after it was published."""
        shutil.rmtree(self.folder, ignore_errors=True)
