"""Claims and evidence texts, tokenised once, and the windows of evidence that a claim is worth comparing with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Encoding

from models.lexical import IdfTable, numbers
from models.windows import Window, split_windows

# In tokens. A long window is a chunk of the index as a rule; a short one is two or three sentences.
LONG, SHORT = 180, 64
_LONG_KEPT, _SHORT_KEPT = 4, 3

Trigrams = frozenset[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class PreparedClaim:
    """A claim with what is compared: its WordPiece ids, runs of three of them, and its numbers."""

    text: str
    ids: frozenset[int]
    trigrams: Trigrams
    length: int
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class PreparedText:
    """An evidence text with its windows."""

    text: str
    long: tuple[Window, ...]
    short: tuple[Window, ...]
    ids: frozenset[int]
    trigrams: Trigrams
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A window that may support a claim.

    Attributes:
        index: Which evidence text it is from.
        window: Where it lies there.
        coverage: Share of the claim's weighted words that it holds, in [0, 1].
        is_long: True for one that holds about a chunk, False for one of a few sentences.
    """

    index: int
    window: Window
    coverage: float
    is_long: bool


def prepare_claim(text: str, encoding: Encoding) -> PreparedClaim:
    """A claim ready to be compared; `encoding` is whole and without special tokens."""
    ids = encoding.ids
    return PreparedClaim(text, frozenset(ids), _trigrams(ids), len(ids), numbers(text))


def prepare_text(text: str, encoding: Encoding) -> PreparedText:
    """An evidence text ready to be compared; `encoding` is whole and without special tokens."""
    long, short = (tuple(split_windows(text, encoding, size=size)) for size in (LONG, SHORT))
    return PreparedText(text, long, short, frozenset(encoding.ids), _trigrams(encoding.ids), numbers(text))


def candidates(claim: PreparedClaim, texts: Sequence[PreparedText], idf: IdfTable) -> list[Candidate]:
    """The windows that hold most of the claim's words: up to four long ones, then up to three short ones."""
    long = [
        Candidate(index, window, idf.coverage(claim.ids, window.ids), is_long=True)
        for index, text in enumerate(texts)
        for window in text.long
    ]
    short = [
        Candidate(index, window, idf.coverage(claim.ids, window.ids), is_long=False)
        for index, text in enumerate(texts)
        for window in text.short
    ]
    return _top(long, _LONG_KEPT) + _top(short, _SHORT_KEPT)


def _top(found: Sequence[Candidate], kept: int) -> list[Candidate]:
    return sorted(found, key=lambda candidate: -candidate.coverage)[:kept]


def _trigrams(ids: Sequence[int]) -> Trigrams:
    return frozenset(zip(ids, ids[1:], ids[2:], strict=False))
