"""Makes a follow-up stand alone: what it leaves out is taken from the person's earlier questions."""

from __future__ import annotations

import re

from retrieval.question import Query, Question

_POINTS_BACK = re.compile(
    r"\b(it|its|that|those|these|this|they|them|their|he|she|him|her|his|there|then|one|ones|same|former|latter|"
    r"so|else|instead|either|both|das|dies|diese|dort|dazu|davon)\b",
    re.IGNORECASE,
)
_CARRIES_ON = re.compile(r"^\s*(and|or|but|so|what about|how about|what if|why|also|und|oder|aber|was ist mit)\b", re.I)
_WORD = re.compile(r"\w+")
_SHORT = 5


def rewrite(question: Question) -> Query:
    """The question as it stands alone.

    Without a history, or when it says all that it needs, these are its own words; otherwise the person's last question
    that stood alone comes first.
    """
    earlier = [turn.content for turn in question.history if turn.role == "user"]
    if not earlier or not _leans(question.text):
        return Query(question.text)
    topic = next((text for text in reversed(earlier) if not _leans(text)), earlier[0])
    return Query(f"{topic[:500]} {question.text}")


def _leans(text: str) -> bool:
    """Whether `text` needs what was said before it."""
    short = len(_WORD.findall(text)) <= _SHORT
    return short or bool(_CARRIES_ON.search(text)) or bool(_POINTS_BACK.search(text))
