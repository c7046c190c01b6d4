"""Numbers, dates and units in a text, brought to one form so that two texts can be compared."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from math import isfinite

from verify.clock import HALF_DAY, find_times
from verify.number_words import ANY_NUMBER_WORD, NUMBER_WORD, ONE

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = {name: n for n, full in enumerate(_MONTHS, start=1) for name in (full, full[:3])} | {"sept": 9}
_GERMAN = [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
]
_MONTH |= {name: n for n, name in enumerate(_GERMAN, start=1)}
# In small letters rather another word: "of 27 days, 5 may be carried over".
_ALSO_WORDS = ("may", "mar", "mai", "march")
_MONTH_NAME = "|".join(sorted(_MONTH, key=len, reverse=True))
# "The rate is 3.5." holds no day: something must go before or behind that is not said of a number.
_AT_A_DAY = "|".join(
    [
        *(rf"(?<=\b{word}\s)" for word in "am im bis zum zur vom ab seit dem der den des".split()),
        r"(?<=\d\.\sund\s)|(?<=\d\.[-–])|(?<=\d\.\s[-–]\s)",
        r"(?<![\d.])(?=\d{1,2}\.\d{1,2}\.(?:\s?[-–]|\s(?-i:[a-zäöü])))",
    ]
)
_DATES = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})\b"),
    re.compile(r"\b(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})\b"),
    re.compile(r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?![\d/])"),
    re.compile(
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<n>{_MONTH_NAME})\.?,?\s+(?P<y>\d{{4}})\b", re.I
    ),
    re.compile(rf"\b(?P<n>{_MONTH_NAME})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<n>{_MONTH_NAME})\.?,?\s+(?P<y>\d{{4}})\b", re.I),
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<n>{_MONTH_NAME})\b(?!\.?,?\s+\d)", re.I),
    re.compile(rf"\b(?P<n>{_MONTH_NAME})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\s+\d{{4}})", re.I),
    re.compile(rf"(?:{_AT_A_DAY})(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.(?!\d)", re.I),
)
_SCALE = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "mn": 1e6, "billion": 1e9, "bn": 1e9}
_SCALE |= {"mio": 1e6, "millionen": 1e6, "mrd": 1e9, "milliarde": 1e9, "milliarden": 1e9}
CURRENCIES = frozenset("eur usd gbp chf pln jpy czk sek nok dkk nzd aud cad".split())
_UNIT = {
    "%": "%", "percent": "%", "€": "eur", "eur": "eur", "euro": "eur", "$": "usd", "usd":
    "usd", "dollar": "usd", "£": "gbp", "gbp": "gbp", "pound": "gbp", "chf": "chf", "second": "s", "minute":
    "min", "min": "min", "hour": "h", "hr": "h", "h": "h", "day": "day", "week": "week", "month": "month",
    "quarter": "quarter", "year": "year", "km": "km", "kilometre": "km", "kilometer": "km", "mile": "mile",
    "metre": "m", "meter": "m", "cm": "cm", "mm": "mm", "kg": "kg", "kilogram": "kg", "gram": "g", "tonne": "t",
    "litre": "l", "liter": "l", "°c": "°c", "°f": "°f", "kb": "kb", "mb": "mb", "gb": "gb", "tb": "tb", "kw":
    "kw", "kwh": "kwh", "tag": "day", "tage": "day", "tagen": "day", "woche": "week", "wochen": "week",
    "monat": "month", "monate": "month", "monaten": "month", "jahr": "year", "jahre": "year", "jahren": "year",
    "stunde": "h", "stunden": "h", "minuten": "min", "prozent": "%", "zł": "pln", "pln": "pln", "zloty": "pln",
    "¥": "jpy", "jpy": "jpy", "yen": "jpy", "czk": "czk", "kč": "czk", "sek": "sek", "nok": "nok", "dkk": "dkk",
    "nzd": "nzd", "aud": "aud", "cad": "cad", "penny": "p", "pence": "p", "cent": "cent", "g": "g", "mg":
    "mg", "µg": "µg", "μg": "µg", "lb": "lb", "oz": "oz", "ft": "ft", "foot": "ft", "feet": "ft", "inch": "inch",
    "inches": "inch", "ml": "ml", "cl": "cl", "v": "v", "volt": "v", "kv": "kv", "mv": "mv", "ma": "ma", "amp": "a",
    "ampere": "a", "watt": "w", "w": "w", "mw": "mw", "hz": "hz", "khz": "khz", "mhz": "mhz", "ghz": "ghz", "bar":
    "bar", "mbar": "mbar", "pa": "pa", "hpa": "hpa", "kpa": "kpa", "psi": "psi", "ms": "ms", "am": "am", "pm": "pm",
    "pp": "pp", "arbeitstag": "day", "arbeitstage": "day", "arbeitstagen": "day", "werktag": "day", "werktage": "day",
    "werktagen": "day", "kalendertag": "day", "kalendertage": "day", "kalendertagen": "day", "sekunde": "s", "sekunden":
    "s", "quartal": "quarter", "quartale": "quarter", "quartalen": "quarter", "gramm": "g",
}  # fmt: skip
_A_SCALE = r"an?(?=\s(?:hundred|thousand|million|billion)\b)"
# 1,500 and 1.500,00 have thousands; 1,5 is a decimal, as in German; in 2025,2026 there are two numbers.
_DOTTED = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_DIGITS = (
    r"\d{1,3}(?:\.\d{3}){2,}(?!\d|[.,]\d)|"
    r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?!\d|,\d)(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d+(?:\.\d+|,\d{1,2}(?!\d|,\d))?"
)
_NUMBER = re.compile(
    rf"(?P<before>[€$£¥]|\b(?:EUR|USD|GBP|CHF|PLN|CZK|SEK|NOK|DKK|NZD|AUD|CAD|JPY)\s?)?(?<![\w.])"
    rf"(?:(?P<digits>{_DIGITS})|\b(?P<word>(?:{ANY_NUMBER_WORD})(?:-(?:{ANY_NUMBER_WORD}))?|{_A_SCALE})\b)"
    rf"(?P<scale>\s?(?:(?:hundred|thousand|million|millionen|milliarden?|billion|mn|bn)\b|(?:mio|mrd)\b\.?)|[kKM]\b)?"
    # Looked at and left where it stands: in "2026 three people left" the next word is a number of its own.
    rf"(?=(?P<after>\s?(?:%|€|\$|£|¥|°C|°F)|[\s-]?(?:working\s|business\s|calendar\s)?[^\W\d_]+\b)|)",
    re.I,
)
_ABOUT = re.compile(r"\b(?:about|around|almost|nearly|roughly|approximately|some|circa|etwa|rund)\s+$", re.IGNORECASE)
_ABOVE = re.compile(r"(?<!no )(?<!not )\b(?:over|more than|über|mehr als)\s+$", re.IGNORECASE)
_JOINT = re.compile(r"\s?(?:-|–|\b(?:to|or|and|bis|oder|und)\b)\s?", re.IGNORECASE)
# Written otherwise than the units are known by.
_SPELT: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\bper cent\b"), "percent"),
    (re.compile(r"\bpercentage points?\b", re.IGNORECASE), "pp"),
    (
        re.compile(rf"\b({ANY_NUMBER_WORD}) and a half\b", re.IGNORECASE),
        lambda match: f"{NUMBER_WORD[match.group(1).lower()]:.0f}.5",
    ),
    (re.compile(r"(?<=\d) and a half\b", re.IGNORECASE), ".5"),
    *(
        (re.compile(rf"(?<=\d)\s?{sign}|(?<!\d){sign}"), part)
        for sign, part in (("½", ".5"), ("¼", ".25"), ("¾", ".75"))
    ),
)
CLOCK = "at the hour"
_NOUN = 5
_GLUED = re.compile(r"[A-Za-z][_/-]?$")
_MINUS = re.compile(r"(?:^|[\s(])[-−]$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit; the unit is empty when none that is known follows.

    Attributes:
        noun: The word that follows, cut to five letters.
        spelled: Written as a word.
        approximate: The text says about, nearly.
        above: The text says over, more than.
        otherwise: What it may be as well: 1.250 of something is a little more than one, or a thousand.
    """

    value: float
    unit: str = ""
    noun: str = ""
    spelled: bool = False
    approximate: bool = False
    above: bool = False
    otherwise: float | None = None

    @property
    def readings(self) -> tuple[float, ...]:
        """What its value may be."""
        return (self.value,) if self.otherwise is None else (self.value, self.otherwise)

    def fits(self, other: Quantity) -> bool:
        """Whether `other` bears this number out: within a tenth of about a number, and as much above more than one.

        The equal number does so as well: "exceeding 4" says what "more than 4" says.
        """
        if (self.unit == CLOCK) != (other.unit == CLOCK):
            return self._is_hour_of(other) or other._is_hour_of(self)
        return any(self._allows(value, known, other) for value in self.readings for known in other.readings)

    def _is_hour_of(self, time: Quantity) -> bool:
        """Whether it is a bare number that may name the hour, as in "from 9 to 5"."""
        return not (self.unit or self.noun) and any((60 * self.value - at) % HALF_DAY == 0 for at in time.readings)

    def _allows(self, value: float, known: float, other: Quantity) -> bool:
        tolerance = abs(value) / 10
        if self.above and not other.above:
            return value <= known <= value + tolerance
        return abs(value - known) <= (tolerance if self.approximate and not other.approximate else 0.0)


