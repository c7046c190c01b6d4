"""Searches a misspelt word as the documents spell it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from ingest.index.bm25 import Bm25Encoder
from ingest.index.protocol import Conditions, Index
from models.protocols import Embedder
from retrieval.question import Query, Question

_KEPT = 16
_SHORTEST, _LONG = 5, 9
_PART = 4
# Digits, dots within, slashes and the like make a name or a code of what they stand in; so do capitals within.
_PLAIN = re.compile(r"(?<!\S)[(\[]?(?P<word>[^\W\d_]+)(?:['’]s)?[)\].,;:!?…]*(?!\S)")
_QUOTED = re.compile(r"[\"“”„«»‘`][^\"“”„«»’`\n]*[\"“”«»’`]")
_ENDS_SENTENCE = re.compile(r"(?:^|[.!?:…]|\n)\s*[(\[]?$")
# The documents' words are mostly English, and one of another language is no slip of theirs.
_OTHER_TONGUE = re.compile(
    r"\b(?:der|die|das|den|dem|des|ein|eine|einen|und|oder|ist|sind|ich|wir|wie|wann|wo|warum|wieso|wer|kann|darf|muss|"
    r"bei|für|nach|von|mit|auf|nicht|mein|meine|zum|zur|im|gibt|bekomme|habe|"
    r"le|la|les|un|une|du|de|et|sont|je|nous|vous|qui|que|quel|quelle|combien|où|pour|dans|sur|avec|mon|mes|"
    r"el|los|las|por|del|al|qué|quién|cuál|cuántos|cuántas|cómo|dónde|il|lo|gli|che|chi|di|ho|quanti|quale|dove|nel|della|"
    r"het|een|van|ik|hoe|hoeveel|voor|niet|mijn|ile|jak|jest|są|na|kto|mam|dla|się|quantos|qual|onde|não|os|jag|och|att)\b",
    re.IGNORECASE,
)
_OTHER_WORDS = 2
# A letter or two make another word of these, which is as right as the first.
_PAIRS = re.compile(r"^(?:on|off|inter|intra|hyper|hypo)(?=\w{4})|(?<=\w{4})(?:or|er|ee)$")
_ENDINGS = frozenset({"s", "es", "d", "ed", "n", "en", "er", "em", "ly", "r", "rs"})


@dataclass(frozen=True, slots=True)
class Correction:
    """A word as it was written, and as it was searched."""

    said: str
    searched: str


@dataclass(frozen=True, slots=True)
class Spelled:
    """What is searched, and what of it was corrected."""

    query: Query
    corrections: tuple[Correction, ...] = ()


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


class Speller:
    """Corrects a word that no chunk readable to the asker holds to the nearest one that some such chunk does.

    Only what is readable counts, on the day of the question, so that a correction tells nobody of what they may not
    read. Words that the embedder takes in whole are words, whatever the documents hold ("vacation"), and no slips.
    """

    def __init__(self, index: Index, embedder: Embedder, *, spared: frozenset[str] = frozenset()) -> None:
        """Correct by the words of `index`; those of `spared`, in lower case, are left alone."""
        self._index = index
        self._embedder = embedder
        self._spared = spared
        self._encoder = Bm25Encoder()
        self._known = lru_cache(maxsize=_KEPT)(self._vocabulary)

    def spelled(self, query: Query, question: Question) -> Spelled:
        """`query` with its misspelt words as the documents spell them; unchanged where `question` wants it so."""
        if not question.correct or len(_OTHER_TONGUE.findall(query.text)) >= _OTHER_WORDS:
            return Spelled(query)
        corrections = tuple(self._corrections(query.text, question))
        if not corrections:
            return Spelled(query)
        searched = {one.said: one.searched for one in corrections}
        words = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, searched))})(?!\w)")
        return Spelled(query.altered(lambda text: words.sub(lambda found: searched[found.group()], text)), corrections)

    def _corrections(self, text: str, question: Question) -> Iterator[Correction]:
        for match in self._doubtful(text, question):
            said = match.group("word")
            other = self._instead(said.lower(), question)
            if other:
                yield Correction(said, other.capitalize() if said[0].isupper() else other)

    def _vocabulary(self, revision: str, groups: tuple[str, ...], as_of: date) -> Vocabulary:
        return Vocabulary(self._index.words(Conditions(as_of=as_of, groups=groups)))

    def _readable(self, question: Question) -> Vocabulary:
        return self._known(self._index.revision, question.groups, question.as_of)

    def _doubtful(self, text: str, question: Question) -> Iterator[re.Match[str]]:
        """The words of `text` that may be misspelt: neither names, quoted, nor known."""
        found = [match for match in _plain(text) if match.group("word").lower() not in self._spared]
        words = [match.group("word").lower() for match in found]
        tokens = self._embedder.count_tokens(words) if words else []
        for match, word, count in zip(found, words, tokens, strict=True):
            if count > 1 and not self._readable(question).holds(word):
                yield match

    def _instead(self, word: str, question: Question) -> str:
        """What the documents call it; empty where nothing is near, or only a form or the pair of the word."""
        near = self._readable(question).near(word)
        return near[0] if near and not any(self._is_form(word, other) for other in near) else ""

    def _is_form(self, word: str, other: str) -> bool:
        short, long = sorted((word, other), key=len)
        ending = long.removeprefix(short) if long.startswith(short) else ""
        if (ending in _ENDINGS and short[-1] != ending[0]) or _PAIRS.sub("", word) == _PAIRS.sub("", other):
            return True
        return self._encoder.encode_question(word).indices == self._encoder.encode_question(other).indices


def _plain(text: str) -> Iterator[re.Match[str]]:
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    for match in _PLAIN.finditer(text):
        word = match.group("word")
        starts = bool(_ENDS_SENTENCE.search(text[: match.start("word")]))
        is_name = word != word.lower() and not (starts and word[1:] == word[1:].lower())
        inside = any(start <= match.start() < end for start, end in quoted)
        if len(word) >= _SHORTEST and not is_name and not inside:
            yield match


def _slips(word: str) -> int:
    return 2 if len(word) >= _LONG else 1


def _folded(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
