"""Whether a sentence says of one thing what another says of a second: the same words, two of them exchanged."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(r"[^\W_]+(?:[.,:/]\d+)*|[,£€$%+*/=-]")
_LONGEST = 3
_JOINS = frozenset(", and or und oder &".split())
# On both sides of them stands the same.
_SAME = _JOINS | frozenset("is are was were ist sind war waren equals = + * with mit".split())
_PLACES = frozenset(
    "in on at by from until till since after before during for with usually mostly normally im am um bei bis ab seit "
    "nach vor".split()
)


def is_swapped(one: str, other: str) -> bool:
    """Whether both differ in two groups of at most three words that have changed places, and so the meaning.

    It stays where what is listed comes in another order, or where a time or place moves to the front.
    """
    own, others = _tokens(one), _tokens(other)
    if own == others or sorted(own) != sorted(others):
        return False
    start = _alike(own, others)
    end = _alike(own[::-1], others[::-1])
    before, behind = own[:start], own[len(own) - end :]
    middles = _exchanged(own[start : len(own) - end], others[start : len(own) - end])
    return any(not _means_the_same(before, first, middle, last, behind) for first, middle, last in middles)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def _alike(one: list[str], other: list[str]) -> int:
    """How many words the two begin with alike."""
    return next((at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]), len(one))


def _exchanged(one: list[str], other: list[str]) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """The two groups that the whole of both begins and ends with the other way round, and what stands between."""
    for first in range(1, _LONGEST + 1):
        for last in range(1, min(_LONGEST, len(one) - first - 1) + 1):
            middle = one[first:-last]
            if [*one[-last:], *middle, *one[:first]] == other:
                yield one[:first], middle, one[-last:]


def _means_the_same(before: list[str], first: list[str], middle: list[str], last: list[str], behind: list[str]) -> bool:
    if (middle[0] in _JOINS and middle[-1] in _JOINS) or all(word in _SAME for word in middle):
        return True
    starts_with_place = len(before) < _LONGEST and [*before, *first][0] in _PLACES
    ends_with_place = not behind and bool(_PLACES & {middle[-1], last[0]})
    return starts_with_place and ends_with_place and not _JOINS & {*middle[1:]}