@dataclass(frozen=True, slots=True)
class Day:
    """A date of which a part may be left unsaid."""

    year: int | None
    month: int
    day: int | None

    def fits(self, other: Day) -> bool:
        """Whether `other` bears this date out: a day needs the same day, a year must not differ."""
        years_fit = self.year is None or other.year is None or self.year == other.year
        return years_fit and self.month == other.month and self.day in (None, other.day)


@lru_cache(maxsize=128)  # each claim of a text is compared with the same evidence, several times
def find_days(text: str) -> tuple[tuple[Day, ...], str]:
    """The dates in `text`, and the text with them blanked out."""
    found: list[Day] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day = _day(match)
            if day is not None:
                found.append(day)
                text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]
    return tuple(found), text


@lru_cache(maxsize=128)
def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The times and numbers in `text`, in digits or as simple words, without those in names like B2 or AC-12."""
    times, text = find_times(text)
    for written, meant in _SPELT:
        text = written.sub(meant, text)
    found = [Quantity(time[0], CLOCK, otherwise=next(iter(time[1:]), None)) for time in times]
    numbers = [(match, quantity) for match in _NUMBER.finditer(text) if (quantity := _read(text, match))]
    return (*found, *_counting_alike(text, numbers))


def _counting_alike(text: str, numbers: list[tuple[re.Match[str], Quantity]]) -> list[Quantity]:
    """Each number of a span counts what the last one does: in "10 to 15 days" both are days."""
    found = [quantity for _, quantity in numbers]
    for at in range(len(found) - 2, -1, -1):
        if _JOINT.fullmatch(text, numbers[at][0].end(), numbers[at + 1][0].start()):
            found[at] = replace(found[at], unit=found[at].unit or found[at + 1].unit, noun=found[at + 1].noun)
    return found


def _read(text: str, match: re.Match[str]) -> Quantity | None:
    before = text[max(0, match.start() - 2) : match.start()]
    value = None if match.group("before") is None and _GLUED.search(before) else _value(match)
    if value is None or not isfinite(value):
        return None
    return _quantity(text, match, -value if _MINUS.search(before) else value)


def _quantity(text: str, match: re.Match[str], value: float) -> Quantity:
    after = (match.group("after") or "").strip(" -").lower()
    unit = unit_of(match.group("before")) or unit_of(match.group("after"))
    return Quantity(
        value,
        unit=unit,
        noun=after.split(" ")[-1][:_NOUN],
        spelled=match.group("word") is not None,
        approximate=bool(_ABOUT.search(text[max(0, match.start() - 20) : match.start()])),
        above=bool(_ABOVE.search(text[max(0, match.start() - 20) : match.start()])),
        otherwise=_otherwise(match, unit, value),
    )


def _otherwise(match: re.Match[str], unit: str, value: float) -> float | None:
    """What a number such as 1.250 may be as well; of money, and of 12.000, it is always thousands."""
    return value * 1000 if _may_be_thousands(match) and value % 1 and unit not in CURRENCIES else None


def is_unit(word: str) -> bool:
    """Whether `word` is a unit or a currency; a letter alone is rather a name, as in V2."""
    return bool(unit_of(word)) and not (len(word) == 1 and word.isalpha())


def _day(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    if not parts.get("y") and parts.get("n") in _ALSO_WORDS:
        return None
    month = int(parts["m"]) if parts.get("m") else _MONTH[parts["n"].lower()]
    day = int(parts["d"]) if parts.get("d") else None
    year = int(parts["y"]) if parts.get("y") else None
    try:
        date(year or 2024, month, day or 1)
    except ValueError:
        return None
    return Day(year, month, day)


def _value(match: re.Match[str]) -> float | None:
    digits, word, unit = match.group("digits"), (match.group("word") or "").lower(), unit_of(match.group("after"))
    scale = (match.group("scale") or "").strip(" .").lower()
    if word in ONE and not scale and not unit:
        return None
    value = _digits_value(digits) if digits else sum(NUMBER_WORD.get(part, 1.0) for part in word.split("-"))
    money = (unit or unit_of(match.group("before"))) in CURRENCIES
    if _may_be_thousands(match) and (money or digits.endswith(".000")):
        value *= 1000
    return value * _SCALE.get(scale, 1.0)


def _may_be_thousands(match: re.Match[str]) -> bool:
    """Whether it is written like 1.250, which with a scale, as in 1.250 million, is a little more than one."""
    return not match.group("scale") and bool(_DOTTED.fullmatch(match.group("digits") or ""))


def _digits_value(digits: str) -> float:
    whole, comma, decimals = digits.rpartition(",")
    if comma and (len(decimals) < 3 or "." in whole):
        return float(f"{whole.replace('.', '')}.{decimals}")
    if digits.count(".") > 1:
        return float(digits.replace(".", ""))
    return float(re.sub(r"[,\u00a0\u202f]", "", digits))


def unit_of(text: str | None) -> str:
    """The unit that `text` ends with, as the one name it is known by here; empty for none."""
    word = (text or "").strip().lower().lstrip("-").split(" ")[-1]
    return _UNIT.get(word) or _UNIT.get(word.removesuffix("s"), "")
