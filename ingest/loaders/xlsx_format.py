"""A cell's value the way its number format shows it; dates are shown as ISO 8601 writes them."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

_PART = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|[_*].|(?P<plain>.)'
)
_DIGITS = re.compile(r"(?P<whole>[#0?,]*[#0])(?:\.(?P<decimals>[#0?]*))?(?P<scale>,*)")
# Scientific, fractions and text: shown as the number is, as is what depends on a condition.
_OTHER = re.compile(r"[Ee][+-]|[?#0] ?/|@|General", re.IGNORECASE)
_CONDITION = re.compile(r"\[[<>=]")
_MARK = "\0"
_MOST_DIGITS = 15


def shown(value: object, number_format: str) -> str:
    """`value` as text; empty for None."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case datetime() if not (value.hour or value.minute or value.second):
            return value.date().isoformat()
        case datetime():
            return f"{value.date().isoformat()} {value.time().isoformat('seconds' if value.second else 'minutes')}"
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
        case date():
            return value.isoformat()
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
        case int() | float():
            return _number(value, number_format)
        case _:
            return str(value)


def _number(value: float, number_format: str) -> str:
    if number_format == "General" or not math.isfinite(value):
        return _plain(value)
    sections = number_format.split(";")
    section = sections[1] if value < 0 and len(sections) > 1 else sections[0]
    if value == 0 and len(sections) > 2:
        section = sections[2]
    pattern, texts = _without_texts(section)
    digits = list(_DIGITS.finditer(pattern))
    if _OTHER.search(section) or _CONDITION.search(number_format) or len(digits) != 1:
        return _plain(value)
    number = _number_text(value, pattern, digits[0])
    filled = pattern[: digits[0].start()] + number + pattern[digits[0].end() :]
    for text in texts:
        filled = filled.replace(_MARK, text, 1)
    sign = "-" if value < 0 and len(sections) == 1 and number.strip("0.,") else ""
    return f"{sign}{filled.strip()}"


def _number_text(value: float, pattern: str, digits: re.Match[str]) -> str:
    """What stands in the place of the digits of `pattern`, rounded as people round the decimals that they see."""
    scaled = abs(Decimal(repr(value))) * 100 ** pattern.count("%") / 1000 ** len(digits["scale"])
    text = _rounded(scaled, digits["decimals"] or "", grouped="," in digits["whole"])
    whole, point, rest = text.partition(".")
    padded = whole.rjust(min(digits["whole"].count("0"), _MOST_DIGITS), "0")
    return padded + point + rest


def _without_texts(section: str) -> tuple[str, list[str]]:
    """The section with a mark for each text in it, and the texts; colours, conditions and fillers are left out."""
    texts: list[str] = []

    def mark(match: re.Match[str]) -> str:
        text = match["quoted"] or match["escaped"] or match["currency"]
        if text:
            texts.append(text)
            return _MARK
        return match["plain"] or ""

    return _PART.sub(mark, section), texts


def _rounded(number: Decimal, decimals: str, *, grouped: bool) -> str:
    """`number` with all decimals that are wanted, and of those that may be left out the ones that are not zero."""
    places = min(len(decimals), _MOST_DIGITS)
    with localcontext(rounding=ROUND_HALF_UP):
        text = f"{number:,.{places}f}" if grouped else f"{number:.{places}f}"
    for optional in reversed(decimals):
        if optional == "0" or not text.endswith("0"):
            break
        text = text[:-1]
    return text.removesuffix(".")


def _plain(value: float) -> str:
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{value:.10g}"
