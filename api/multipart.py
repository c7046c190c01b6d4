"""A form with files as it comes in: straight to the disk, and never larger than it may be."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from anyio import to_thread
from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser
from starlette.requests import ClientDisconnect

from ragstone.errors import TooLargeError, UploadError, UploadWriteError
from ragstone.uploads.folder import Part, Uploads
from ragstone.uploads.name import shown

FILE_FIELD = "file"
_MOST_FILES = 50
_MOST_FIELDS = 200
_MOST_FIELD_BYTES = 4000
_BOUNDARY = re.compile(r'^multipart/form-data\s*;.*?boundary="?([^";,\s]{1,200})"?', re.IGNORECASE | re.DOTALL)
_PARAMETER = re.compile(r';\s*(name|filename)=(?:"([^"]*)"|([^;"\s]*))', re.IGNORECASE)


@dataclass(slots=True)
class Received:
    """What came: files under the names that the client gives them, and the other fields."""

    files: list[tuple[str, Part]] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)


@asynccontextmanager
async def receiving(request: Request, folder: Uploads) -> AsyncIterator[Received]:
    """Receive the form; what is not kept when this ends is gone.

    Raises:
        UploadError: It is no form with files, or it breaks off.
        TooLargeError: A file, or all of it, is too large.
        UploadWriteError: The disk is full or read-only.
    """
    receiver = _Receiver(_boundary(request), folder)
    try:
        await _fed(request, receiver)
        yield receiver.ended()
    finally:
        for _, part in receiver.found.files:
            part.discard()


async def _fed(request: Request, receiver: _Receiver) -> None:
    """Everything is read even when it is refused: most clients hear the refusal only then."""
    most = receiver.folder.max_total_bytes
    total = _content_length(request)
    if total > most:
        raise TooLargeError(f"got {total / 1e6:.0f} MB at once, expected at most {most / 1e6:.0f}; send fewer files")
    came = 0
    try:
        async for block in request.stream():
            came += len(block)
            if came > most:
                raise TooLargeError(f"got more than {most / 1e6:.0f} MB at once; send fewer files")
            if block and receiver.fault is None:
                await to_thread.run_sync(receiver.feed, block)
    except ClientDisconnect as error:
        raise UploadError("got an upload that broke off; send it again") from error


def _content_length(request: Request) -> int:
    """In bytes; 0 where it is not said."""
    said = request.headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() else 0


def _boundary(request: Request) -> str:
    found = _BOUNDARY.match(request.headers.get("content-type", ""))
    if found is None:
        raise UploadError(f"got no multipart/form-data, expected it with the files as `{FILE_FIELD}`; correct it")
    return found.group(1)


class _Receiver:
    """Takes a form apart, block by block."""

    def __init__(self, boundary: str, folder: Uploads) -> None:
        self.folder, self.found = folder, Received()
        self.fault: Exception | None = None
        self._ended = False
        self._header, self._value, self._disposition = b"", b"", ""
        self._part: Part | None = None
        self._text: bytearray | None = None
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin, "on_header_field": self._on_field, "on_header_value": self._on_value,
                "on_header_end": self._on_header, "on_headers_finished": self._on_headers,
                "on_part_data": self._on_data, "on_part_end": self._on_part_end, "on_end": self._on_end,
            },
        )  # fmt: skip

    def feed(self, block: bytes) -> None:
        """Take one block; what is wrong with it is kept as `fault`."""
        try:
            self._parser.write(block)
        except FormParserError:
            self.fault = UploadError("got a form that cannot be read; send it anew")
        except OSError as error:
            self.fault = UploadWriteError(f"the upload cannot be kept ({error.strerror}); make room")
        except (UploadError, UploadWriteError) as error:
            self.fault = error

    def ended(self) -> Received:
        """All that came.

        Raises:
            UploadError: It is not whole, or holds no file, or was refused before.
            UploadWriteError: It could not be written.
        """
        if self.fault is not None:
            raise self.fault
        if not self._ended:
            raise UploadError("got a form that breaks off; send it again")
        if not self.found.files:
            raise UploadError(f"got no file, expected at least one as `{FILE_FIELD}`; add it")
        return self.found

    def _begin(self) -> None:
        self._disposition = ""
        self._part = self._text = None

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value.decode("utf-8", errors="replace")
        self._header = self._value = b""

    def _on_headers(self) -> None:
        named = {key.lower(): quoted or bare for key, quoted, bare in _PARAMETER.findall(self._disposition)}
        name = named.get("name", "")
        if name == FILE_FIELD and "filename" in named:
            if len(self.found.files) == _MOST_FILES:
                raise UploadError(f"got more than {_MOST_FILES} files, expected fewer; send them in several uploads")
            self._part = self.folder.part()
            self.found.files.append((named["filename"], self._part))
            return
        if sum(map(len, self.found.fields.values())) == _MOST_FIELDS:
            raise UploadError(f"got more than {_MOST_FIELDS} fields, expected fewer; leave some out")
        self._text = bytearray()
        self.found.fields.setdefault(name, [])

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._part is not None:
            if self._part.size + end - start > self.folder.max_bytes:
                raise TooLargeError(
                    f"got the file {shown(self.found.files[-1][0])} with more than {self.folder.max_bytes / 1e6:g} MB, "
                    "which is the most that is taken; split it"
                )
            self._part.write(data[start:end])
        elif self._text is not None:
            self._text += data[start:end]
            if len(self._text) > _MOST_FIELD_BYTES:
                raise UploadError(f"got a field of more than {_MOST_FIELD_BYTES} bytes; shorten it")

    def _on_part_end(self) -> None:
        if self._part is not None:
            self._part.close()
        elif self._text is not None:
            self.found.fields[next(reversed(self.found.fields))].append(self._text.decode("utf-8", errors="replace"))

    def _on_end(self) -> None:
        self._ended = True
