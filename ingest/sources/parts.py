"""A large plain text as a tree of parts, each a document of its own, so that no text is worked on whole.

A part ends with a paragraph, else with a line, else with a word. Which one, the words behind it decide and not their
place in the text: what is written into a text, or taken out of it, changes the parts that it stands in and few others.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ingest.document import Span
from ingest.errors import CorpusError, LoadError
from ingest.loaders.encoding import decode
from ingest.loaders.front_matter import refuse_unread_rights
from ingest.part import part_name
from ingest.sources.place import Cutting
from ingest.sources.source import digest
from ingest.sources.tree import Entry

LEAST, MOST = 1_000_000, 2_000_000  # bytes of a part
TEXTS = frozenset((".txt", ".text", ".log"))
_HEAD = 100_000  # bytes, more than is looked at for rights that nobody reads
_FURTHER = 3  # bytes of a character behind its first, at most
_LOOKED_AT = 64  # bytes that decide whether a part ends in front of them
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True)
class TextTree:
    """The parts of one text.

    Attributes:
        name: The place that the text is in.
        address: Where a citation of any part leads: to the text.
        file: The name of the text, which those of its parts are made of.
        data: Gives its bytes.
        is_described: Never: what is said about the text holds for its parts.
    """

    name: str
    address: str
    file: str
    data: Callable[[], bytes]
    is_described: bool = False
    _spans: dict[str, Span] = field(default_factory=dict, repr=False)

    def entries(self) -> list[Entry]:
        """The parts, in their order.

        Raises:
            CorpusError: The text cannot be read, or names rights where nobody reads them.
        """
        try:
            data = self.data()
            refuse_unread_rights(decode(data[:_HEAD]))
        except LoadError as error:
            raise CorpusError(str(error)) from error
        self._spans.clear()
        self._spans.update((part_name(self.file, number), span) for number, span in enumerate(cut(data), start=1))
        return [Entry(name, digest(_part(data, span))) for name, span in self._spans.items()]

    def read(self, name: str, max_bytes: int) -> bytes | None:
        """The part `name`; None where there is none.

        Raises:
            LoadError: The text cannot be read.
        """
        span = self._spans.get(name)
        return None if span is None else _part(self.data(), span)

    def uri(self, name: str) -> str:
        """The text."""
        return self.address


def is_cut(entry: Entry, cutting: Cutting | None) -> bool:
    """Whether the file of this `entry` is a text that is read in parts."""
    is_text = PurePosixPath(entry.name).suffix.lower() in TEXTS
    return cutting is not None and is_text and entry.size > cutting.over


def cut(data: bytes) -> Iterator[Span]:
    """The parts of a text, in bytes: together they are all of it."""
    codec = next((codec for mark, codec in _WIDE.items() if data.startswith(mark)), "ascii")
    line = re.escape("\n".encode(codec))
    paragraph = b"(?:" + line + b"(?:" + re.escape("\r".encode(codec)) + b")?){2,}"
    ends = (re.compile(paragraph), re.compile(line), re.compile(re.escape(" ".encode(codec))))
    start = 0
    while len(data) - start > MOST:
        end = _end(data, start, ends, codec)
        yield Span(start, end)
        start = end
    yield Span(start, len(data))


def _end(data: bytes, start: int, ends: tuple[re.Pattern[bytes], ...], codec: str) -> int:
    """Where a part that begins at `start` ends; no character is cut in two."""
    width = len("\n".encode(codec))
    for pattern in ends:
        found = [match.end() for match in pattern.finditer(data, start + LEAST, start + MOST)]
        found = [end for end in found if end % width == 0]
        if found:
            return min(found, key=lambda end: zlib.crc32(data[end : end + _LOOKED_AT]))
    end = (start + MOST) // width * width
    for _ in range(_FURTHER):
        end -= width if _is_within(data, end, codec) else 0
    return end


def _is_within(data: bytes, at: int, codec: str) -> bool:
    """Whether a character of UTF-8 or UTF-16 goes on at `at`."""
    if codec == "ascii":
        return data[at] & 0xC0 == 0x80
    return data[at + (codec == "utf-16-le")] & 0xFC == 0xDC


def _part(data: bytes, span: Span) -> bytes:
    mark = next((mark for mark in _WIDE if data.startswith(mark)), b"") if span.start else b""
    return mark + data[span.start : span.end]
