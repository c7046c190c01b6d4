"""Whether two sentences of a corpus are about the same and say it differently.

Stricter than what an answer's claims are held against: there, both sentences were found for one question; here any two
of a corpus meet, and most that look alike are about two things.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from verify.altered import bare_words, is_near, other_name, other_scale, other_sign
from verify.disagreement import disagree
from verify.exact import content_words
from verify.quantity import find_days, find_quantities, is_unit

_TOKEN = re.compile(r"\w[\w'’-]*")
_LEAST_SHARED = 5


def differ(one: str, other: str) -> bool:
    """Whether nearly the same is said of the same thing with another number, day, limit, duty or a no."""
    # In this order, for of two sentences that look alike most are about two things, and that is told sooner.
    return not other_thing(one, other) and _say_otherwise(one, other)


def other_thing(one: str, other: str) -> bool:
    """Whether in one place of a common frame each has a word of its own: "claims for hotels", "claims for parking"."""
    words = [[word.lower() for word in _TOKEN.findall(text)] for text in (one, other)]
    for kind, start, end, other_start, other_end in SequenceMatcher(None, *words, autojunk=False).get_opcodes():
        if kind == "replace" and _carries(words[0][start:end]) and _carries(words[1][other_start:other_end]):
            return True
    return False


def _say_otherwise(one: str, other: str) -> bool:
    if disagree(one, other):
        return True
    if len(content_words(one) & content_words(other)) < _LEAST_SHARED or not is_near(one, other):
        return False
    return not other_name(one, other) and (other_scale(one, other) or other_sign(one, other))


def _carries(words: list[str]) -> bool:
    """Whether any of them names a thing: no number, month, unit, amount, duty or limit."""
    text = " ".join(words)
    return any(not is_measure(word) for word in bare_words(text) & content_words(text))


@lru_cache(maxsize=4096)
def is_measure(word: str) -> bool:
    """Whether a word in lower case is a number, a month or a unit."""
    return is_unit(word) or bool(find_quantities(word) or find_days(f"1 {word} 2000")[0])
