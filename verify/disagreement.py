"""Whether two sentences of two sources speak of the same thing and say it differently."""

from __future__ import annotations

from verify.exact import Conflict, conflicts, content_words
from verify.quantity import find_days, find_quantities

# On the sample handbook these find no pair that does not disagree; they find few that do.
_ALL, _SHARED, _SHARE = 3, 5, 0.75


def disagree(one: str, other: str) -> bool:
    """Whether nearly the same words stand with another number of the same thing, another day, or with and without a no.

    Made to be right where it says so, at the price of missing what is put in other words.
    """
    own, others = content_words(one), content_words(other)
    shared = len(own & others)
    alike = own == others and shared >= _ALL
    if not alike and (shared < _SHARED or shared < _SHARE * min(len(own), len(others))):
        return False
    return _counts_differ(one, other) or _days_differ(one, other) or Conflict.NEGATION in conflicts(one, other, other)


def _counts_differ(one: str, other: str) -> bool:
    own, others = _counts(one), _counts(other)
    both = own.keys() & others.keys()
    return bool(both) and not any(own[thing] & others[thing] for thing in both)


def _counts(text: str) -> dict[str, set[float]]:
    """What is counted or measured, and how much of it."""
    found: dict[str, set[float]] = {}
    for quantity in find_quantities(find_days(text)[1]):
        if thing := quantity.unit or quantity.noun:
            found.setdefault(thing, set()).update(quantity.readings)
    return found


def _days_differ(one: str, other: str) -> bool:
    own, others = find_days(one)[0], find_days(other)[0]
    return bool(own and others) and not any(day.fits(another) for day in own for another in others)
