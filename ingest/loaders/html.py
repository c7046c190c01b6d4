"""HTML: the main content in reading order, without navigation, scripts, forms and what a browser would not show."""

from __future__ import annotations

import warnings

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.element import Comment, Declaration, Doctype, NavigableString, ProcessingInstruction

from ingest.document import BlockKind
from ingest.loaders.html_hidden import drop_hidden
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.table import add_table
from ingest.loaders.text import decode
from ingest.text_builder import TextBuilder, tidy

_DROPPED = ["script", "style", "nav", "noscript", "template", "svg", "form", "iframe", "button"]
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_LEAVES = {"p", "pre", "dt", "dd", "figcaption", "summary", "address", *_HEADINGS}
_BLOCKS = {*_LEAVES, "div", "section", "article", "main", "ul", "ol", "table", "dl", "blockquote", "header",
           "footer", "aside", "body", "details", "figure", "center"}  # fmt: skip
_UNSEEN = (Comment, Declaration, Doctype, ProcessingInstruction)


def load(file: RawFile) -> Loaded:
    """Read HTML; the title is `<title>`, else the first `<h1>`."""
    soup = _soup(decode(file.data))
    title = soup.title.get_text(" ", strip=True) if soup.title else None
    if soup.title:
        soup.title.decompose()
    builder = TextBuilder()
    _add_tree(builder, soup)
    return Loaded.of(builder, "text/html", title=title or _first_heading(builder))


def add_html(builder: TextBuilder, markup: str) -> None:
    """Add the readable text of an HTML fragment to `builder`."""
    _add_tree(builder, _soup(markup))


def _soup(markup: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # XHTML is read as HTML on purpose
        return BeautifulSoup(markup, "lxml")


def _first_heading(builder: TextBuilder) -> str | None:
    headings = (block for block in builder.blocks if block.kind is BlockKind.HEADING)
    first = next(headings, None)
    return first.span.of(builder.text) if first else None


def visible_text(markup: str) -> tuple[str, int]:
    """The text of an HTML fragment that a browser shows, and how many characters it does not show."""
    soup = _soup(markup)
    hidden = drop_hidden(soup)
    return soup.get_text(), hidden


def _add_tree(builder: TextBuilder, soup: BeautifulSoup) -> None:
    builder.hidden += drop_hidden(soup)
    for tag in soup(_DROPPED):
        tag.decompose()
    for tag in soup.find_all(["header", "footer", "aside"]):
        if isinstance(tag, Tag) and tag.find_parent(["article", "main"]) is None:
            tag.decompose()
    mains = soup.find_all(["main"]) or soup.find_all(["article"])
    for root in mains or [soup.body or soup]:
        if isinstance(root, Tag):
            _Walk(builder).walk(root)


class _Walk:
    """Carries the last paragraph along, because it introduces the list or table that follows."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._lead_in = ""

    def walk(self, tag: Tag) -> None:
        """Add what is in `tag`, block by block; loose text between blocks is a paragraph."""
        loose: list[str] = []
        for child in tag.children:
            if isinstance(child, Tag) and (child.name in _BLOCKS or child.find(list(_BLOCKS))):
                self._flush(loose)
                self._block(child)
            elif isinstance(child, Tag):
                loose.append("\n" if child.name == "br" else child.get_text())
            elif isinstance(child, NavigableString) and not isinstance(child, _UNSEEN):
                loose.append(str(child).replace("\n", " "))
        self._flush(loose)

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
            case "table":
                self._table(tag)
            case "pre":
                self._builder.add(BlockKind.CODE, tag.get_text())
            case name if name in _HEADINGS:
                self._builder.heading(tag.get_text(" "), int(name[1]))
                self._lead_in = ""
            case name if name in _LEAVES and not tag.find(["ul", "ol", "table", "p"]):
                self._flush([tag.get_text().replace("\n", " ")])
            case _:
                self.walk(tag)

    def _list(self, tag: Tag, lead_in: str) -> None:
        for position, item in enumerate(tag.find_all("li", recursive=False), start=1):
            if not isinstance(item, Tag):
                continue
            nested = [found for found in item.find_all(["ul", "ol"]) if isinstance(found, Tag)]
            inner = [found.extract() for found in nested if found.find_parent(["ul", "ol"]) is tag]
            text = tidy(item.get_text(" ")).replace("\n", " ")
            marker = f"{position}." if tag.name == "ol" else "-"
            self._builder.add(BlockKind.LIST, f"{marker} {text}" if text else "", lead_in=lead_in)
            for below in inner:
                self._list(below, text or lead_in)

    def _table(self, tag: Tag) -> None:
        caption = tag.find("caption")
        lead_in = caption.get_text(" ", strip=True) if isinstance(caption, Tag) else self._lead_in
        rows = [_cells(row) for row in tag.find_all("tr") if isinstance(row, Tag)]
        add_table(self._builder, rows, caption=lead_in)


def _cells(row: Tag) -> list[str]:
    cells: list[str] = []
    for cell in row.find_all(["td", "th"], recursive=False):
        if isinstance(cell, Tag):
            span = str(cell.get("colspan", "1"))
            cells += [cell.get_text(" ", strip=True)] * (min(int(span), 50) if span.isdigit() else 1)
    return cells
