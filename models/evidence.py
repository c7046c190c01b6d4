"""Evidence texts, tokenised once, and the views of them that a claim is judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Encoding

from models.lexical import IdfTable
from models.windows import Window, split_sentences, split_windows

# In tokens. A long window is a chunk of the index as a rule; a short one is two or three sentences.
LONG, SHORT = 180, 64
_LONG_KEPT, _SHORT_KEPT = 2, 1
# The sentences gathered from everywhere for a claim that no single window covers, and the longest of them.
GATHERED, SENTENCE = 130, 48
# A sentence that adds less than this share of the claim's weighted words adds nothing.
_GAIN = 0.04
_LOOKED_AT = 60


@dataclass(frozen=True, slots=True)
class PreparedClaim:
    """A claim with its different WordPiece ids."""

    text: str
    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class PreparedText:
    """An evidence text with its windows, and with its sentences, which do not overlap."""

    text: str
    long: tuple[Window, ...]
    short: tuple[Window, ...]
    sentences: tuple[Window, ...]

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
    """

    index: int
    window: Window
    coverage: float


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with the views of its evidence that are worth reading.

    Attributes:
        windows: Whole pieces of one text each: long ones by falling coverage, then short ones; none without words.
        pieces: Their characters.
        gathered: The sentences of all texts that together hold most of the claim's words, one a line.
        gathered_ids: Their different WordPiece ids.
        closest: The sentence that holds most of the claim's words.
        sentence_coverage: How much it holds, in [0, 1].
    """

    claim: PreparedClaim
    windows: tuple[Candidate, ...]
    pieces: tuple[str, ...]
    gathered: str
    gathered_ids: frozenset[int]
    closest: str
    sentence_coverage: float

    @property
    def read(self) -> str:
        """Everything that the cross-encoder reads."""
        return "\n".join((*self.pieces, self.gathered))


def prepare_text(text: str, encoding: Encoding) -> PreparedText:
    """An evidence text cut into windows; `encoding` is whole and without special tokens."""
    long, short = (tuple(split_windows(text, encoding, size=size)) for size in (LONG, SHORT))
    return PreparedText(text, long, short, tuple(split_sentences(text, encoding, size=SENTENCE)))


def view(claim: PreparedClaim, texts: Sequence[PreparedText], idf: IdfTable) -> Case | None:
    """The views of the texts for one claim; None when the claim or the texts hold no word."""
    sentences = _ranked(claim, [text.sentences for text in texts], idf)
    if not claim.ids or not sentences:
        return None
    long = _ranked(claim, [text.long for text in texts], idf)[:_LONG_KEPT]
    short = _ranked(claim, [text.short for text in texts], idf)[:_SHORT_KEPT]
    windows = (*long, *short)
    chosen = sorted(_gathered(claim, sentences, idf), key=lambda one: (one.index, one.window.start))
    return Case(
        claim,
        windows,
        tuple(texts[one.index].piece(one.window) for one in windows),
        "\n".join(texts[one.index].piece(one.window) for one in chosen),
        frozenset[int]().union(*(one.window.ids for one in chosen)),
        texts[sentences[0].index].piece(sentences[0].window),
        sentences[0].coverage,
    )


def _ranked(claim: PreparedClaim, windows: Sequence[Sequence[Window]], idf: IdfTable) -> list[Candidate]:
    """All windows by how much of the claim they hold, then by where they stand."""
    found = [
        Candidate(index, window, idf.coverage(claim.ids, window.ids))
        for index, of_text in enumerate(windows)
        for window in of_text
    ]
    return sorted(found, key=lambda candidate: -candidate.coverage)


def _gathered(claim: PreparedClaim, ranked: Sequence[Candidate], idf: IdfTable) -> list[Candidate]:
    """Sentences that add words to those chosen before, then those that hold most, up to about `GATHERED` tokens."""
    left, chosen = list(ranked), list[Candidate]()
    missing, used = claim.ids, 0
    while left and used < GATHERED:
        gains = [idf.coverage(claim.ids, one.window.ids & missing) for one in left[:_LOOKED_AT]]
        most = max(range(len(gains)), key=gains.__getitem__)
        best = left[most if gains[most] >= _GAIN else 0]
        if chosen and used + best.window.tokens > GATHERED:
            break
        left.remove(best)
        chosen.append(best)
        missing, used = missing - best.window.ids, used + best.window.tokens
    return chosen
