"""Keeps the best hits and drops those that only repeat a better one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retrieval.hit import Hit

_WORD = re.compile(r"\w+")
_SHINGLE = 3


def select(hits: Sequence[Hit], *, top_k: int, near_duplicate: float = 0.9) -> list[Hit]:
    """The first `top_k` hits of which none nearly repeats an earlier one, ranked anew from 1.

    Args:
        hits: Best first.
        top_k: How many are kept at most.
        near_duplicate: Two chunks whose shingles of three words overlap by this share (Jaccard) say the same.
    """
    kept: list[Hit] = []
    shingles: list[frozenset[str]] = []
    for hit in hits:
        if len(kept) == top_k:
            break
        own = _shingles(hit.chunk.text)
        if all(_overlap(own, other) < near_duplicate for other in shingles):
            kept.append(replace(hit, rank=len(kept) + 1))
            shingles.append(own)
    return kept


def _shingles(text: str) -> frozenset[str]:
    words = _WORD.findall(text.lower())
    if len(words) < _SHINGLE:
        return frozenset([" ".join(words)])
    return frozenset(" ".join(words[n : n + _SHINGLE]) for n in range(len(words) - _SHINGLE + 1))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
