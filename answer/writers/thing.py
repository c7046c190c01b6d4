"""One of two things that a question compares, and whether a sentence speaks of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_ENDING = r"(?:s|es|['’]s)?(?!\w)"
# "sick" stands in a heading as "Sickness", too; within a sentence that would be too lax.
_HEADING_ENDING = r"\w{0,4}(?!\w)"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing by its words.

    Attributes:
        said: How a sentence names it.
        headed: How a heading does: by each of the words that the other thing has not.
    """

    said: tuple[re.Pattern[str], ...]
    headed: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, thing: str, other: str) -> Thing:
        """`thing`, which is compared with `other`.

        A name or a number says it alone, "Hexham" for the Hexham site; other words only as they stand, "sick leave".
        """
        words, others = _WORD.findall(thing), _WORD.findall(other.lower())
        own = [word for word in words if word.lower() not in others] or words
        alone = len(own) == len(words) or any(word != word.lower() or word.isdigit() for word in own)
        said = own if alone else [thing]
        return cls(tuple(_pattern(one, _ENDING) for one in said), tuple(_pattern(one, _HEADING_ENDING) for one in own))

    def names(self, sentence: str, heading: str) -> bool:
        """Whether the sentence speaks of it, or what it stands under does."""
        return all(one.search(sentence) for one in self.said) or all(one.search(heading) for one in self.headed)


def _pattern(text: str, ending: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(text.removesuffix('s'))}{ending}", re.IGNORECASE)
