"""How much of two texts is the same: sets of runs of words, and which pairs are worth comparing."""

from __future__ import annotations

import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

Shingles = NDArray[np.uint64]
_WORD = re.compile(r"\w+")
_RUN = 4  # words
_SKETCH, _LEAST = 24, 2
_MIX = np.uint64(0x9E3779B97F4A7C15)


def words(text: str) -> list[str]:
    """The words of `text`, whatever their case and what stands between them."""
    return _WORD.findall(text.casefold())


def shingles(found: list[str]) -> Shingles:
    """Hashes of all runs of four words, each once, sorted; shape ``(n,)`` uint64."""
    hashes = np.array([zlib.crc32(word.encode()) for word in found], dtype=np.uint64)
    if len(hashes) < _RUN:
        return np.unique(hashes)
    mixed = np.zeros(len(hashes) - _RUN + 1, dtype=np.uint64)
    for at in range(_RUN):
        mixed = mixed * _MIX + hashes[at : len(hashes) - _RUN + 1 + at]
    return np.unique(mixed ^ (mixed >> np.uint64(31)) * _MIX)


def jaccard(one: Shingles, other: Shingles) -> float:
    """Shared of all shingles, in [0, 1]; 1 for the same text."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    every = len(one) + len(other) - shared
    return shared / every if every else 1.0


def worth_comparing(sets: Mapping[str, Shingles], *, most: int) -> Iterator[tuple[str, str]]:
    """Pairs that share two of their 24 smallest hashes, in order.

    Two texts with a Jaccard index of J share about J of the smallest hashes of both together (Broder's bottom-k
    sketch), so at 0.7 fewer than one pair in a million is missed. Of more than `most` texts that share a hash, each is
    held against the first alone: copies are alike all around, and the frames of forms are not.
    """
    holders: defaultdict[int, list[str]] = defaultdict(list)
    for name, found in sets.items():
        for smallest in np.sort(found)[:_SKETCH].tolist():
            holders[smallest].append(name)
    shared: Counter[tuple[str, str]] = Counter()
    for names in holders.values():
        names.sort()
        hubs = names if len(names) <= most else names[:1]
        shared.update((one, other) for at, one in enumerate(hubs) for other in names[at + 1 :])
    yield from sorted(pair for pair, count in shared.items() if count >= _LEAST)
