"""A claim that is a sentence of its evidence but for a word that matters: another name, amount, duty, limit or unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from verify.quantity import is_unit

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\"“(])\b[A-ZÀ-Þ][\w'À-ÿ-]{2,}|\b[A-Z][A-Z\d-]+\b")
_NEAR = 0.75
_LEAST = 3
# Words of one line say the same; those of two lines of one kind do not.
_KINDS: tuple[Mapping[str, str], ...] = (
    {
        "all": "all every each any whatever whichever everybody everyone always both",
        "many": "many most often usually normally generally",
        "some": "some several few certain sometimes occasionally rarely",
        "one": "one",
    },
    {"once": "once", "twice": "twice", "three times": "thrice"},
    {
        "hourly": "hourly stündlich",
        "daily": "daily nightly täglich",
        "weekly": "weekly wöchentlich",
        "fortnightly": "fortnightly biweekly",
        "monthly": "monthly monatlich",
        "quarterly": "quarterly vierteljährlich",
        "yearly": "yearly annually jährlich",
    },
    {
        "must": "must shall need needs required obliged",
        "should": "should ought recommended",
        "may": "may can might could allowed optional",
    },
    {
        unit: f"{unit} {unit}s"
        for unit in ("second", "minute", "hour", "day", "week", "month", "quarter", "year", "working", "calendar")
    },
)
_NOT_OPPOSED = r"(?<!no )(?<!not )"
_LIMITS = {
    "at most": r"at most|no more than|not more than|no over|up to|maximum|no longer than|not exceed\w*",
    "at least": r"at least|no less than|no fewer than|not less than|no under|minimum",
    "more": rf"{_NOT_OPPOSED}(?:more|longer|greater|higher) than|{_NOT_OPPOSED}(?:over|above)(?= [\d£€$])|exceed\w*",
    "less": rf"{_NOT_OPPOSED}(?:less|fewer|shorter|lower) than|{_NOT_OPPOSED}(?:under|below)(?= [\d£€$])",
    "exactly": r"exactly|precisely",
}
# How many times as much: "a day" is not "half a day", so here it counts, too, where only one of the two says it.
_TIMES = {
    word: name
    for name, words in {
        "double": "double doubled doubles twofold doppelt",
        "triple": "triple tripled triples threefold dreifach",
        "half": "half halved halves halb halbe halber halben",
    }.items()
    for word in words.split()
}
_ONLY = re.compile(r"\b(?:only|solely|exclusively)\b", re.IGNORECASE)
_NO = re.compile(r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|\w+n['’´`]t)\b", re.IGNORECASE)
_MEANS = tuple({word: name for name, words in kind.items() for word in words.split()} for kind in _KINDS)
_LIMIT = {name: re.compile(rf"\b(?:{words})", re.IGNORECASE) for name, words in _LIMITS.items()}
_SCALE = frozenset(word for means in (*_MEANS, _TIMES) for word in means) | frozenset(
    "at least most more less fewer than no not longer shorter up to over under exactly only solely".split()
)


def is_near(claim: str, sentence: str) -> bool:
    """Whether both have nearly the same words, names and the words of amount, duty, limit and unit aside."""
    own, other = bare_words(claim), bare_words(sentence)
    shared = len(own & other)
    return shared >= _LEAST and shared >= _NEAR * len(own) and shared >= _NEAR * len(other)


def other_name(claim: str, sentence: str) -> bool:
    """Whether each of the two holds a name that the other lacks."""
    return _lacks(sentence, _names(claim)) and _lacks(claim, _names(sentence))


def other_scale(claim: str, sentence: str) -> bool:
    """Whether how many, how far, how long or how binding it is differs, or only one of the two says 'only'."""
    if bool(_ONLY.search(claim)) != bool(_ONLY.search(sentence)) or _said(claim, _TIMES) != _said(sentence, _TIMES):
        return True
    scales = [(_said(claim, means), _said(sentence, means)) for means in _MEANS]
    scales.append((_limits(claim), _limits(sentence)))
    return any(own - other and other - own for own, other in scales)


def other_sign(claim: str, sentence: str) -> bool:
    """Whether one of the two says no more often, limits such as 'no more than' aside."""
    own, other = (_NO.findall(_without_limits(text)) for text in (claim, sentence))
    return len(own) % 2 != len(other) % 2


def bare_words(text: str) -> set[str]:
    """The words of `text` in lower case, names and the words of amount, duty, limit and unit aside."""
    return _every(text) - _names(text) - _SCALE


def _said(text: str, means: Mapping[str, str]) -> Counter[str]:
    return Counter(means[word.lower()] for word in _WORD.findall(text) if word.lower() in means)


def _limits(text: str) -> Counter[str]:
    return Counter({name: len(pattern.findall(text)) for name, pattern in _LIMIT.items() if pattern.search(text)})


def _without_limits(text: str) -> str:
    for pattern in _LIMIT.values():
        text = pattern.sub(" ", text)
    return text


def _lacks(text: str, names: set[str]) -> bool:
    flat = re.sub(r"[\s-]", "", text.lower())
    return any(name.replace("-", "").rstrip("s") not in flat for name in names)


def _names(text: str) -> set[str]:
    found = (match.lower().removesuffix("'s").removesuffix("’s") for match in _NAME.findall(text))
    return {name for name in found if not is_unit(name.rstrip("0123456789"))}


def _every(text: str) -> set[str]:
    return {word.lower().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text)}
