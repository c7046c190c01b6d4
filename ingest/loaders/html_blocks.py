"""Writes the elements of a page as blocks: paragraphs, headings, lists, definitions, tables, code."""

from __future__ import annotations

from itertools import chain

from bs4 import Tag
from bs4.element import Comment, Declaration, Doctype, NavigableString, PageElement, ProcessingInstruction

from ingest.document import BlockKind
from ingest.loaders.grid import add_grid
from ingest.loaders.html_tables import cells_of, grid_of
from ingest.text_builder import TextBuilder, tidy

# Stands for `<br>`: a line break for `tidy`, but none that the source of the page was only wrapped at.
_LINE_BREAK = "\u2028"
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = frozenset((
    "p", "pre", "dt", "dd", "figcaption", "summary", "address", "div", "section", "article", "main", "ul", "ol",
    "dl", "blockquote", "header", "footer", "aside", "body", "details", "figure", "center", "form", "fieldset", "hr",
    "table", "li", "caption", "tr", "td", "th", *_HEADINGS,
))  # fmt: skip
_APART = frozenset(("ul", "ol", "table", "pre", "dl", "dt", "dd"))
_UNSEEN = (Comment, Declaration, Doctype, ProcessingInstruction)


class BlockWriter:
    """Carries the last paragraph along, because it introduces the list or table that follows."""

    def __init__(self, builder: TextBuilder, page: Tag) -> None:
        """Write to `builder` what is in `page`, which must not change any more."""
        self._builder = builder
        self._holding = _holding_blocks(page)
        self._lead_in = ""

    def walk(self, tag: Tag) -> None:
        """Add what is in `tag`, block by block; loose text between blocks is a paragraph."""
        loose: list[str] = []
        for child in tag.children:
            if isinstance(child, Tag) and self._is_block(child):
                self._flush(loose)
                self._block(child)
            else:
                loose.append(_inline(child))
        self._flush(loose)

    def _is_block(self, tag: Tag) -> bool:
        return tag.name in _BLOCKS or id(tag) in self._holding

    def _flush(self, loose: list[str]) -> None:
        text = tidy("".join(loose))
        if text:
            self._builder.add(BlockKind.PROSE, text)
            self._lead_in = text
        loose.clear()

    def _block(self, tag: Tag) -> None:
        match tag.name:
            case "ul" | "ol":
                self._list(tag, self._lead_in)
            case "dl":
                self._definitions(tag, self._lead_in)
            case "table":
                self._table(tag)
            case "pre":
                self._builder.add(BlockKind.CODE, _code(tag))
            case name if name in _HEADINGS:
                self._builder.heading(self._text(tag), int(name[1]))
                self._lead_in = ""
            case _:
                self.walk(tag)

    def _list(self, tag: Tag, lead_in: str) -> None:
        position = _number(tag.get("start"), 1)
        for item in tag.children:
            if isinstance(item, Tag) and item.name == "li":
                position = _number(item.get("value"), position)
                marker = f"{position}." if tag.name == "ol" else "-"
                self._item(item, lead_in, marker)
                position += 1
            elif isinstance(item, Tag):
                self._below(item, lead_in)

    def _item(self, item: Tag, lead_in: str, marker: str) -> None:
        apart: list[Tag] = []
        text = tidy(self._text(item, apart)).replace("\n", " ")
        self._builder.add(BlockKind.LIST, f"{marker} {text}".lstrip() if text else "", lead_in=lead_in)
        for below in apart:
            self._below(below, text or lead_in)

    def _below(self, tag: Tag, lead_in: str) -> None:
        if tag.name in ("ul", "ol"):
            self._list(tag, lead_in)
        elif tag.name == "dl":
            self._definitions(tag, lead_in)
        elif tag.name not in ("dt", "dd") or tag.find_parent("dl") is None:  # of an unclosed one: it has its turn
            self._block(tag)

    def _definitions(self, tag: Tag, lead_in: str) -> None:
        """Each description with its terms in front: ``Term: what it means``."""
        terms: list[str] = []
        described = False
        for part in tag.find_all(["dt", "dd"]):
            if part.find_parent("dl") is not tag:
                continue
            if part.name == "dt":
                terms, described = [] if described else terms, False
                terms.append(tidy(self._text(part, [])).replace("\n", " "))
            else:
                described = True
                self._item(part, lead_in, ", ".join(filter(None, terms)) + ":" if any(terms) else "")

    def _table(self, tag: Tag) -> None:
        captions = [child for child in tag.children if isinstance(child, Tag) and child.name == "caption"]
        grid = grid_of(tag, self._text)
        if grid is None:
            for cell in (*captions, *chain.from_iterable(cells_of(tag))):
                self.walk(cell)
        else:
            caption = tidy(self._text(captions[0])) if captions else self._lead_in
            add_grid(self._builder, grid, caption=caption)

    def _text(self, tag: Tag, apart: list[Tag] | None = None) -> str:
        """What `tag` says in one line; lists, tables and code in it go to `apart`, where there is one."""
        parts: list[str] = []
        for child in tag.children:
            if not isinstance(child, Tag) or not self._is_block(child):
                parts.append(_inline(child))
            elif apart is not None and child.name in _APART:
                apart.append(child)
            else:
                parts.append(f" {self._text(child, apart)} ")
        return "".join(parts)


def _number(said: object, otherwise: int) -> int:
    text = str(said)
    return int(text) if text.isdecimal() and len(text) < 10 else otherwise


def _inline(element: PageElement) -> str:
    within = element.descendants if isinstance(element, Tag) and element.name != "br" else (element,)
    return "".join(map(_said, within))


def _said(element: PageElement) -> str:
    if isinstance(element, Tag):
        return _LINE_BREAK if element.name == "br" else ""
    unseen = isinstance(element, _UNSEEN) or not isinstance(element, NavigableString)
    return "" if unseen else str(element).replace("\n", " ")


def _code(tag: Tag) -> str:
    """Its text as it stands, line breaks of the source among it."""
    return "".join("\n" if isinstance(part, Tag) else str(part) for part in tag.descendants if _is_line(part))


def _is_line(part: PageElement) -> bool:
    return part.name == "br" if isinstance(part, Tag) else not isinstance(part, _UNSEEN)


def _holding_blocks(page: Tag) -> set[int]:
    """The elements in which there is a block, however deep, by identity."""
    holding: set[int] = set()
    for tag in page.descendants:
        if isinstance(tag, Tag) and tag.name in _BLOCKS:
            for parent in tag.parents:
                if id(parent) in holding:
                    break
                holding.add(id(parent))
    return holding
