"""Characters that nobody sees: taken out before a text gets its spans, so that what is indexed is what is read."""

from __future__ import annotations

import re
import unicodedata

# Format characters that are seen: signs that stand around Arabic and Syriac numbers.
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
# They join or part letters of Persian, Hindi and others, and the pictures of one emoji; between Latin letters, nothing.
_JOINERS = frozenset("\u200c\u200d")
_LATIN_END = 0x300
_SUSPECT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# What a terminal would do with the letters behind an escape is no text either.
_TERMINAL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def without_invisible(text: str) -> str:
    """`text` without characters that have no shape of their own.

    Zero-width and soft hyphens, marks of direction, tags, variation selectors, control characters except line breaks
    and tabs. Joiners stay between letters of a script that needs them.
    """
    if not _SUSPECT.search(text):
        return text
    text = _TERMINAL.sub("", text)
    return _SUSPECT.sub(lambda match: match.group() if _is_needed(text, match.start()) else "", text)


def _is_needed(text: str, at: int) -> bool:
    character = text[at]
    if character in _SEEN:
        return True
    return character in _JOINERS and at > 0 and _joins(text[at - 1]) and _joins(text[at + 1 : at + 2])


def _joins(neighbour: str) -> bool:
    if not neighbour or ord(neighbour) < _LATIN_END:
        return False
    return unicodedata.category(neighbour)[0] in "LMS" and neighbour not in _JOINERS
