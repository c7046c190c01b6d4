"""The HTML text of a message: what mail programs wrap as quoted stands under the name of who wrote it."""

from __future__ import annotations

import re
import warnings
from copy import copy

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning

from ingest.loaders.eml_thread import MOST_DEPTH, Thread, attribution, header_fields, header_name, is_rule
from ingest.loaders.html import add_html
from ingest.loaders.html_hidden import drop_hidden

_QUOTES = (
    "blockquote[type=cite], blockquote.gmail_quote, div.gmail_quote:not(:has(> blockquote)), .yahoo_quoted, "
    ".protonmail_quote"
)
# What stands above a quoted message: Outlook's header, and the line of who wrote.
_HEADERS = "#divRplyFwdMsg, div[style*='border-top']"
_ATTRIBUTIONS = ".gmail_attr, .moz-cite-prefix"
_MAY_QUOTE = re.compile("cite|gmail_quote|yahoo_quoted|protonmail_quote|divRplyFwdMsg|border-top", re.IGNORECASE)
_PLACE = "\ue000{}\ue000"


def add_html_message(thread: Thread, markup: str) -> None:
    """Add a message's HTML; what it quotes gets a heading that says whose words it is."""
    if not _MAY_QUOTE.search(markup):
        add_html(thread.builder, markup)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(markup, "lxml")
    thread.builder.hidden += drop_hidden(soup)
    _wrap_below_headers(soup)
    _add(thread, soup, depth=0)


def _add(thread: Thread, container: Tag, *, depth: int) -> None:
    """Add `container` piece by piece: its own words, and between them what it quotes."""
    quotes: list[Tag] = []
    for quote in container.select(_QUOTES) if depth < MOST_DEPTH else ():
        if not any(parent in quotes for parent in quote.parents):
            quotes.append(quote)
    authors = [_author(quote) for quote in quotes]
    for number, quote in enumerate(quotes):
        quote.replace_with(_PLACE.format(number))
    rest = str(container)
    for number, quote in enumerate(quotes):
        own, rest = rest.split(_PLACE.format(number), 1)
        _add_own(thread, own, depth)
        thread.turn(depth + 1, authors[number])
        quote.attrs = {}
        _add(thread, quote, depth=depth + 1)
    _add_own(thread, rest, depth)


def _add_own(thread: Thread, markup: str, depth: int) -> None:
    if BeautifulSoup(markup, "lxml").get_text().strip():
        thread.turn(depth)
        add_html(thread.builder, markup)


def _author(quote: Tag) -> str:
    """Who wrote what is quoted, as the line in it or above it says; the line is taken out."""
    above = quote.find_previous_sibling()
    for tag in [*quote.select(_ATTRIBUTIONS)[:1], above]:
        said = _said(tag) if isinstance(tag, Tag) else ""
        if said and isinstance(tag, Tag):
            tag.decompose()
            return said
    return ""


def _said(tag: Tag) -> str:
    shown = copy(tag)
    for line_break in shown("br"):
        line_break.replace_with("\n")
    lines = [line.strip() for line in shown.get_text().splitlines() if line.strip() and not is_rule(line)]
    return header_name(lines) if header_fields(lines) else attribution(" ".join(lines))


def _wrap_below_headers(soup: BeautifulSoup) -> None:
    """Outlook wraps nothing: what follows the header of an earlier message, down to the next one, is quoted."""
    wrappers: list[Tag] = []
    for header in reversed(soup.select(_HEADERS)):
        if not _said(header):
            continue
        place = header
        while place.find_next_sibling() is None and place.parent is not None and place.parent.name == "div":
            place = place.parent
        wrapper = soup.new_tag("blockquote", attrs={"type": "cite"})
        place.insert_before(wrapper)
        for following in list(place.next_siblings):
            if any(following is later for later in wrappers[-1:]):
                break
            wrapper.append(following.extract())
        wrappers.append(wrapper)
        wrapper.insert(0, header.extract())
        header["class"] = "gmail_attr"
