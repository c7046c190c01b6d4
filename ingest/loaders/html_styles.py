"""What a page's own styles say of an element: style attributes and the rules of `<style>`, of which later ones win."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import soupsieve
from bs4 import BeautifulSoup, Tag

from ingest.errors import LoadError

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# Rules inside @media hold for print or for narrow screens only, so they are left out; one level of braces in them.
_AT_RULE = re.compile(r"@[^@{};]*(?:;|\{(?:[^{}]|\{[^{}]*\})*\})")
# All that can hide anything: other rules need not be looked at.
_HIDING = re.compile(
    r"display|visibility|opacity|font-size|color|background|position|left|top|right|bottom|text-indent|margin-left"
    r"|overflow|height|width|clip|transform"
)
# Selectors that look at all that stands beside an element cost the square of a page's size.
_COSTLY = re.compile(r"~(?!=)|:(?:nth|has|only|last|-soup)|[^\s]\s(?:[^,]*[^\s,]\s){5}|^.{500}", re.DOTALL)
_MOST_LOOKS = 1_000_000
_HEX = re.compile(r"#([0-9a-f]{3,8})")
_FUNCTION = re.compile(r"rgba?\(([^)]*)\)")
_NAMED = {
    "white": (255, 255, 255), "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "whitesmoke": (245, 245, 245), "ghostwhite": (248, 248, 255), "floralwhite": (255, 250, 240),
    "transparent": None, "red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "gray": (128, 128, 128),
    "grey": (128, 128, 128), "yellow": (255, 255, 0), "navy": (0, 0, 128),
}  # fmt: skip
Style = Mapping[str, str]
Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a style sheet."""

    selector: soupsieve.SoupSieve
    style: Style


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles that a page brings along; sheets that it only links to are not known."""

    rules: tuple[Rule, ...] = ()
    cache: dict[int, Style] = field(default_factory=dict)

    @classmethod
    def of(cls, soup: BeautifulSoup) -> Styles:
        """The rules of every `<style>` of the page, in order; a selector that cannot be read is left out.

        Raises:
            LoadError: There are so many that to look for each at each element takes minutes.
        """
        sheets = [tag.get_text() for tag in soup.find_all("style") if isinstance(tag, Tag)]
        rules = tuple(rule for sheet in sheets for rule in _rules(sheet))
        looks = len(rules) * len(soup.find_all(True)) if rules else 0
        if looks > _MOST_LOOKS:
            elements = looks // len(rules)
            raise LoadError(f"got {len(rules)} style rules for {elements} elements, too many to apply; save it without")
        return cls(rules)

    def style(self, tag: Tag) -> Style:
        """The declarations that hold for `tag`, lower case; how special a selector is does not count."""
        if id(tag) not in self.cache:
            own = declarations(str(tag.get("style", "")))
            found = [rule.style for rule in self.rules if rule.selector.match(tag)]
            self.cache[id(tag)] = {key: value for style in [*found, own] for key, value in style.items()}
        return self.cache[id(tag)]


def _rules(sheet: str) -> Iterator[Rule]:
    for part in _AT_RULE.sub("", _COMMENT.sub("", sheet)).split("}"):
        selector, brace, body = part.rpartition("{")
        if not brace or not _HIDING.search(body.lower()) or _COSTLY.search(selector.strip()):
            continue
        try:
            yield Rule(soupsieve.compile(selector.strip()), declarations(body))
        except (soupsieve.SelectorSyntaxError, ValueError, RecursionError):
            continue


def declarations(text: str) -> dict[str, str]:
    """``name: value; name: value`` as a mapping, lower case."""
    pairs = (part.partition(":") for part in _COMMENT.sub("", text).lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, colon, value in pairs if colon}


def colour(value: str) -> Colour | None:
    """Red, green and blue in 0 to 255; None for what is see-through or no plain colour."""
    if value in _NAMED:
        return _NAMED[value]
    if match := _HEX.fullmatch(value):
        return _from_hex(match.group(1))
    if match := _FUNCTION.fullmatch(value):
        return _from_parts(re.split(r"[\s,/]+", match.group(1).strip()))
    return None


def is_see_through(value: str) -> bool:
    """Whether `value` is a colour that shows nothing."""
    function = _FUNCTION.fullmatch(value)
    parts = re.split(r"[\s,/]+", function.group(1).strip()) if function else []
    digits = _HEX.fullmatch(value)
    alpha = parts[3] if len(parts) == 4 else digits.group(1)[6:] if digits and len(digits.group(1)) == 8 else "1"
    return value == "transparent" or alpha.strip("0.%") == ""


def _from_hex(digits: str) -> Colour | None:
    if len(digits) in (3, 4):
        digits = "".join(2 * digit for digit in digits)
    return (int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)) if len(digits) in (6, 8) else None


def _from_parts(parts: list[str]) -> Colour | None:
    try:
        red, green, blue = (round(float(part.rstrip("%")) * (2.55 if "%" in part else 1)) for part in parts[:3])
    except ValueError:
        return None
    return red, green, blue
