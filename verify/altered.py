"""A claim that is a sentence of its evidence but for a word that matters: another name, amount, duty, limit or unit."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from verify.quantity import is_unit
from verify.swapped import is_swapped

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\"“(])\b[A-ZÀ-Þ][\w'À-ÿ-]{2,}|\b[A-Z][A-Z\d-]+\b")
_NEAR = 0.75
_LEAST = 3
# Words of one line say the same; those of two lines of one kind do not.
_KINDS: tuple[Mapping[str, str], ...] = (
    {
        "all": "all every each any whatever whichever everybody everyone always both alle allen aller alles jede jeden "
        "jedem jeder jedes sämtliche immer",
        "many": "many most often usually normally generally meist meisten oft gewöhnlich",
        "some": "some several few certain sometimes occasionally rarely einige einigen einiger manche manchen mancher "
        "mehrere manchmal selten",
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
        "must": "must shall need needs required obliged compulsory mandatory obligatory muss müssen verpflichtend",
        "should": "should ought recommended soll sollen sollte sollten",
        "may": "may can might could allowed permitted optional voluntary darf dürfen kann können erlaubt freiwillig",
    },
    {
        unit: f"{unit} {unit}s"
        for unit in ("second", "minute", "hour", "day", "week", "month", "quarter", "year", "working", "calendar")
    },
    {"third": "third thirds drittel", "quarter": "quarter quarters viertel", "fifth": "fifth fifths fünftel"},
    {"before": "before earlier vor früher", "after": "after later nach später"},
    {
        "rise": "rise rises rose risen rising increase increases increased increasing steigt steigen stieg gestiegen",
        "fall": "fall falls fell fallen falling decrease decreases decreased decreasing sinkt sinken sank gesunken",
    },
    {"first": "first erste ersten erster erstes", "last": "last letzte letzten letzter letztes"},
    {"above": "above oberhalb", "below": "below beneath unterhalb"},
    {"inside": "inside indoors within innerhalb", "outside": "outside outdoors außerhalb"},
    {
        "morning": "morning mornings morgens vormittag vormittags",
        "afternoon": "afternoon afternoons nachmittag nachmittags",
        "evening": "evening evenings abend abends",
    },
    {"employer": "employer employers arbeitgeber", "employee": "employee employees arbeitnehmer"},
)
_MORE = r"(?:more|longer|greater|higher) than|mehr als|länger als|(?:over|above|über)(?= [\d£€$])"
_LESS = r"(?:less|fewer|shorter|lower) than|weniger als|kürzer als|(?:under|below|unter)(?= [\d£€$])"
_NOT = r"(?:cannot|(?:can|may|must|shall|should|do|does|will) not|\w+n['’´`]t|never|nobody|nicht|niemand)"
# The first that holds takes its words away from those behind it.
_LIMITS = {
    "by": r"no later than|not later than|spätestens",
    "from": r"no earlier than|not earlier than|frühestens",
    "at most": rf"at most|no over|up to|maximum|not exceed\w*|(?:no|not|nicht) (?:{_MORE})|"
    rf"{_NOT} (?:\w+ ){{1,2}}(?:{_MORE})|höchstens|maximal|bis zu",
    "at least": rf"at least|no under|minimum|(?:no|not|nicht) (?:{_LESS})|mindestens|wenigstens",
    "more": rf"{_MORE}|exceed\w*",
    "less": _LESS,
    "exactly": r"exactly|precisely|genau",
}
# A part of the number before it.
_AND_A_HALF = re.compile(r"\band a half\b", re.IGNORECASE)
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
_ONLY = re.compile(r"\b(?:only|solely|exclusively|nur|ausschließlich|lediglich)\b", re.IGNORECASE)
# What is forbidden is not allowed: it counts as a no.
_FORBIDDEN = "forbidden prohibited banned verboten untersagt unzulässig"
NEGATION = re.compile(
    r"\b(?:no|not|never|none|nobody|nothing|neither|nor|without|cannot|kein\w*|nicht|nie|niemals|niemand|ohne|"
    rf"{_FORBIDDEN.replace(' ', '|')}|\w+n['’´`]t)\b",
    re.IGNORECASE,
)
_OPERATOR = re.compile(r"(?<=[\w)\s])[+−×*/÷](?=[\w(\s])|(?<=\s)[-–](?=\s)")
_SAME_SIGN = str.maketrans("−–×÷", "--*/")
_MEANS = tuple({word: name for name, words in kind.items() for word in words.split()} for kind in _KINDS)
_LIMIT = {name: re.compile(rf"\b(?:{words})", re.IGNORECASE) for name, words in _LIMITS.items()}
_SCALE = frozenset(word for means in (*_MEANS, _TIMES) for word in means) | frozenset(
    "at least most more less fewer than no not longer shorter up to over under exactly only solely nur höchstens "
    f"mindestens mehr weniger als nicht kein keine keinen keiner maximal ausschließlich {_FORBIDDEN}".split()
)


def is_near(claim: str, sentence: str) -> bool:
    """Whether both have nearly the same words; names that differ, and words of amount, duty, limit and unit, aside."""
    own, other = _every(claim), _every(sentence)
    shared, aside = own & other, _names(claim) | _names(sentence) | _SCALE
    bare = len(shared - _SCALE)
    return len(shared) >= _LEAST and all(
        bare >= _NEAR * (bare + len(rest - aside)) for rest in (own - other, other - own)
    )


def other_name(claim: str, sentence: str) -> bool:
    """Whether each of the two holds a name that the other lacks."""
    return _lacks(sentence, _names(claim)) and _lacks(claim, _names(sentence))


def other_scale(claim: str, sentence: str) -> bool:
    """Whether how many, how far, how long or how binding it is differs, or of which of two things it is said.

    So it does where only one of the two says 'only'.
    """
    own_times, other_times = (_said(_listed(_AND_A_HALF.sub(" ", text)), _TIMES) for text in (claim, sentence))
    if bool(_ONLY.search(claim)) != bool(_ONLY.search(sentence)) or own_times != other_times:
        return True
    (own_limits, own_rest), (other_limits, other_rest) = _limits(claim), _limits(sentence)
    own_words, other_words = _listed(own_rest), _listed(other_rest)
    scales = [(_said(own_words, means), _said(other_words, means)) for means in _MEANS]
    scales += [(own_limits, other_limits), (_operators(claim), _operators(sentence))]
    return any(own - other and other - own for own, other in scales) or is_swapped(claim, sentence)


def other_sign(claim: str, sentence: str) -> bool:
    """Whether one of the two says no more often, limits such as 'no more than' aside."""
    own, other = (NEGATION.findall(without_limits(text)) for text in (claim, sentence))
    return len(own) % 2 != len(other) % 2


def bare_words(text: str) -> set[str]:
    """The words of `text` in lower case, names and the words of amount, duty, limit and unit aside."""
    return _every(text) - _names(text) - _SCALE


def without_limits(text: str) -> str:
    """`text` without limits such as 'no more than', whose no denies nothing."""
    return _limits(text)[1]


def _said(words: Sequence[str], means: Mapping[str, str]) -> Counter[str]:
    return Counter(means[word] for word in words if word in means)


def _limits(text: str) -> tuple[Counter[str], str]:
    """How often each limit is set, and the text without them."""
    found: Counter[str] = Counter()
    for name, pattern in _LIMIT.items():
        text, times = pattern.subn(" ", text)
        found[name] += times
    return +found, text


def _operators(text: str) -> Counter[str]:
    return Counter(sign.translate(_SAME_SIGN) for sign in _OPERATOR.findall(text))


def _lacks(text: str, names: set[str]) -> bool:
    flat = re.sub(r"[\s-]", "", text.lower())
    return any(name.replace("-", "").rstrip("s") not in flat for name in names)


def _names(text: str) -> set[str]:
    found = (_bare(match) for match in _NAME.findall(text))
    return {name for name in found if not is_unit(name.rstrip("0123456789"))}


def _every(text: str) -> set[str]:
    return set(_listed(text))


def _listed(text: str) -> list[str]:
    return [_bare(word) for word in _WORD.findall(text)]


def _bare(word: str) -> str:
    return word.lower().removesuffix("'s").removesuffix("’s")
