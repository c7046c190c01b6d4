"""Keeps the best hits and drops those that only repeat a better one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.hit import Hit

_WORD = re.compile(r"\w+")
_SHINGLE = 3
# Two texts that differ in one of these alone disagree, however much of the rest is the same.
_TELLING = re.compile(
    r"\w*\d[\w.,:/-]*\w|\d|\b(?:no|not|never|none|without|only|cannot|\w+n['’]t|kein\w*|nicht|nie|nur|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty|fifty|sixty|ninety|"
    r"zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|zwölf|must|may|should|optional|forbidden|muss|darf|soll)\b"
)


def select(hits: Sequence[Hit], *, top_k: int, near_duplicate: float = 0.9) -> list[Hit]:
    """The first `top_k` hits of which none nearly repeats an earlier one, ranked anew from 1.

    Args:
        hits: Best first.
        top_k: How many are kept at most.
        near_duplicate: Two chunks whose shingles of three words overlap by this share (Jaccard) say the same, unless
            they have other numbers, in digits or words, or one of them says no, or that something must be.
    """
    kept: list[Hit] = []
    seen: list[tuple[frozenset[str], frozenset[str]]] = []
    for hit in hits:
        if len(kept) == top_k:
            break
        own, telling = _shingles(hit.chunk.text), frozenset(_TELLING.findall(hit.chunk.text.lower()))
        if all(_overlap(own, other) < near_duplicate or telling != told for other, told in seen):
            kept.append(replace(hit, rank=len(kept) + 1))
            seen.append((own, telling))
    return kept


def _shingles(text: str) -> frozenset[str]:
    words = _WORD.findall(text.lower())
    if len(words) < _SHINGLE:
        return frozenset([" ".join(words)])
    return frozenset(" ".join(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
