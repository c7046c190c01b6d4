"""What the styles of a Word document say of a paragraph; a style says what the one it is based on says, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

_HEADING = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_CONTENTS = re.compile(r"(toc|table of figures|index) ?(\d|heading)?$", re.IGNORECASE)
_OUTLINE = f"{qn('w:pPr')}/{qn('w:outlineLvl')}"
_NUMBERING = f"{qn('w:pPr')}/{qn('w:numPr')}"
_VALUE = qn("w:val")


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style.

    Attributes:
        id: Under which paragraphs name it.
        name: What it is called; built-in ones have English names in every language's Word.
        element: Where its properties stand.
    """

    id: str
    name: str
    element: Element


class Styles:
    """The styles of a document, by id."""

    def __init__(self, root: Element) -> None:
        self._styles = {style.id: style for style in map(_style, root.iter(qn("w:style")))}
        default = (style for style in self._styles.values() if style.element.get(qn("w:default")) in ("1", "true"))
        self._default = next((style for style in default if style.element.get(qn("w:type")) == "paragraph"), None)

    def of(self, paragraph: Element) -> Iterator[Style]:
        """The style of `paragraph` and those it is based on, nearest first."""
        named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style = self._styles.get(value_of(named)) if named is not None else self._default
        seen: set[str] = set()
        while style is not None and style.id not in seen:
            yield style
            seen.add(style.id)
            style = self._styles.get(value_of(style.element.find(qn("w:basedOn"))))

    def name(self, paragraph: Element) -> str:
        """The name of its style in small letters; empty where there is none."""
        return next((style.name.lower() for style in self.of(paragraph)), "")

    def table_name(self, table: Element) -> str:
        """The name of the style of `table` in small letters; empty where there is none."""
        style = self._styles.get(value_of(table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}")))
        return "" if style is None else style.name.lower()

    def heading_level(self, paragraph: Element) -> int | None:
        """1 for the outermost headings and the title; None for what is no heading."""
        own = paragraph.find(_OUTLINE)
        if own is not None:
            return _level(own)
        for style in self.of(paragraph):
            named, outline = _HEADING.match(style.name), style.element.find(_OUTLINE)
            if named or outline is not None:
                return int(named.group(1)) if named else _level(outline)
            if style.name.lower() == "title":
                return 1
        return None

    def is_contents(self, paragraph: Element) -> bool:
        """Whether it is a line of a table of contents, which only repeats headings."""
        return any(_CONTENTS.match(style.name) for style in self.of(paragraph))

    def numbering(self, paragraph: Element) -> Iterator[tuple[str, Element]]:
        """What says how `paragraph` is numbered, nearest first, each with the id of its style (empty: its own)."""
        own = paragraph.find(_NUMBERING)
        if own is not None:
            yield "", own
        for style in self.of(paragraph):
            found = style.element.find(_NUMBERING)
            if found is not None:
                yield style.id, found


def _style(element: Element) -> Style:
    return Style(str(element.get(qn("w:styleId"), "")), value_of(element.find(qn("w:name"))), element)


def value_of(element: Element | None) -> str:
    """What `element` is set to; empty where there is no such element."""
    return "" if element is None else str(element.get(_VALUE, ""))


def _level(outline: Element | None) -> int | None:
    """Word counts from 0, and 9 is the level of what is no heading."""
    value = value_of(outline)
    return int(value) + 1 if value.isdigit() and int(value) < 9 else None
