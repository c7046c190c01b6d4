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
from verify.number_words import ANY_NUMBER_WORD, NUMBER_WORD
from verify.quantity import find_days, find_quantities, is_unit

_TOKEN = re.compile(r"\w[\w'’-]*")
_NUMBER = re.compile(r"(?<![\w.,/-])(?!(?:19|20)\d\d\b)\d+(?:[.,]\d+)*(?![\w-])(?!/\d)")
_YEAR = re.compile(r"(?<![\w.,/-])(?:19|20)\d\d(?![\w-])")
_LABELLED = re.compile(
    r"\b(?:figure|fig|table|section|step|page|chapter|part|phase|level|version|room|floor|appendix|annex|article|clause|"
    r"paragraph|item|no|number|nr|grade|type|class|lot|line|site|building|week|quarter|group|case|order|invoice|"
    r"abbildung|tabelle|abschnitt|seite|kapitel|schritt|raum|teil|ziffer|absatz)\.? \d+",
    re.IGNORECASE,
)
# One no, not two.
_NEITHER = re.compile(r"(\bneither\b.{1,200}?\b)nor\b", re.IGNORECASE)
_LEAST_SHARED = 5
# A time in the smaller unit, where the other sentence has that: "14 days" and "2 weeks" are one. A day is not always
# 24 hours.
_SMALLER = tuple(
    (re.compile(rf"\b(?P<count>\d{{1,3}}|{ANY_NUMBER_WORD})\s+{long}\b", re.IGNORECASE), share, short)
    for long, share, short in (
        ("weeks?", 7, "days"), ("years?", 12, "months"), ("Wochen?", 7, "Tagen"), ("Jahren?|Jahre", 12, "Monaten"),
    )
)  # fmt: skip


def differ(one: str, other: str) -> bool:
    """Whether nearly the same is said of the same thing with another number, day, limit, duty or a no."""
    one, other = (_NEITHER.sub(r"\1or", text) for text in (one, other))
    one, other = _in_the_units_of(one, other), _in_the_units_of(other, one)
    # In this order, for of two sentences that look alike most are about two things, and that is told sooner.
    return not other_thing(one, other) and _say_otherwise(one, other)


def _in_the_units_of(text: str, other: str) -> str:
    for form, share, short in _SMALLER:
        found = form.search(text) if f" {short.removesuffix('n')}" in other else None
        if found is not None:
            said = found["count"]
            count = float(said) if said.isdigit() else NUMBER_WORD[said.lower()]
            text = f"{text[: found.start()]}{count * share:g} {short}{text[found.end() :]}"
    return text


def other_thing(one: str, other: str) -> bool:
    """Whether they are about two things: "claims for hotels", "claims for parking"; "permits", "visitor permits".

    In one place of a common frame each has a word of its own, or one has a word more in front of a noun.
    """
    own, others = ([word.lower() for word in _TOKEN.findall(text)] for text in (one, other))
    codes = SequenceMatcher(None, own, others, autojunk=False).get_opcodes()
    apart = any(
        (_carries(own[start:end]) and _carries(others[other_start:other_end]))
        or _narrows(own, start, end)
        or _narrows(others, other_start, other_end)
        for kind, start, end, other_start, other_end in codes
        if kind != "equal"
    )
    return apart or _other_label(one, other)


def _narrows(words: list[str], start: int, end: int) -> bool:
    """Whether what only this side has ends right in front of a word that carries meaning, and with one."""
    return start < end < len(words) and _carries(words[end - 1 : end]) and _carries(words[end : end + 1])


def _other_label(one: str, other: str) -> bool:
    pairs = zip(_labels(one), _labels(other), strict=True)
    return any(own and others and own != others for own, others in pairs)


def _labels(text: str) -> tuple[list[str], list[str]]:
    """The numbers in it that name something: years that stand alone, steps, tables, sections."""
    bare = find_days(text)[1]
    return _YEAR.findall(bare), [label.casefold() for label in _LABELLED.findall(bare)]


def _say_otherwise(one: str, other: str) -> bool:
    if _other_number(one, other) or disagree(one, other):
        return True
    if len(content_words(one) & content_words(other)) < _LEAST_SHARED or not is_near(one, other):
        return False
    return not other_name(one, other) and (other_scale(one, other) or other_sign(one, other))


def _other_number(one: str, other: str) -> bool:
    """Whether both are the same word for word, but for numbers that are no years, however they are written."""
    if one == other or len(content_words(one)) < _LEAST_SHARED:
        return False
    frames = [_NUMBER.sub("#", text).casefold() for text in (one, other)]
    pairs = zip(_NUMBER.findall(one), _NUMBER.findall(other), strict=False)
    return frames[0] == frames[1] and any(not _same_amount(own, others) for own, others in pairs)


def _same_amount(one: str, other: str) -> bool:
    """Whether two numbers may mean the same: 1,400 and 1400, 08 and 8, 1.50 and 1,50."""
    own, others = ({value for found in find_quantities(text) for value in found.readings} for text in (one, other))
    return one == other or not own.isdisjoint(others)


def _carries(words: list[str]) -> bool:
    """Whether any of them names a thing: no number, month, unit, amount, duty or limit."""
    text = " ".join(words)
    return any(not is_measure(word) for word in bare_words(text) & content_words(text))


@lru_cache(maxsize=4096)
def is_measure(word: str) -> bool:
    """Whether a word in lower case is a number, a month or a unit."""
    return is_unit(word) or bool(find_quantities(word) or find_days(f"1 {word} 2000")[0])
