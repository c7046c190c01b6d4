"""Evidence texts, tokenised once, and the windows of them that a claim is worth comparing with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Encoding

from models.lexical import IdfTable
from models.windows import Window, split_windows

# In tokens. A long window is a chunk of the index as a rule; a short one is two or three sentences.
LONG, SHORT = 180, 64
_LONG_KEPT, _SHORT_KEPT = 4, 3


@dataclass(frozen=True, slots=True)
class PreparedClaim:
    """A claim with its different WordPiece ids."""

    text: str
    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class PreparedText:
    """An evidence text with its windows."""

    text: str
    long: tuple[Window, ...]
    short: tuple[Window, ...]

    def piece(self, window: Window) -> str:
        """The characters of one of its windows."""
        return self.text[window.start : window.end]


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


def prepare_text(text: str, encoding: Encoding) -> PreparedText:
    """An evidence text cut into windows; `encoding` is whole and without special tokens."""
    long, short = (tuple(split_windows(text, encoding, size=size)) for size in (LONG, SHORT))
    return PreparedText(text, long, short)


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
