"""Line breaks that a narrow page put into a sentence; its end they are not."""

from __future__ import annotations

import re

# A line that ends without a stop goes on in the next where that begins small: neither an item nor a name of a value.
_WRAPPED = re.compile(
    r"(?<=[^\s.!?:;|])[ \t]*\n[ \t]*(?=[a-zà-öø-ÿ(](?![.)]\s)(?![^\n:|]{0,40}:\s))(?!\(?\w{1,3}[.)]\s)"
)

_FEWEST_WORDS = 3


def unwrapped(text: str) -> str:
    """`text` with a blank for each character of such a line break, so that offsets stay.

    After a line of one or two words the break stays, for those are rather the items of a list.
    """
    return _WRAPPED.sub(lambda match: _blank(text, match), text)


def _blank(text: str, match: re.Match[str]) -> str:
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return " " * len(match.group()) if len(line.split()) >= _FEWEST_WORDS else match.group()
