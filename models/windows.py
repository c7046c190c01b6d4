"""Cuts evidence into overlapping windows of whole sentences, small enough for a cross-encoder."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tokenizers import Encoding

from models.line_breaks import unwrapped

_BREAK = re.compile(r"(?<=[.!?;])[\"')\]]*\s+|\s*\n\s*")
# A full stop after two small letters and before a capital or a digit: "U.S. law" and "e.g. this" stay whole.
_STATEMENT = re.compile(r"(?<=[a-z0-9%)\]]{2}[.!?])\s+(?=[\"'(\[]?[A-Z0-9])")
_STATEMENT_WORDS = 4
_TokenRange = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """A piece of a text.

    Attributes:
        start: Where it begins in the text, in characters.
        end: Where it ends, half-open.
        ids: Its different WordPiece ids.
        tokens: How many it has.
    """

    start: int
    end: int
    ids: frozenset[int]
    tokens: int


def split_windows(text: str, encoding: Encoding, *, size: int) -> list[Window]:
    """Windows of at most `size` tokens over a text, each about half a window after the one before.

    Args:
        text: The evidence.
        encoding: Its tokens, without special tokens and not truncated.
        size: Most tokens of a window; a sentence longer than that is cut.

    Returns:
        The windows in order; none when the text holds no token.
    """
    pieces = _pieces(text, encoding.offsets, size)
    return [_window(encoding, pieces[first][0], pieces[last][1]) for first, last in _packed(pieces, size)]


def split_sentences(text: str, encoding: Encoding, *, size: int) -> list[Window]:
    """The sentences, list items and lines of a text, none longer than `size` tokens, side by side."""
    return [_window(encoding, first, last) for first, last in _pieces(text, encoding.offsets, size) if first < last]


def split_statements(claim: str) -> list[str]:
    """The sentences of a claim that can be judged one by one; the claim itself when it is one sentence, or short."""
    parts = _STATEMENT.split(claim)
    long_enough = all(len(part.split()) >= _STATEMENT_WORDS for part in parts)
    return parts if long_enough else [claim]


def sentence_starts(text: str) -> list[int]:
    """Where sentences, list items and lines begin, in characters; the first is 0."""
    return [0, *(match.end() for match in _BREAK.finditer(unwrapped(text)))]


def _pieces(text: str, offsets: Sequence[tuple[int, int]], size: int) -> list[_TokenRange]:
    begins = [begin for begin, _ in offsets]
    cuts = sorted({bisect_left(begins, start) for start in sentence_starts(text)} | {len(begins)})
    pieces: list[_TokenRange] = []
    for first, last in pairwise(cuts):
        pieces += [(at, min(at + size, last)) for at in range(first, last, size)]
    return pieces


def _packed(pieces: Sequence[_TokenRange], size: int) -> list[tuple[int, int]]:
    """First and last piece of each window."""
    packed: list[tuple[int, int]] = []
    first = 0
    while first < len(pieces):
        last = first
        while last + 1 < len(pieces) and pieces[last + 1][1] - pieces[first][0] <= size:
            last += 1
        packed.append((first, last))
        if last + 1 == len(pieces):
            break
        middle = pieces[first][0] + size // 2
        first = next(at for at in range(first + 1, last + 2) if at > last or pieces[at][0] >= middle)
    return packed


def _window(encoding: Encoding, first: int, last: int) -> Window:
    start, end = encoding.offsets[first][0], encoding.offsets[last - 1][1]
    return Window(start, end, frozenset(encoding.ids[first:last]), last - first)
