"""Makes a follow-up stand alone: what it leaves out is taken from what was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.comparison import compared
from retrieval.question import Query, Question, Variant

_POINTS_BACK = re.compile(
    r"\b(it|its|that|those|these|this|they|them|their|he|she|him|her|his|there|then|one|ones|same|former|latter|"
    r"so|else|instead|either|both|das(?!\s+(?-i:[A-ZÄÖÜ]))|dies|diese|dort|dazu|davon)\b",
    re.IGNORECASE,
)
_CARRIES_ON = re.compile(r"^\s*(and|or|but|so|what about|how about|what if|why|also|und|oder|aber|was ist mit)\b", re.I)
_WORD = re.compile(r"\w+")
# What a person says to be kind is no topic.
_KIND = frozenset(
    """
    hello hi hey there all everyone everybody good morning afternoon evening day thank thanks you very much so a lot
    many for your the this quick detailed help answer great perfect nice cool cheers please ok okay yes no bye hallo
    moin servus guten tag morgen abend danke schön sehr vielen dank besten lieben für die hilfe antwort deine ihre
    super ja nein bitte tschüss
    """.split()
)
# "Is there a night shift?" points nowhere.
_EXISTS = re.compile(r"\b(?:is|are|was|were|will) there\b|\bthere (?:is|are|was|were|will)\b", re.IGNORECASE)
_SHORT = 5
# What each is searched with, beside the words with their topic, which have the rest. Chosen on the later turns of
# MT-RAG's judged answers and measured on those of mtrag-un (docs/answers.md).
_OWN_WORDS, _WITH_ANSWER = 0.5, 0.2
_TOPIC, _ANSWER = 500, 400
# What the two things that a question compares have together, each searched by itself.
_COMPARED = 0.4


def rewrite(question: Question) -> Query:
    """The question as it stands alone; where there is a history, as it was said and with the last answer beside it.

    Without a history, or when it says all that it needs, its text is its own words; otherwise the person's last
    question that stood alone follows in brackets. Of two things that it compares each is searched by itself, too.
    """
    return _in_context(question).beside(compared(question.text) or (), share=_COMPARED)


def _in_context(question: Question) -> Query:
    earlier = [turn.content for turn in question.history if turn.role == "user" and not _is_kind(turn.content)]
    if not earlier:
        return Query(question.text)
    answers = [turn.content for turn in question.history if turn.role == "assistant"]
    beside = [Variant(question.text, _OWN_WORDS)]
    beside += [Variant(f"{answers[-1][:_ANSWER]} {question.text}", _WITH_ANSWER, asks=False)] if answers else []
    return Query(_with_topic(question.text, earlier), tuple(beside))


def _is_kind(text: str) -> bool:
    return all(word in _KIND for word in _WORD.findall(text.lower()))


def _with_topic(text: str, earlier: Sequence[str]) -> str:
    if not _leans(text):
        return text
    topic = next((said for said in reversed(earlier) if not _leans(said)), earlier[0])
    return f"{text} ({topic[:_TOPIC]})"


def _leans(text: str) -> bool:
    """Whether `text` needs what was said before it."""
    short = len(_WORD.findall(text)) <= _SHORT
    return short or bool(_CARRIES_ON.search(text)) or bool(_POINTS_BACK.search(_EXISTS.sub(" ", text)))
