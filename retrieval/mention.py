"""Where a question names the values of a tag, or a year, and whether it names them only to leave them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PERIOD = re.compile(r"\b((?:19|20)\d\d)(?:-(\d\d)-(\d\d))?\b")
_EXCEPT = (
    r"(?:not|except(?:ing)?|exclud(?:ing|e|es)|outside|other than|(?:apart|aside) from|rather than|instead of|unlike|"
    r"(?:all|every\w*|any\w*) but|nicht|au(?:ß|ss)er(?:halb)?|ausgenommen|statt)"
)
_SMALL = r"in|for|from|of|the|a|an|by|within|at|der|die|das|den|dem|des|von|für|aus|bei"
_JOINT = r"(?:\s*,\s*(?:(?:and|or|und|oder)\s+)?|\s+(?:and|or|und|oder)\s+)"
# Not the state of one year: what began or ended with it.
_OPEN_BEFORE = re.compile(
    r"\b(?:(?:since|after|before|prior to|older than|newer than|(?:later|earlier) than)\b[^,;:?!]{0,30}|"
    r"(?:seit|ab|vor)\s[^,;:?!]{0,14})$",
    re.IGNORECASE,
)
_REACH = 200  # characters in front of a value or a year
_OPEN_AFTER = re.compile(r"\s+(?:onwards?|or later|and (?:later|after)|oder später)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """A value where a text names it.

    Attributes:
        values: The known ones that are written so, whatever their case.
        excluded: Whether it is named to be left out ("outside Germany").
        beside_key: Whether its key stands beside it ("the finance department").
    """

    values: tuple[str, ...]
    excluded: bool
    beside_key: bool


def mentions(text: str, key: str, values: Iterable[str]) -> Iterator[Mention]:
    """The values of `key` that `text` names; of two at one place the longer ("Q2 2023", not "Q2")."""
    spelt: dict[str, list[str]] = {}
    for value in values:
        if value.casefold() in text.casefold():
            spelt.setdefault(value.casefold(), []).append(value)
    if not spelt:
        return
    anyone = "|".join(re.escape(own[0]) for own in sorted(spelt.values(), key=lambda own: (-len(own[0]), own)))
    name = re.escape(key.replace("_", " ").replace("-", " "))
    # "v1" is not named by "v1.2".
    for found in re.finditer(rf"(?<!\w)(?<!\d[.,])(?:{anyone})(?!\w|[.,]\d)", text, re.IGNORECASE):
        before, after = _before(text, found.start()), text[found.end() :]
        yield Mention(
            tuple(sorted(spelt.get(found.group().casefold(), ()))),
            excluded=_is_excluded(before, anyone, rf"{_SMALL}|{name}"),
            beside_key=_is_beside(name, before, after),
        )


def periods(text: str) -> set[tuple[date, date]]:
    """First and last day of the years, and the days written as 2024-05-03, whose state `text` asks for.

    "Since 2024" and "not in 2024" ask for none.
    """
    return {
        _period(found) for found in _PERIOD.finditer(text)
        if not _OPEN_BEFORE.search(_before(text, found.start()))
        and not _OPEN_AFTER.match(text[found.end() :])
        and not _is_excluded(_before(text, found.start()))
    }  # fmt: skip


def _before(text: str, at: int) -> str:
    return text[max(0, at - _REACH) : at]


def _period(found: re.Match[str]) -> tuple[date, date]:
    year, month, day = (int(number or 0) for number in found.groups())
    try:
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return date(year, 1, 1), date(year, 12, 31)


def _is_excluded(before: str, listed: str = YEAR.pattern, small: str = _SMALL) -> bool:
    """Whether what follows `before` is left out, alone or in a list with what is `listed`, `small` words between."""
    between = rf"(?:(?:{small})\s+)*"
    left_out = rf"\b(?:non-|{_EXCEPT}\s+{between}(?:(?:{listed}){_JOINT}{between})*)$"
    return bool(re.search(left_out, before, re.IGNORECASE))


def _is_beside(name: str, before: str, after: str) -> bool:
    return bool(
        re.search(rf"(?<!\w){name}\s*(?:[:=]|is)?\s*$", before, re.I) or re.match(rf"\s+{name}(?!\w)", after, re.I)
    )
