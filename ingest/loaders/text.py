"""Plain text: paragraphs are what blank lines part; the encoding is found, never guessed silently wrong."""

from __future__ import annotations

import re

from charset_normalizer import from_bytes

from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.loaders.loaded import Loaded, RawFile
from ingest.text_builder import TextBuilder

_BLANK_LINE = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")


def decode(data: bytes) -> str:
    """The text of `data`: UTF-8 or what its byte order mark says, else the likeliest encoding.

    Raises:
        LoadError: It is no text in any encoding.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\x00" in data[:4096]:
            raise LoadError("got binary content, expected text; check the extension") from error
    best = from_bytes(data[:200_000]).best()
    if best is None:
        raise LoadError("got bytes that are text in no known encoding; save the file as UTF-8")
    return data.decode(best.encoding, errors="replace")


def load(file: RawFile) -> Loaded:
    """Read plain text; a block of item lines becomes list items."""
    builder = TextBuilder()
    for paragraph in _BLANK_LINE.split(decode(file.data).replace("\r\n", "\n")):
        _add_paragraph(builder, paragraph)
    return Loaded.of(builder, "text/plain")


def _add_paragraph(builder: TextBuilder, paragraph: str) -> None:
    lines = paragraph.splitlines()
    first = next((n for n, line in enumerate(lines) if _ITEM.match(line)), len(lines))
    lead_in = "\n".join(lines[:first])
    builder.add(BlockKind.PROSE, lead_in)
    item: list[str] = []
    for line in lines[first:]:
        if _ITEM.match(line) and item:
            builder.add(BlockKind.LIST, " ".join(item), lead_in=lead_in.strip())
            item = []
        item.append(line.strip())
    builder.add(BlockKind.LIST, " ".join(item), lead_in=lead_in.strip())
