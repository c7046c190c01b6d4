"""What a short form stands for, as the documents that the asker may read say it themselves: "Long Form (LF)"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache

from ingest.index.protocol import Conditions, Index, RankQuery
from models.protocols import Embedder
from retrieval.question import Query, Question

_SHORT = re.compile(r"(?<![\w&-])(?=[\w&]*[A-Z][\w&]*[A-Z])[A-Za-z][A-Za-z0-9&]{1,7}(?![\w&-])")
_DEFINED = re.compile(r"(?P<before>[^()\n]{3,120})\s\((?P<short>[A-Z][A-Za-z0-9&]{1,7})\)")
_SMALL = frozenset({"of", "for", "and", "the", "to", "in", "on", "a", "an", "or", "und", "der", "die", "das", "für"})
# On SciFact's claims, whose abstracts are full of them, more than a third of the score did harm.
_SHARE = 0.15
_LOOKED_AT = 50
_KEPT = 512
_MOST = 3


class Acronyms:
    """Has a question searched with its long forms, too.

    Short forms are found at the time of the question, in chunks that the asker may read on that day, so that nobody is
    told what a document calls something that they may not know. One with several long forms is left alone.
    """

    def __init__(self, index: Index, embedder: Embedder) -> None:
        """Look into `index`."""
        self._index = index
        self._embedder = embedder
        self._known = lru_cache(maxsize=_KEPT)(self._long_form)

    def expanded(self, query: Query, question: Question) -> Query:
        """The query, and beside it the same with the long form behind each short one that has one, three at most."""
        shorts = list(dict.fromkeys(_SHORT.findall(query.text)))[:_MOST]
        if not shorts or query.text == query.text.upper():
            return query
        revision, where = self._index.revision, (question.groups, question.as_of)
        found = {
            short: long
            for short in shorts
            if (long := self._known(revision, *where, short) or self._known(revision, *where, _singular(short)))
        }
        text = _with_long_forms(query.text, found)
        return query.beside([text] if text != query.text else [], share=_SHARE)

    def _long_form(self, revision: str, groups: tuple[str, ...], as_of: date, short: str) -> str:
        """What most readable chunks say that `short` stands for; empty where none does, or as many say otherwise."""
        readable = Conditions(as_of=as_of, groups=groups)
        plain = RankQuery(short, self._embedder.embed_query(short), readable, _LOOKED_AT)
        texts = [scored.chunk.text for scored in self._index.rank(plain).bm25]
        said = Counter(long.lower() for text in texts for form, long in definitions(text) if form == short)
        first, second = [*said.most_common(2), ("", 0), ("", 0)][:2]
        return first[0] if first[1] > second[1] else ""


def _singular(short: str) -> str:
    """`SLA` for `SLAs`."""
    return short[:-1] if short[-1] == "s" and short[:-1].isupper() else short


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Short form and long form of each "Long Form (LF)" in a text (Schwartz and Hearst, 2003)."""
    for match in _DEFINED.finditer(text):
        short = match["short"]
        words = match["before"].split()[-min(len(short) + 5, 2 * len(short)) :]
        long = _matched(short.replace("&", ""), " ".join(words))
        if long and len(long.split()) > 1 and short not in long.split():
            yield short, long


def _matched(short: str, before: str) -> str:
    """The shortest end of `before` that holds the letters of `short` in order, the first at the start of a word."""
    at = len(before)
    for number in range(len(short) - 1, -1, -1):
        at -= 1
        while at >= 0 and not (before[at].lower() == short[number].lower() and (number or _begins(before, at))):
            at -= 1
        if at < 0:
            return ""
    return before[at:]


def _begins(text: str, at: int) -> bool:
    """Whether a word that carries meaning begins at `at`."""
    return (at == 0 or not text[at - 1].isalnum()) and text[at:].partition(" ")[0].lower() not in _SMALL


def _with_long_forms(text: str, found: Mapping[str, str]) -> str:
    for short, long in found.items():
        if long.casefold() not in text.casefold():
            before, after = re.split(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text, maxsplit=1)
            text = f"{before}{short} ({long}){after}"
    return text
