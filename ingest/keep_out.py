"""Keeps secrets and numbers of persons out of an index: what is embedded, found and quoted has bars in their place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ingest.document import Block, Document
from ingest.patterns import NUMBERS, SECRETS, Pattern

KINDS: Mapping[str, tuple[Pattern, ...]] = {"secrets": SECRETS, "personal": NUMBERS}
_BAR = "█"


def keep_out(document: Document, kinds: Iterable[str]) -> tuple[Document, tuple[str, ...]]:
    """The document with a bar for each character of such a value, so that no offset moves, and what each was.

    Args:
        document: As it was parsed.
        kinds: Of `KINDS`.
    """
    patterns = [pattern for kind in kinds for pattern in KINDS[kind]]
    found = tuple(pattern.kind for pattern in patterns for _ in pattern.find(document.text))
    blocks = tuple(_barred_block(block, patterns) for block in document.blocks)
    barred = replace(
        document, title=_barred(document.title, patterns), text=_barred(document.text, patterns), blocks=blocks
    )
    return barred, found


def _barred_block(block: Block, patterns: Sequence[Pattern]) -> Block:
    path = tuple(_barred(name, patterns) for name in block.heading_path)
    return replace(block, heading_path=path, lead_in=_barred(block.lead_in, patterns))


def _barred(text: str, patterns: Sequence[Pattern]) -> str:
    for pattern in patterns:
        for start, end in list(pattern.find(text)):
            text = text[:start] + _BAR * (end - start) + text[end:]
    return text
