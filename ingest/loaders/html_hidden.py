"""Takes out of a page what a browser would not show, as far as the page itself says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from ingest.loaders.html_styles import Style, Styles, colour, is_see_through

_LENGTH = re.compile(r"(-?[\d.]+)\s*(px|pt|em|rem|%|vw|vh|)")
# Sizes in px: below two nobody reads, and 500 to the left is outside of every page.
_TINY, _FAR = 2.0, -500.0
_IN_PX = {"px": 1.0, "": 1.0, "pt": 1.33, "em": 16.0, "rem": 16.0, "%": 0.16, "vw": 10.0, "vh": 8.0}
_ALIKE = 12
_ZERO_CLIP = re.compile(r"rect\(\s*(?:[01](?:px)?[\s,]*){4}\)|inset\(\s*(?:50|100)%.*|circle\(\s*0.*")
_NOTHING = re.compile(r"scale[xy3d]*\(\s*0.*")


def drop_hidden(soup: BeautifulSoup) -> int:
    """Remove it; gives how many characters of text that was.

    What a script shows later counts as hidden, for nothing here runs it. `aria-hidden` does not hide: people see it.
    """
    styles = Styles.of(soup)
    dropped = 0
    for tag in _suspects(soup, styles):
        if tag.decomposed:
            continue
        if tag.has_attr("hidden") or _is_taken_out(styles.style(tag)):
            dropped += len(tag.get_text().strip())
            tag.decompose()
        else:
            dropped += _drop_unseen_text(tag, styles)
    return dropped


def _suspects(soup: BeautifulSoup, styles: Styles) -> list[Tag]:
    """The elements of which anything is said, outermost first."""
    if not styles.rules:
        return [tag for tag in soup.find_all(lambda tag: tag.has_attr("style") or tag.has_attr("hidden"))]
    return [tag for tag in soup.find_all(True) if tag.has_attr("hidden") or styles.style(tag)]


def _is_taken_out(style: Style) -> bool:
    """Whether the element goes with all that is in it, whatever that says of itself."""
    out_of_place = style.get("position") in ("absolute", "fixed") and any(
        _px(style.get(side, "")) <= _FAR for side in ("left", "top", "right", "bottom")
    )
    no_room = style.get("overflow", "").startswith(("hidden", "clip")) and any(
        _px(style.get(side, "9")) == 0 for side in ("height", "width", "max-height", "max-width")
    )
    return (
        style.get("display") == "none"
        or style.get("content-visibility") == "hidden"
        or _px(style.get("opacity", "1")) == 0
        or out_of_place
        or no_room
        or _px(style.get("text-indent", "")) <= _FAR
        or _px(style.get("margin-left", "")) <= _FAR
        or bool(_ZERO_CLIP.match(style.get("clip", "") or style.get("clip-path", "")))
        or bool(_NOTHING.match(style.get("transform", "")))
    )


def _drop_unseen_text(tag: Tag, styles: Styles) -> int:
    """Remove the text that inherits from `tag` what makes it unseen; what says otherwise of itself stays."""
    dropped = 0
    style = styles.style(tag)
    for name, unseen in _INHERITED.items():
        if name in style and unseen(style[name], tag, styles):
            for text in list(_inheriting(tag, name, styles)):
                dropped += len(text.strip())
                text.extract()
    return dropped


def _inheriting(tag: Tag, name: str, styles: Styles) -> Iterator[NavigableString]:
    for child in tag.children:
        if isinstance(child, NavigableString):
            yield child
        elif isinstance(child, Tag) and name not in styles.style(child):
            yield from _inheriting(child, name, styles)


def _is_tiny(value: str, tag: Tag, styles: Styles) -> bool:
    return _px(value) < _TINY if _LENGTH.fullmatch(value) else False


def _is_invisible(value: str, tag: Tag, styles: Styles) -> bool:
    return value in ("hidden", "collapse")


def _is_unseen_colour(value: str, tag: Tag, styles: Styles) -> bool:
    own = colour(value)
    if own is None or is_see_through(value):
        return is_see_through(value)
    behind = _background(tag, styles)
    return behind is not None and max(abs(a - b) for a, b in zip(own, behind, strict=True)) <= _ALIKE


def _background(tag: Tag, styles: Styles) -> tuple[int, int, int] | None:
    """What is behind the text of `tag`; white where nothing is said, None where it is a picture or unknown."""
    for one in [tag, *tag.parents]:
        style = styles.style(one)
        value = style.get("background-color") or style.get("background") or str(one.get("bgcolor", "")).lower()
        if value and not is_see_through(value) and value not in ("none", "inherit", "initial"):
            return colour(value)
    return 255, 255, 255


def _px(value: str) -> float:
    """A length in px, roughly; far above every limit where there is none."""
    match = _LENGTH.fullmatch(value.strip())
    try:
        return float(match.group(1)) * _IN_PX[match.group(2)] if match else 1e9
    except ValueError:
        return 1e9


_INHERITED: dict[str, Callable[[str, Tag, Styles], bool]] = {
    "visibility": _is_invisible, "font-size": _is_tiny, "color": _is_unseen_colour,
}  # fmt: skip
