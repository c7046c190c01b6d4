"""The two things that a question compares: each is searched for, and answered from, by itself."""

from __future__ import annotations

import re

_END = r"(?=\s*(?:[?.!;,]|$|\bin (?:terms|respect|regard)\b|\bregarding\b|\bwhen\b|\bfor\b(?! \w+ and)))"
_THING = r"(?P<{}>[^?.!;,]{{2,80}}?)"
_VERSUS = r"(?:versus|vs\.?|compared (?:to|with))"
_ONE, _OTHER = _THING.format("one"), _THING.format("other")
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\bdiffer(?:ences?|s)?\s+between\s+{_ONE}\s+and\s+{_OTHER}{_END}",
        rf"\bcompar(?:e|ison of|ing)\s+{_ONE}\s+(?:and|with|to|against)\s+{_OTHER}{_END}",
        rf"\b(?:how|where|in what) (?:does|do|is|are|did)\s+{_ONE}\s+(?:differ|different|compare)\w*\s+(?:from|to|with)"
        rf"\s+{_OTHER}{_END}",
        rf"\bwhich\b[^?.!;,]*,\s+{_ONE}\s+or\s+{_OTHER}{_END}",
        rf"\bunterschiede?\s+zwischen\s+{_ONE}\s+und\s+{_OTHER}{_END}",
        rf"\bvergleiche?\s+{_ONE}\s+(?:mit|und)\s+{_OTHER}{_END}",
        rf"\b(?:is|are|about|of)\s+{_ONE}\s+{_VERSUS}\s+{_OTHER}{_END}",
        rf"^\s*{_ONE}\s+{_VERSUS}\s+{_OTHER}{_END}",
    )
)
_ARTICLE = re.compile(r"^(?:the|a|an|our|my|your|der|die|das|den|dem|ein|eine|einer|unser\w*)\s+", re.IGNORECASE)


def compared(question: str) -> tuple[str, str] | None:
    """The two things, in their order; None where the question compares nothing.

    What both have in common is said of both: "annual and sick leave" are "annual leave" and "sick leave".
    """
    for pattern in _PATTERNS:
        found = pattern.search(question)
        if found is not None:
            said = found["one"].strip(), found["other"].strip()
            one, other = (_ARTICLE.sub("", thing) for thing in said)
            if ((one, other) == said or one.isdigit()) and _shares_its_noun(one, other):
                one = f"{one} {other.split()[-1]}"
            return (one, other) if one and other and one.lower() != other.lower() else None
    return None


def _shares_its_noun(one: str, other: str) -> bool:
    """Whether the last word of `other` is that of `one`, too."""
    return len(one.split()) == 1 < len(other.split()) and one == one.lower() and other.split()[-1].islower()
