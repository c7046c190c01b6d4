"""The names and codes of a question that nothing readable holds: of Japan no page speaks, whatever else is found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.hit import Hit
from retrieval.question import Question
from retrieval.spelling import is_foreign
from retrieval.vocabulary import Vocabularies

# What a name stands behind, where it is what the question is about: not "I'm Anna", not the first word.
_BEFORE = frozenset(
    "in for at on of to from with about the a an does do did is are was were can may must should will via and or by "
    "through into our your my".split()
)
_NAME = re.compile(r"(?<![\w'’.-])(?P<before>[a-z]+)\s+(?P<name>[A-ZÀ-Þ]\w*[a-zß-ÿ]\w*(?:\s+[A-ZÀ-Þ]\w*[a-zß-ÿ]\w*)*)")
_CODE = re.compile(r"(?<![\w.-])(?!Q[1-4]\b|H[12]\b|FY|CY)[A-Z]{1,5}-?\d{1,6}(?![\w-]|\.\d)")
# Times are no things that pages are about; neither is what somebody is called or speaks.
_TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december christmas easter new year day eve spring summer autumn winter".split()
)
_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Unmentioned:
    """Finds them by the words of all that the asker may read on the day of the question.

    Attributes:
        known: Words that count as held, in lower case: those of a glossary.
    """

    vocabularies: Vocabularies
    known: frozenset[str] = frozenset()

    def of(self, text: str, question: Question, hits: Sequence[Hit]) -> tuple[str, ...]:
        """The names and codes of `text` that nothing readable holds, in their order.

        A code is looked for in the `hits` alone: one that stood anywhere would have brought its page in.

        Args:
            text: The question as it is searched.
            question: Whose rights and day count.
            hits: What was found for it.
        """
        named, coded = list(_names(text)), _CODE.findall(text)
        if not hits or not (named or coded) or is_foreign(text):
            return ()
        found = " ".join(f"{hit.chunk.title} {hit.chunk.embedded_text}" for hit in hits).casefold()
        codes = [code for code in coded if not re.search(rf"(?<!\w){code.casefold()}(?!\w)", found)]
        names = [name for name in named if not self._stands(name, question, found)]
        return tuple(dict.fromkeys([*names, *codes]))

    def _stands(self, name: str, question: Question, found: str) -> bool:
        """Whether each word of it stands somewhere, or one that begins like it does; true where nobody can tell."""
        known = self.vocabularies.readable(question)
        if not known.counts:
            return True
        return all(word in found or word in self.known or known.begins(word) for word in name.casefold().split())


def _names(text: str) -> Iterator[str]:
    words = [word for word in re.findall(r"[^\W\d_]+", text)[1:] if len(word) > 1]
    if sum(word[0].isupper() for word in words) > _MOSTLY * len(words):  # a heading, or German
        return
    for match in _NAME.finditer(text):
        name = re.sub(r"['’]s$", "", match["name"])
        is_time = all({word, word.removesuffix("s")} & _TIMES for word in name.casefold().split())
        if match["before"] in _BEFORE and not is_time:
            yield name
