"""What goes over the pipes between a sync and its parsers: frames of data, each with its length in front."""

from __future__ import annotations

import os
import select
import time
from dataclasses import replace

from pydantic import TypeAdapter

from ingest.parse import Parsed
from ingest.sources.source import RawSource

DOCUMENT = TypeAdapter(Parsed)
_SOURCE = TypeAdapter(RawSource)
_HEAD = 8
_BLOCK = 1 << 20


class Kind:
    """The first byte of an answer."""

    READY = b"R"
    PARSED = b"P"
    REFUSED = b"E"
    UNRULED = b"U"
    OVERFULL = b"M"


def parted(raw: RawSource) -> tuple[bytes, bytes]:
    """What is said about a source, and the bytes of its file: two frames."""
    if isinstance(raw.content, str):
        return _SOURCE.dump_json(raw), b""
    return _SOURCE.dump_json(replace(raw, content=replace(raw.content, data=b""))), raw.content.data


def joined(said: bytes, data: bytes) -> RawSource:
    """The source that `parted` gave."""
    raw = _SOURCE.validate_json(said)
    return raw if isinstance(raw.content, str) else replace(raw, content=replace(raw.content, data=data))


def send(pipe: int, frame: bytes) -> None:
    """Write one frame.

    Raises:
        OSError: Nobody reads any more.
    """
    for part in (len(frame).to_bytes(_HEAD, "big"), frame):  # not put together, for a frame may be large
        view = memoryview(part)
        while view:
            view = view[os.write(pipe, view[:_BLOCK]) :]


def receive(pipe: int, within_s: float | None = None) -> bytes | None:
    """The next frame; None at the end.

    Raises:
        TimeoutError: It is not there in time.
    """
    until = None if within_s is None else time.monotonic() + within_s
    head = _exactly(pipe, _HEAD, until)
    return None if head is None else _exactly(pipe, int.from_bytes(head, "big"), until)


def _exactly(pipe: int, count: int, until: float | None) -> bytes | None:
    parts: list[bytes] = []
    while count:
        if until is not None and not select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
            raise TimeoutError
        part = os.read(pipe, min(count, _BLOCK))
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
