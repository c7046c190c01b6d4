"""Searches a misspelt word as the documents spell it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.index.bm25 import Bm25Encoder
from models.protocols import Embedder
from retrieval.question import Query, Question
from retrieval.vocabulary import Vocabularies

_SHORTEST = 5
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


def is_foreign(text: str) -> bool:
    """Whether `text` is in another language than English."""
    return len(_OTHER_TONGUE.findall(text)) >= _OTHER_WORDS


class Speller:
    """Corrects a word that no chunk readable to the asker holds to the nearest one that some such chunk does.

    Only what is readable counts, on the day of the question, so that a correction tells nobody of what they may not
    read. Words that the embedder takes in whole are words, whatever the documents hold ("vacation"), and no slips.
    """

    def __init__(self, vocabularies: Vocabularies, embedder: Embedder, *, spared: frozenset[str] = frozenset()) -> None:
        """Correct by the words of `vocabularies`; those of `spared`, in lower case, are left alone."""
        self._vocabularies = vocabularies
        self._embedder = embedder
        self._spared = spared
        self._encoder = Bm25Encoder()

    def spelled(self, query: Query, question: Question) -> Spelled:
        """`query` with its misspelt words as the documents spell them; unchanged where `question` wants it so."""
        if not question.correct or is_foreign(query.text):
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

    def _doubtful(self, text: str, question: Question) -> Iterator[re.Match[str]]:
        """The words of `text` that may be misspelt: neither names, quoted, nor known."""
        found = [match for match in _plain(text) if match.group("word").lower() not in self._spared]
        words = [match.group("word").lower() for match in found]
        tokens = self._embedder.count_tokens(words) if words else []
        for match, word, count in zip(found, words, tokens, strict=True):
            if count > 1 and not self._vocabularies.readable(question).holds(word):
                yield match

    def _instead(self, word: str, question: Question) -> str:
        """What the documents call it; empty where nothing is near, or only a form or the pair of the word."""
        near = self._vocabularies.readable(question).near(word)
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
