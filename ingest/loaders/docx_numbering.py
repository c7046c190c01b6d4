"""The numbers that Word shows before a paragraph; they stand nowhere in its text and have to be counted."""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

from ingest.loaders.docx_styles import Styles, value_of

_PLACE = re.compile(r"%([1-9])")
_BULLET = "-"
_LETTERS = frozenset(("lowerLetter", "upperLetter", "lowerRoman", "upperRoman"))
_MOST_IN_LETTERS = 4000
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before an item.

    Attributes:
        text: As it is shown, such as ``2.`` or ``4.2 (a)``; ``-`` for a bullet of whatever shape.
        level: How deep the item is nested, from 0.
    """

    text: str
    level: int

    @property
    def is_bullet(self) -> bool:
        """Whether it counts nothing."""
        return self.text == _BULLET


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list.

    Attributes:
        shown: What is shown, with ``%1`` where the number of the first level goes.
        counts: How the number is written; `bullet` and `none` write none.
        style: The style whose paragraphs are of this level.
        plain: Whether all numbers in it are written with digits.
    """

    shown: str = ""
    counts: str = "decimal"
    start: int = 1
    style: str = ""
    plain: bool = False


@dataclass(frozen=True, slots=True)
class _List:
    """A list.

    Attributes:
        definition: What it is made from; lists made from the same go on counting.
        restarts: The number that its first item of a level has, where it begins anew.
    """

    definition: str
    levels: dict[int, _Level]
    restarts: dict[int, int]


class Numbering:
    """Counts the items of a document; ask about each paragraph once, in reading order.

    Args:
        root: The numbering part; None where the document has none.
        styles: The document's.
    """

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = {} if root is None else _lists(root)
        self._counted: dict[str, list[int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, paragraph: Element) -> Marker | None:
        """What is shown before `paragraph`; None where it is no item of a list that the document defines."""
        number, level, style = self._place(paragraph)
        if number not in self._lists:
            return None
        levels = self._lists[number].levels
        level = next((at for at, known in levels.items() if style and known.style == style), level)
        if level not in levels:
            return None
        if levels[level].counts == "bullet":
            return Marker(_BULLET, level)
        return Marker(_shown(levels, level, self._count(number, level)), level)

    def _place(self, paragraph: Element) -> tuple[str, int, str]:
        """The id of its list, its level, and the style that says so (empty: the paragraph itself)."""
        level = ""
        for style, properties in self._styles.numbering(paragraph):
            level = level or value_of(properties.find(qn("w:ilvl")))
            number = value_of(properties.find(qn("w:numId")))
            if number:
                return number, _whole(level, 0), style
        return "", 0, ""

    def _count(self, number: str, level: int) -> list[int]:
        """The numbers of all levels down to `level`, after one more item of it."""
        found = self._lists[number]
        counted = self._counted.setdefault(found.definition, [])
        del counted[level + 1 :]
        while len(counted) <= level:
            counted.append(found.levels.get(len(counted), _Level()).start - (len(counted) == level))
        counted[level] += 1
        if (number, level) not in self._begun:
            self._begun.add((number, level))
            counted[level] = found.restarts.get(level, counted[level])
        return counted


def _lists(root: Element) -> dict[str, _List]:
    """The lists of a document by id; a definition that only points to a list style is that style's."""
    elements = {_get(element, "abstractNumId"): element for element in root.iter(qn("w:abstractNum"))}
    linked = {value_of(element.find(qn("w:styleLink"))): key for key, element in elements.items()}
    lists = {}
    for element in root.iter(qn("w:num")):
        key = value_of(element.find(qn("w:abstractNumId")))
        if key in elements:
            key = linked.get(value_of(elements[key].find(qn("w:numStyleLink"))) or "-", key)
            overrides = list(element.iter(qn("w:lvlOverride")))
            starts = {_whole(_get(at, "ilvl"), 0): value_of(at.find(qn("w:startOverride"))) for at in overrides}
            restarts = {level: int(start) for level, start in starts.items() if start.isdigit()}
            lists[_get(element, "numId")] = _List(key, _levels(elements[key]) | _levels(element), restarts)
    return lists


def _levels(element: Element) -> dict[int, _Level]:
    return {
        _whole(_get(level, "ilvl"), 0): _Level(
            shown=value_of(level.find(qn("w:lvlText"))),
            counts=value_of(level.find(qn("w:numFmt"))) or "decimal",
            start=_whole(value_of(level.find(qn("w:start"))), 1),
            style=value_of(level.find(qn("w:pStyle"))),
            plain=level.find(qn("w:isLgl")) is not None,
        )
        for level in element.iter(qn("w:lvl"))
    }


def _shown(levels: dict[int, _Level], level: int, counted: list[int]) -> str:
    def number(match: re.Match[str]) -> str:
        at = int(match.group(1)) - 1
        counts = "decimal" if levels[level].plain else levels.get(at, _Level()).counts
        return _written(counted[at], counts) if at < len(counted) else ""

    return _PLACE.sub(number, levels[level].shown).strip()


def _written(number: int, counts: str) -> str:
    if counts == "none":
        return ""
    if counts == "decimalZero":
        return f"{number:02}"
    if counts not in _LETTERS or not 0 < number <= _MOST_IN_LETTERS:
        return str(number)
    letters = _roman(number) if counts.endswith("Roman") else _letter(number)
    return letters.upper() if counts.startswith("upper") else letters


def _letter(number: int) -> str:
    """From a to z, then from aa to zz, then aaa."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _roman(number: int) -> str:
    letters = ""
    for value, letter in _ROMAN:
        letters += letter * (number // value)
        number %= value
    return letters


def _get(element: Element, name: str) -> str:
    return str(element.get(qn(f"w:{name}"), ""))


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdigit() else otherwise
