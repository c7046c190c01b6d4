"""Times of day in a text, as minutes since midnight."""

from __future__ import annotations

import re

from verify.number_words import ANY_NUMBER_WORD, NUMBER_WORD

HALF_DAY, _DAY = 12 * 60, 24 * 60
_HOUR = r"[01]?\d|2[0-4]"
_HINT = re.compile(r":\d|[ap]\.?m\b|uhr\b|clock\b", re.IGNORECASE)
_TIME = re.compile(
    rf"(?<![\w.,:])(?:(?:(?P<open>{_HOUR})\s?(?:-|–|to|until|and|or|bis|und|oder)\s?)?"
    rf"(?:(?P<hour>{_HOUR}|{ANY_NUMBER_WORD})(?:[:.](?P<minute>[0-5]\d))?\s?(?:(?P<half>[ap])\.?m\b\.?|uhr\b|o['’]clock\b)"
    rf"|(?P<exact>{_HOUR}):(?P<past>[0-5]\d)(?![\d:])))",
    re.IGNORECASE,
)


def find_times(text: str) -> tuple[list[tuple[float, ...]], str]:
    """What each time in `text` may be, the likelier one first, and the text with the times blanked out."""
    if not _HINT.search(text):
        return [], text
    found = [readings for match in _TIME.finditer(text) for readings in _times(match)]
    return found, _TIME.sub(lambda match: " " * len(match.group()), text)


def _times(match: re.Match[str]) -> list[tuple[float, ...]]:
    half = (match.group("half") or "").lower()
    hour, minute = match.group("hour") or match.group("exact"), match.group("minute") or match.group("past") or "0"
    last = _minutes(hour, int(minute), half)
    if match.group("open") is None:
        return [(last,)]
    first = _minutes(match.group("open"), 0, half)
    # "From 10 to 3 p.m." leaves open which half of the day the first belongs to.
    return [(first, (first + HALF_DAY) % _DAY) if half else (first,), (last,)]


def _minutes(hour: str, minute: int, half: str) -> float:
    hours = float(hour) if hour.isdecimal() else NUMBER_WORD[hour.lower()]
    if half:
        hours = hours % 12 + 12 * (half == "p")
    return (60 * hours + minute) % _DAY
