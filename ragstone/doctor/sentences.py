"""The sentences of a corpus, and which pairs of them have nearly the same words.

A set join: words are sorted by how rare they are, and two sets that share 65 in 100 of their words share one of
the rarest of each (the prefix filter of Chaudhuri et al. and Bayardo et al.), so only those are looked up. No
model is asked, and within its bounds no pair is missed.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from sys import intern

from ingest.chunk import Chunk
from verify.exact import content_words

_SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s)|\n|$)")
_WRAP = re.compile(r"(?<=[^\W\d_]|[,;\d)])[ \t]*\n[ \t]*(?=[a-z(\d])")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\w{1,3}[.)])\s+")
_SHARE = 0.65
_FEWEST, _LONGEST = 3, 60  # words
_MOST_LOOKED_UP = 64


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and each place where some document has it.

    Attributes:
        text: With single spaces.
        words: Those that carry meaning, the rarest first.
        places: The chunk, and half-open offsets into it.
    """

    text: str
    words: tuple[str, ...]
    places: tuple[tuple[Chunk, int, int], ...]

    @property
    def documents(self) -> frozenset[str]:
        """Ids of the documents that have it."""
        return frozenset(chunk.document_id for chunk, _, _ in self.places)


def unwrapped(text: str) -> str:
    """`text` with a blank for every break of a line amid a sentence: it keeps its length, so spans fit."""
    return _WRAP.sub(lambda match: " " * len(match.group()), text)


def is_whole(text: str) -> bool:
    """Whether it reads as a whole sentence; a heading, a cell, half a line, a notice of copyright or code does not."""
    bare = _BULLET.sub("", text).lstrip("\"'“„«(*_")
    if bare.startswith("Copyright"):
        return False
    return bare[:1].isupper() and text.rstrip("\"'”“»)*_")[-1:] in (".", "!", "?")


def sentences(chunks: Iterable[Chunk]) -> list[Sentence]:
    """Every whole sentence of three to sixty words that carry meaning, once however often it stands there."""
    places: defaultdict[str, list[tuple[Chunk, int, int]]] = defaultdict(list)
    for chunk in chunks:
        for match in _SENTENCE.finditer(unwrapped(chunk.text)):
            text = " ".join(match.group().split())
            if is_whole(text):
                places[text].append((chunk, match.start(), match.end()))
    # One object a word, however many sentences have it.
    carrying = {text: frozenset(map(intern, content_words(text))) for text in places}
    counts = Counter(word for found in carrying.values() for word in found)
    return [
        Sentence(text, tuple(sorted(found, key=lambda word: (counts[word], word))), tuple(places[text]))
        for text, found in carrying.items()
        if _FEWEST <= len(found) <= _LONGEST
    ]


@dataclass(slots=True)
class Near:
    """Pairs of sentences that have nearly the same words, each pair once.

    Attributes:
        most: A word that so many sentences would be looked up by is not looked up.
        passed_over: The words of which that was so; known when the pairs have been gone through.
    """

    found: Sequence[Sentence]
    most: int = _MOST_LOOKED_UP
    passed_over: set[str] = field(default_factory=set)

    def pairs(self) -> Iterator[tuple[Sentence, Sentence]]:
        """In the order of the sentences."""
        looked_up: defaultdict[str, list[int]] = defaultdict(list)
        for at, sentence in enumerate(self.found):
            own = set(sentence.words)
            for before in sorted({one for word in _prefix(sentence) for one in self._holders(word, looked_up[word])}):
                other = self.found[before]
                if sum(word in own for word in other.words) >= _SHARE * max(len(own), len(other.words)):
                    yield other, sentence
            for word in _prefix(sentence):
                looked_up[word].append(at)

    def _holders(self, word: str, holders: Sequence[int]) -> Sequence[int]:
        if len(holders) < self.most:
            return holders
        self.passed_over.add(word)
        return ()


def _prefix(sentence: Sentence) -> tuple[str, ...]:
    return sentence.words[: len(sentence.words) - ceil(_SHARE * len(sentence.words)) + 1]
