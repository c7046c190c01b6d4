"""The words of all that somebody may read."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from ingest.index.protocol import Conditions, Index
from retrieval.question import Question

_KEPT = 16
_SHORTEST, _LONG = 5, 9
_PART, _STEM = 4, 5


@dataclass(frozen=True)
class Vocabulary:
    """The words that somebody may read, each with the number of chunks that hold it."""

    counts: Mapping[str, int]

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(map(_folded, self.counts))

    def holds(self, word: str) -> bool:
        """Whether `word` stands there, accents aside, or is put together of two longer words that do."""
        parts = range(_PART, len(word) - _PART + 1)
        return _folded(word) in self._folded or any(
            word[:at] in self.counts and word[at:] in self.counts for at in parts
        )

    def begins(self, word: str) -> bool:
        """Whether `word` stands there, or one that ends otherwise."""
        stem = word[: max(_STEM, len(word) - 2)]
        return self.holds(word) or any(other.startswith(stem) for other in self.counts)

    def near(self, word: str) -> list[str]:
        """The words that are a slip away (two for long ones), nearest first, then swapped letters, then frequent ones.

        A slip drops, adds or changes a letter or swaps two neighbours: optimal string alignment, a restricted
        Damerau-Levenshtein distance. Few slip at the first letter, so it must be among the first two.
        """
        found = extract(word, self.counts.keys(), scorer=OSA.distance, score_cutoff=_slips(word), limit=None)
        letters = sorted(word)
        near = [
            (distance, sorted(other) != letters, -self.counts[other], other)
            for other, distance, _ in found
            if len(other) >= _SHORTEST - 1 and (other[0] == word[0] or (other[0], other[1]) == (word[1], word[0]))
        ]
        return [entry[-1] for entry in sorted(near)]


class Vocabularies:
    """The vocabulary of each asker, made once a revision of the index."""

    def __init__(self, index: Index) -> None:
        """Nothing is counted yet."""
        self._index = index
        self._known = lru_cache(maxsize=_KEPT)(self._vocabulary)

    def readable(self, question: Question) -> Vocabulary:
        """What the asker may read on the day of `question`; empty where there are too many chunks to count."""
        return self._known(self._index.revision, question.groups, question.as_of)

    def _vocabulary(self, revision: str, groups: tuple[str, ...], as_of: date) -> Vocabulary:
        return Vocabulary(self._index.words(Conditions(as_of=as_of, groups=groups)))


def _folded(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


def _slips(word: str) -> int:
    return 2 if len(word) >= _LONG else 1
