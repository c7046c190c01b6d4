"""HTML: the main content in reading order, without navigation, scripts, forms and what a browser would not show."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning

from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.loaders.encoding import decode
from ingest.loaders.front_matter import refuse_unread_rights
from ingest.loaders.html_blocks import BlockWriter
from ingest.loaders.html_hidden import drop_hidden
from ingest.loaders.loaded import Loaded, RawFile
from ingest.text_builder import TextBuilder

_DROPPED = [
    "script", "style", "nav", "noscript", "template", "svg", "iframe", "button", "select", "textarea", "datalist",
    "del",
]  # fmt: skip
_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "menu", "menubar"))
_MARGINS = ["header", "footer", "aside"]
_CONTENT = ["h1", "h2", "main", "article", "table"]
_NAMED_FOR_LINKS = re.compile(
    r"\b(?:nav(?:bar|igation)?|menu|breadcrumbs?|sidebar|toc|pagination|skip)\b", re.IGNORECASE
)
_MOSTLY = 0.6
# What walks a page calls itself for each level, and Python allows a thousand calls in each other.
_DEEPEST = 250


def load(file: RawFile) -> Loaded:
    """Read HTML; the title is `<title>`, else the first `<h1>`.

    Raises:
        LoadError: Its elements are nested deeper than any page's, its style rules are too many, or what only Markdown
            has as front matter would be read as text.
    """
    text = decode(file.data)
    refuse_unread_rights(text)
    soup = _soup(text)
    title = soup.title.get_text(" ", strip=True) if soup.title else None
    if soup.title:
        soup.title.decompose()
    builder = TextBuilder()
    _add_tree(builder, soup)
    return Loaded.of(builder, "text/html", title=title or _first_heading(builder))


def add_html(builder: TextBuilder, markup: str) -> None:
    """Add the readable text of an HTML fragment to `builder`.

    Raises:
        LoadError: See `load`.
    """
    _add_tree(builder, _soup(markup))


def visible_text(markup: str) -> tuple[str, int]:
    """The text of an HTML fragment that a browser shows, and how many characters it does not show."""
    soup = _soup(markup)
    hidden = drop_hidden(soup)
    for deleted in soup("del"):
        deleted.decompose()
    return soup.get_text(), hidden


def _soup(markup: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)  # XHTML is read as HTML on purpose
        soup = BeautifulSoup(markup, "lxml")
    level = {id(soup): 0}
    for tag in soup.find_all(True):
        level[id(tag)] = level[id(tag.parent)] + 1
    deepest = max(level.values())
    if deepest > _DEEPEST:
        raise LoadError(f"got elements nested {deepest} deep, expected at most {_DEEPEST}; simplify the page")
    return soup


def _first_heading(builder: TextBuilder) -> str | None:
    headings = (block for block in builder.blocks if block.kind is BlockKind.HEADING)
    first = next(headings, None)
    return first.span.of(builder.text) if first else None


def _add_tree(builder: TextBuilder, soup: BeautifulSoup) -> None:
    builder.hidden += drop_hidden(soup)
    for tag in _beside_the_content(soup):
        if not tag.decomposed:
            tag.decompose()
    writer = BlockWriter(builder, soup)
    for root in _roots(soup):
        writer.walk(root)


def _roots(soup: BeautifulSoup) -> list[Tag]:
    """The elements that hold the content, none of them inside another."""
    for names in (["main"], ["article"]):
        found = [tag for tag in soup(names) if tag.find_parent(names) is None]
        if found:
            return found
    return soup("div", role="main") or [soup.body or soup]


def _beside_the_content(soup: BeautifulSoup) -> Iterator[Tag]:
    yield from soup(_DROPPED)
    for form in soup("form"):
        if not form.decomposed and form.find(_CONTENT) is None:  # some programs put the whole page into one
            yield form
    for tag in soup(_MARGINS):
        if not tag.decomposed and tag.find_parent(["article", "main"]) is None:
            yield tag
    for tag in soup(["div", "ul", "ol", "section", "p"]):
        if not tag.decomposed and (tag.get("role") in _ROLES or _is_for_links(tag)):
            yield tag


def _is_for_links(tag: Tag) -> bool:
    """Whether it bears a name of navigation, and holds little else than links."""
    said = f"{tag.get('id', '')} {tag.get('class', '')}".replace("_", "-")
    if not _NAMED_FOR_LINKS.search(said):
        return False
    links = sum(len(link.get_text(strip=True)) for link in tag("a"))
    return links >= _MOSTLY * len(tag.get_text(strip=True))
