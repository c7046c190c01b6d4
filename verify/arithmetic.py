"""Recomputes what a claim works out from numbers: sums, differences, products, percentages, days between dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import combinations

from verify.quantity import Day, Quantity, find_days, find_quantities

_DIGITS = r"\d[\d.,]{0,20}"
_EQUATION = re.compile(
    rf"(?<![\d.,])(?P<a>{_DIGITS})\s{{0,3}}[^\s\d]{{0,3}}\s{{0,3}}(?P<op>[-+−–×x*/÷])\s{{0,3}}[€$£]?(?P<b>{_DIGITS})"
    rf"(?P<unit>[^\d=]{{0,15}})=\s{{0,3}}[€$£]?(?P<c>{_DIGITS})"
)
# Of a longer sum, or one with brackets, this is only a part.
_GOES_BEFORE = re.compile(r"[-+−–×x*/÷(=]\s*$")
_OPERATIONS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b, "/": lambda a, b: a / b if b else 0.0,
}  # fmt: skip
_SAME_SIGN = str.maketrans({"−": "-", "–": "-", "×": "*", "x": "*", "÷": "/"})
_ADDS = re.compile(
    r"\b(?:total|sum|together|altogether|in all|combined|plus|adds?|added|more|zusammen|insgesamt)\b", re.I
)
_SUBTRACTS = re.compile(
    r"\b(?:difference|differs?|less|fewer|minus|remain\w*|left|more|higher|lower|longer|shorter|cheaper|dearer|between|"
    r"increase\w*|decrease\w*|grew|fell|rose|drop\w*|weniger|mehr)\b", re.I,
)  # fmt: skip
_MULTIPLIES = re.compile(r"\b(?:times|each|every|per|twice|double|apiece|product|jeweils|mal)\b", re.I)
_SHARES = re.compile(r"%|\bper ?cent\b|\bprozent\b", re.I)
_BETWEEN = re.compile(r"\b(?:between|from|until|after|before|later|earlier|apart)\b", re.I)
_MOST = 40


def wrong_equation(claim: str) -> bool:
    """Whether `claim` writes out a sum, such as ``27 + 1 = 29``, that does not come out."""
    return any(_is_wrong(match) for match in _EQUATION.finditer(claim) if not _is_part(claim, match))


def _is_part(claim: str, match: re.Match[str]) -> bool:
    return bool(_GOES_BEFORE.search(claim, 0, match.start())) or ")" in match.group()


def _is_wrong(match: re.Match[str]) -> bool:
    a, b, c = (_number(match.group(name)) for name in ("a", "b", "c"))
    if a is None or b is None or c is None:
        return False
    operator = match.group("op").translate(_SAME_SIGN)
    if "%" in match.group("unit"):
        b = b / 100 * (1 if operator in "*/" else a)
    decimals = match.group("c").rstrip(".,").rpartition(".")[2] if "." in match.group("c").rstrip(".,") else ""
    return abs(_OPERATIONS[operator](a, b) - c) > 0.5 * 10.0 ** -len(decimals) + 1e-9


def works_out(claim: str, quantity: Quantity, evidence: str) -> bool:
    """Whether `quantity` of `claim`, which the evidence does not have, is what two numbers of the evidence give.

    Only by an operation that the claim names ("together", "more", "per cent"), so that a number does not pass because
    some pair happens to give it; numbers that the claim itself repeats from the evidence are tried before others.
    """
    known = find_quantities(find_days(evidence)[1])[:_MOST]
    own = [other for other in find_quantities(find_days(claim)[1]) if any(other.fits(one) for one in known)]
    pools = (own, known) if not quantity.spelled else (own,)
    if any(_same(quantity.value, value) for pool in pools for value in _results(claim, quantity, pool)):
        return True
    return quantity.unit in ("day", "week") and _days_between(claim, quantity, find_days(evidence)[0])


def _results(claim: str, quantity: Quantity, numbers: Sequence[Quantity]) -> Iterator[float]:
    for one, other in combinations(numbers, 2):
        if _alike(one, other) and quantity.unit in ("", one.unit):
            yield from [one.value + other.value] * bool(_ADDS.search(claim))
            yield from [abs(one.value - other.value)] * bool(_SUBTRACTS.search(claim))
        if _MULTIPLIES.search(claim) and quantity.unit in ("", one.unit, other.unit):
            yield one.value * other.value
        yield from _percentages(claim, quantity, one, other)


def _percentages(claim: str, quantity: Quantity, one: Quantity, other: Quantity) -> Iterator[float]:
    if quantity.unit == "%" and _SHARES.search(claim) and _alike(one, other):
        for a, b in ((one.value, other.value), (other.value, one.value)):
            yield from [100 * a / b, 100 * abs(a - b) / abs(b)] if b else []
    if quantity.unit != "%" and "%" in (one.unit, other.unit) and one.unit != other.unit:
        yield one.value * other.value / 100


def _days_between(claim: str, quantity: Quantity, known: Sequence[Day]) -> bool:
    if not _BETWEEN.search(claim):
        return False
    stated = [day for day in find_days(claim)[0] if any(day.fits(other) for other in known)]
    step = 7 if quantity.unit == "week" else 1
    return any(
        _same(quantity.value * step, days) for one, other in combinations(stated, 2) for days in _apart(one, other)
    )


def _apart(one: Day, other: Day) -> Iterator[float]:
    """How many days lie between the two, where no year is named in a leap year, another one, and over New Year."""
    for first, second in ((2024, 2024), (2025, 2025), (2025, 2026), (2026, 2025)):
        dates = _date(one, other.year or first), _date(other, one.year or second)
        if dates[0] is not None and dates[1] is not None:
            yield abs((dates[0] - dates[1]).days)


def _date(day: Day, year: int) -> date | None:
    try:
        return None if day.day is None else date(day.year or year, day.month, day.day)
    except ValueError:
        return None


def _alike(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit


def _same(one: float, other: float) -> bool:
    """Equal as far as the first one is written out: 33 is a third of 100 in per cent, 34 is not."""
    return abs(one - other) <= (0.5 if abs(other) >= 10 and other != int(other) and one == int(one) else 0.01)


def _number(text: str) -> float | None:
    found = find_quantities(text.strip(".,"))
    return found[0].value if len(found) == 1 else None
