"""Empties what stands between HTML tags that hide it, be it in a line or over several paragraphs of Markdown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from html.parser import HTMLParser

from markdown_it.token import Token

from ingest.loaders.html import visible_text

_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_HTML = ("html_inline", "html_block")


class _OpenTags(HTMLParser):
    """The tags that are open, and whether one of them hides what is in it."""

    def __init__(self) -> None:
        super().__init__()
        self._open: list[tuple[str, bool]] = []
        self._names: Counter[str] = Counter()
        self._hiding = 0

    @property
    def hides(self) -> bool:
        return self._hiding > 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            hides = _is_hiding(self.get_starttag_text() or "")
            self._open.append((tag, hides))
            self._names[tag] += 1
            self._hiding += hides

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that closes itself holds nothing."""

    def handle_endtag(self, tag: str) -> None:
        closed = not self._names[tag]
        while not closed:
            name, hides = self._open.pop()
            self._names[name] -= 1
            self._hiding -= hides
            closed = name == tag


@lru_cache(maxsize=1024)
def _is_hiding(start: str) -> bool:
    shown, _ = visible_text(f"{start}x")
    return not shown.strip()


def empty_hidden(tokens: Sequence[Token]) -> int:
    """Take the text out of every token that is hidden; gives how many characters that was."""
    page = _OpenTags()
    return sum(_emptied(token, page) for token in tokens)


def _emptied(token: Token, page: _OpenTags) -> int:
    hidden = page.hides
    if token.type in _HTML:
        page.feed(token.content)
    if token.children:
        line = page if hidden else _OpenTags()
        return sum(_emptied(child, line) for child in token.children)
    if not hidden or not token.content:
        return 0
    characters = 0 if token.type in _HTML else len(token.content.strip())
    token.content = ""
    return characters
