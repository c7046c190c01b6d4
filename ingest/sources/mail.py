"""Mails as trees: a box of messages, the folders of a mail program, and what is attached to one message.

Strangers write mails, so nothing in them says anything about rights: no ``corpus.yaml``, no sidecar.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from functools import lru_cache
from itertools import chain, count, pairwise
from pathlib import Path, PurePosixPath

from ingest.errors import CorpusError, LoadError
from ingest.loaders.registry import LOADERS
from ingest.sources.source import digest, require_size
from ingest.sources.tree import Entry

# The time tells it from a sentence that begins so and was not escaped.
_FROM = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\n]*\d:\d\d[^\n]*\n")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_UNSAFE = re.compile(r"[^\w.@+-]+")
_LONGEST_NAME = 120
_DOCUMENTS = {*(suffix for suffix, loader in LOADERS.items() if loader != "picture"), ".zip", ".mbox"}


@dataclass(frozen=True, slots=True)
class AttachmentTree:
    """What is attached to one message.

    Attributes:
        name: The place that the message is in.
        address: Where a citation leads: to the message.
        data: Gives the bytes of the message.
        is_described: Never.
    """

    name: str
    address: str
    data: Callable[[], bytes]
    is_described: bool = False

    def entries(self) -> list[Entry]:
        """The attachments that are documents; pictures in a signature and the like are none.

        Raises:
            CorpusError: The message cannot be read.
        """
        return [Entry(name, digest(content), size=len(content)) for name, content in self._attached().items()]

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """The attachment `name`; None where there is none.

        Raises:
            LoadError: It is larger than `max_bytes`, or the message cannot be read.
        """
        content = attachments(self.data()).get(name)
        if content is not None:
            require_size(len(content), max_bytes)
        return content

    def uri(self, name: str) -> str:
        """The message."""
        return self.address

    def _attached(self) -> dict[str, bytes]:
        try:
            return attachments(self.data())
        except LoadError as error:
            raise CorpusError(str(error)) from error


@dataclass(frozen=True, slots=True)
class MboxTree:
    """The messages of a box, each named by its own id.

    Attributes:
        name: The place that the box is in.
        address: Where a citation leads: to the box.
        data: Gives the bytes of the box.
        is_described: Never.
    """

    name: str
    address: str
    data: Callable[[], bytes]
    is_described: bool = False

    def entries(self) -> list[Entry]:
        """The messages.

        Raises:
            CorpusError: The box cannot be read, or is none.
        """
        try:
            data = self.data()
        except LoadError as error:
            raise CorpusError(str(error)) from error
        if data.strip() and not _FROM.match(data):
            raise CorpusError("got a box of mails that does not begin with 'From ', expected mbox; export it again")
        return [Entry(name, digest(message)) for name, message in _messages(data).items()]

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """The message `name`; None where there is none.

        Raises:
            LoadError: It is larger than `max_bytes`, or the box cannot be read.
        """
        message = _messages(self.data()).get(name)
        if message is not None:
            require_size(len(message), max_bytes)
        return message

    def uri(self, name: str) -> str:
        """The box."""
        return self.address


@dataclass(frozen=True, slots=True)
class MaildirTree:
    """The messages of a maildir; what a mail program notes in the name of a file (read, answered) is no part of it."""

    root: Path
    is_described: bool = False

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.root)

    def entries(self) -> list[Entry]:
        """The messages, which never change once they are there.

        Raises:
            CorpusError: The folder cannot be read.
        """
        return [Entry(name, name) for name in self._paths()]

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """The message `name`; None where it is gone.

        Raises:
            LoadError: It is larger than `max_bytes`, or cannot be read.
        """
        try:
            path = self._paths().get(name)
            if path is None:
                return None
            require_size(path.stat().st_size, max_bytes)
            return path.read_bytes()
        except (OSError, CorpusError) as error:
            raise LoadError(f"it cannot be read ({error}); check its permissions") from error

    def uri(self, name: str) -> str:
        """The folder, because the name of the file changes when the message is read."""
        return self.root.as_uri()

    def _paths(self) -> dict[str, Path]:
        try:
            found = [path for part in ("cur", "new") for path in sorted((self.root / part).iterdir()) if path.is_file()]
        except OSError as error:
            raise CorpusError(f"'{self.root}' cannot be read ({error.strerror}); check its permissions") from error
        return {_safe(path.name.split(":")[0]) + ".eml": path for path in found}


def is_maildir(path: Path) -> bool:
    """Whether the folder `path` is one of a mail program."""
    return all((path / part).is_dir() for part in ("cur", "new", "tmp"))


def attachments(data: bytes) -> dict[str, bytes]:
    """Name to content of the documents attached to the message `data`, messages that were passed on included."""
    found: dict[str, bytes] = {}
    try:
        message = message_from_bytes(data)
        parts = list(_attached(message)) if message.is_multipart() else []
    except RecursionError:  # nobody writes so; whoever loads the mail itself says what is wrong
        return {}
    for number, part in enumerate(parts, start=1):
        path = PurePosixPath(_name(part))
        if path.suffix.lower() in _DOCUMENTS:
            names = chain([path.name], (f"{path.stem}-{at}{path.suffix}" for at in count(number)))
            found[next(name for name in names if name not in found)] = _content(part)
    return found


def _attached(message: Message) -> Iterator[Message]:
    if message.get_content_type() == "message/rfc822":
        yield message
        return
    if message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _attached(part)
        return
    if message.get_content_disposition() == "attachment" or _name(message):
        yield message


def _name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        name = ""
    if not name and part.get_content_type() == "message/rfc822":
        name = "message.eml"
    name = _decoded(name).replace("\\", "/").rsplit("/", 1)[-1].strip().lstrip(".~$")
    return "".join(char for char in name if char.isprintable())[-_LONGEST_NAME:]


def _decoded(name: str) -> str:
    try:
        return str(make_header(decode_header(name)))
    except (LookupError, ValueError, MessageError):
        return name


def _content(part: Message) -> bytes:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        try:
            return first.as_bytes() if isinstance(first, Message) else b""
        except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
            return b""  # which is a failure of its own when it is loaded
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


@lru_cache(maxsize=1)  # messages are read one after the other, each from the same bytes
def _messages(data: bytes) -> dict[str, bytes]:
    """Name and bytes of each message of a box; two of one id get a part of their digest besides."""
    found: dict[str, bytes] = {}
    lines = [line.span() for line in _FROM.finditer(data)]
    for (_, start), (end, _) in pairwise([*lines, (len(data), len(data))]):
        message = _ESCAPED.sub(rb"\1", data[start:end]).rstrip(b"\r\n") + b"\n"
        key = str(message_from_bytes(message[:65536]).get("Message-ID") or "").strip().strip("<>")
        name = _safe(key) or digest(message)[:16]
        if found.get(f"{name}.eml", message) != message:
            name = f"{name}-{digest(message)[:16]}"
        found[f"{name}.eml"] = message
    return found


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).strip("._")[:_LONGEST_NAME]
