"""What kind of thing a question asks for, a sum or a date, and whether a sentence holds one of that kind.

The expected answer type of question answering (Li and Roth: Learning Question Classifiers, 2002), for the kinds that
words and numbers alone tell apart. A question that names none of them has no type, and any sentence may answer it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from answer.sufficiency import content_words
from verify.altered import NEGATION
from verify.quantity import CURRENCIES, Quantity, find_days, find_quantities, unit_of

_TIME = frozenset({"s", "ms", "min", "h", "day", "week", "month", "quarter", "year"})
_MASS = frozenset({"kg", "g", "mg", "µg", "μg", "t", "lb", "oz"})
_SMALL_CHANGE = frozenset({"p", "cent"})
_SHARES = frozenset({"%", "pp"})
_DIMENSIONS = (
    _TIME, _MASS, CURRENCIES | _SMALL_CHANGE, _SHARES, frozenset({"km", "mile", "m", "cm", "mm", "ft", "inch"}),
    frozenset({"l", "ml", "cl"}),
)  # fmt: skip


def _regex(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


_BE = r"(?:is|are|was|were|will|would|does|do|did|can|may|must|should|has|have|had)"
_WHAT = rf"\b(?:what|which)(?:['’]s|\s+{_BE})?\s+(?:(?:the|an?|our|your|my|their|its|his|her|any|current|standard)\s+)*"
# Behind the noun of a measure: what it is of, or the question's end. "The price list" is none.
_OF = (
    r"(?=\s*(?:[?.,;:!]|$)|\s+(?:of|for|per|to|in|on|at|from|if|when|do|does|did|is|are|was|were|will|can|may|must|we|i|"
    r"you|an?|the)\b)"
)
_PRICE = (
    r"(?:price|costs?|fees?|rent|salary|wages?|pay|charges?|surcharge|premium|deposit|penalty|fine|budget|allowance|"
    r"bonus|tariff|pay range)"
)

# Numbers in words, and what takes the place of one.
_UNCOUNTED = (
    r"none|nobody|nothing|zero|both|double|twice|once|unlimited|any number|as (?:many|much|long)|majority|"
    r"(?:hundred|thousand|million|billion|dozen)s?|couple|pair|trio|quartet|half|dutzend|beide|halb\w*|unbegrenzt"
)
# Words that stand in many a sentence: they count what follows on them.
_COUNTS = r"one|no|single|whole|all|full|every|each|several|few|many|most|keine?\w?|eine?\w?|alle|jede\w?"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:mon|diens|donners|frei|sams|sonn)tags?|mittwochs?"
_MONTH = (
    r"january|february|march|april|(?<=in )may|june|july|august|september|october|november|december|januar|februar|"
    r"märz|mai|juni|juli|oktober|dezember"
)
_NUMBER_ELSE = _regex(rf"\b(?:{_UNCOUNTED}|{_COUNTS})\b")
_SUM_ELSE = _regex(
    r"[€$£¥]|\b(?:eur|usd|gbp|chf|pln|jpy|czk|sek|nok|dkk|nzd|aud|cad|euros?|dollars?|pounds?|pence)\b",
    r"\b(?:free|nothing|no (?:charge|cost|fee)|without (?:charge|cost)|included|half|double|twice|times|full|rate)\b",
    r"\bnot (?:for sale|sold|available|offered|paid|charged|covered|reimbursed)\b",
    r"\b(?:kostenlos|gratis|umsonst|frei|nichts|doppelt\w*|halb\w*)\b|\d\s?/\s?\d",
)
_SHARE_ELSE = _regex(
    r"\b(?:half|third|quarter|fifth|tenth|all|none|whole|nothing|every|each|halb\w*|drittel|viertel|alle)\b",
    r"\d\s?/\s?\d|\bone in \w+",
)
_MOMENT = _regex(
    rf"\b(?:{_WEEKDAY}|{_MONTH}|may \d|(?:1\d|20)\d\ds?|\d+ (?:bce?|ad))\b",
    r"\b(?:season|spring|summer|autumn|winter|christmas|easter|century)\b",
    r"\b(?:yesterday|today|tomorrow|ago|since|never|not yet|last|next|after|before|until|once|during|when|early|late|"
    r"beginning|start|end|(?:\w+th|first|second|third) (?:day|week|month|year)s?)\b",
)
_LASTING = _regex(
    r"\b(?:until|till|as long as|indefinite\w*|permanent\w*|for ?ever|always|never|whole|entire|lifetime|overnight|"
    r"end of|while|during|immediate\w*|at once|daily|weekly|monthly|annual\w*|yearly|bis|solange|unbefristet|"
    r"dauerhaft|immer|nie)\b",
    r"\b(?:(?:millisecond|second|minute|hour|day|week|month|year|decade)s?|centur\w+|millenni\w+|jahr\w*|monat\w*|"
    r"woche\w*|tage?\w?|stunde\w*)\b",
)
_REPEATED = _regex(
    r"\b(?:not at all|every|each|daily|nightly|weekly|monthly|quarterly|yearly|annual\w*|hourly|once|twice|times|"
    r"always|never|rarely|regular\w*|per|whenever|jede\w*|täglich|wöchentlich|monatlich|jährlich|einmal|zweimal|immer|"
    rf"nie|pro|{_WEEKDAY})\b",
)
_WARMTH = _regex(r"°|\d ?u?[CF]\b|\b(?:degrees?|celsius|kelvin|grad)\b")


@dataclass(frozen=True, slots=True)
class AnswerType:
    """A kind of thing that a question asks for.

    Attributes:
        name: What it is called, such as `money`.
        units: Those that a number of the kind may have, "" for none; where there are none here any number will do.
        other: Words that say it without a number.
        days: Whether a date says it.
    """

    name: str
    units: frozenset[str] = frozenset()
    other: re.Pattern[str] | None = None
    days: bool = False

    def is_in(self, text: str) -> bool:
        """Whether `text`, a sentence with what announces it, holds one of the kind; in doubt it does."""
        if self.other is not None and self.other.search(text):
            return True
        days, rest = find_days(text)
        return bool(self.days and days) or any(self._fits(quantity) for quantity in find_quantities(rest))

    def _fits(self, quantity: Quantity) -> bool:
        return not self.units or quantity.unit in self.units


_AMOUNT = AnswerType("amount", other=_NUMBER_ELSE)
_KINDS: tuple[tuple[re.Pattern[str], AnswerType], ...] = (
    (
        _regex(
            rf"{_WHAT}(?:\w+\s+)?(?:percentage|per ?cent|proportion)\b", r"\bhow many per ?cent", r"\bwie ?viel prozent"
        ),
        AnswerType("percentage", _SHARES, _SHARE_ELSE),
    ),
    (_regex(r"\bhow often\b", r"\bwie oft\b"), AnswerType("frequency", other=_REPEATED)),
    (
        _regex(r"\bhow heavy\b", rf"\bhow much {_BE} [^?]*\bweigh", rf"{_WHAT}weight{_OF}", r"\bwie schwer\b"),
        AnswerType("weight", _MASS),
    ),
    (
        _regex(rf"{_WHAT}(?:\w+\s+)?temperatures?{_OF}"),
        AnswerType("temperature", frozenset({"°c", "°f"}), _WARMTH),
    ),
    (
        _regex(
            r"\bhow much\b[^?]*\b(?:costs?|pay|pays|paid|charged?|spend|spent|earns?|refund\w*|worth|price|rent)\b",
            r"\bwhat (?:does|do|did|will|would|can|could|may)\s[^?]*\b(?:cost|charge|spend)\b"
            r"(?=[^\w]*$| (?:me|us|for|on|per|if)\b)",
            rf"\bwhat(?:['’]s|\s+{_BE})\s+(?:the|my|our|your|their|his|her)\s+(?:\w+\s+){{0,2}}{_PRICE}{_OF}",
            r"\bwhat\s+(?:price|rent|salary|wages?|fee|premium|deposit|fine)\b(?! (?:of|is included|list))",
            r"\bwas kostet\b|\bwie teuer\b",
            r"\bwie hoch (?:ist|sind) (?:der|die|das) \w*(?:preis|kosten|miete|gehalt|lohn|gebühr|geld|zuschlag)\b",
        ),
        AnswerType("money", CURRENCIES | _SMALL_CHANGE | {"%"}, _SUM_ELSE),
    ),
    (_regex(r"\bhow long\b", r"\bwie lange\b"), AnswerType("duration", other=_LASTING, days=True)),
    (
        _regex(
            r"\bwhen (?:did|was|were)\b", rf"{_WHAT}(?:date|day|year|month){_OF}", r"\b(?:since when|seit wann)\b",
            r"\bwann (?:war|wurde)",
        ),
        AnswerType("date", _TIME, _MOMENT, days=True),
    ),
    (
        _regex(
            r"\bhow (?:old|tall|wide|deep|far(?! back)|high|thick)\b",
            rf"\bhow much (?:{_BE}|time|notice|money|leave|holiday|power|energy|storage|overtime|tax)\b",
            r"\bwie (?:viele?|alt|groß|hoch|weit|tief|breit)\b",
        ),
        _AMOUNT,
    ),
)  # fmt: skip
_COUNTED = _regex(
    r"\b(?:how many|wie viele?)\s+(?:(?:more|other|new|of|the|our|your|my|full|working|different)\s+)*(\w+)"
)
_IN_CURRENCY = _regex(
    r"\b(?:how much|what)\b[^?]*\bin (?:(?P<of>us|u\.s\.|american|canadian|australian|new zealand)\s)?"
    r"(?P<currency>euros?|dollars?|pounds?(?: sterling)?|eur|usd|gbp|chf|pln|jpy|czk|sek|nok|dkk|nzd|aud|cad)\b[^\w]*$"
)
# Without a country they may be anybody's.
_DOLLARS = {
    "canadian": frozenset({"cad"}), "australian": frozenset({"aud"}), "new zealand": frozenset({"nzd"}),
    "": frozenset({"usd", "nzd", "aud", "cad"}),
}  # fmt: skip
# "Weekdays" and "Urlaubstage" are days.
_TIME_BEHIND = _regex(
    r"(?:days?|hours?|weeks?|months?|years?|tagen?|tage?|stunden?|wochen?|monaten?|monate?|jahren?|jahre?)$"
)
_NEXT_WORDS = re.compile(r"(?:\s+\w+){1,3}")
# What a rewritten question carries over from the turns before it.
_SAID_BEFORE = re.compile(r"\s*\([^()]*\)\s*$")
_AND_MORE = _regex(
    r"(?<=[\w,;?.]\s)(?:and|or|und|oder)\s+(?:(?:to|by|for|from|at|mit|für|an)\s+)?"
    rf"(?:what|who\w*|how|when|where|which|why|{_BE}|wie|wer|wen|wem|wann|wo|was|welche\w?|darf|muss|kann)\b"
)


def answer_type(question: str) -> AnswerType | None:
    """What `question` asks for; None where its words do not tell, or where it asks for more than one thing."""
    question = _SAID_BEFORE.sub("", question)
    if _AND_MORE.search(question):
        return None
    if currency := _IN_CURRENCY.search(question):
        return _sum_in(currency["currency"].split(" ")[0], (currency["of"] or "").lower())
    kind = next((kind for pattern, kind in _KINDS if pattern.search(question)), None)
    counted = _COUNTED.search(question)
    return _count_of(counted.group(1)) if counted and kind in (None, _AMOUNT) else kind


def denies(question: str, text: str) -> bool:
    """Whether `text` says of what `question` asks about that there is none, or that it is not done."""
    asked = content_words(question)
    behind = (_NEXT_WORDS.match(text, no.end()) for no in NEGATION.finditer(text))
    return any(asked & content_words(words.group()) for words in behind if words is not None)


def _sum_in(currency: str, country: str) -> AnswerType:
    """A sum in one currency."""
    known = frozenset({unit_of(currency)})
    units = _DOLLARS.get(country, known) if currency.lower().startswith("dollar") else known
    return AnswerType(f"money in {currency}", units, _regex(rf"\b(?:{'|'.join(sorted(units))})\b"))


def _count_of(noun: str) -> AnswerType:
    """Of what is measured a number with a unit of its sort, of anything else one that is none of time or money."""
    measured = _TIME_BEHIND.search(noun)
    unit = unit_of(measured.group() if measured else noun)
    if unit:
        alike = next((dimension for dimension in _DIMENSIONS if unit in dimension), frozenset({unit}))
        units = alike | {""} if alike is _TIME else alike
        return AnswerType(f"number of {noun}", units, _NUMBER_ELSE, days=alike is _TIME)
    stem = re.escape(noun[: max(4, len(noun) - 3)])
    other = _regex(rf"\b(?:{_UNCOUNTED})\b", rf"\b(?:{_COUNTS}|an?)\b(?:[\s-]+\w+){{0,3}}?[\s-]+{stem}")
    return AnswerType(f"number of {noun}", frozenset({"", "%"}), other)
