"""Chooses the sentence of the evidence that a claim rests on, to be shown as its quote."""

from __future__ import annotations

import re

from verify.claims import lead_of, sentence_spans

_WORD = re.compile(r"\w+")


def closest_sentence(claim: str, text: str, start: int, end: int, *, judged: str = "") -> tuple[int, int]:
    """Half-open offsets in `text` of the sentence within ``[start, end)`` that shares most words with `claim`.

    A sentence that the window only cuts into counts whole, and so does one that holds the claim word for word;
    without any sentence it is the window itself. Of several places, the one whose announcement is nearest to `judged`,
    the claim with what it needs of its text.
    """
    sentences = sentence_spans(text)
    at = _place(claim, text, judged or claim) if claim else -1
    around = [span for span in sentences if at >= 0 and span[0] < at + len(claim) and span[1] > at]
    if around:
        # Whole sentences: of "it is not the case that we pay" the last two words say another thing.
        return around[0][0], around[-1][1]
    words = _words(claim)
    spans = [span for span in sentences if span[0] < end and span[1] > start]
    if not spans or not words:
        return start, end
    return max(spans, key=lambda span: (_shared(words, _words(text[span[0] : span[1]])), -span[0]))


def _place(claim: str, text: str, judged: str) -> int:
    places = [match.start() for match in re.finditer(re.escape(claim), text)]
    words = _words(judged)
    return (
        max(places, key=lambda at: _shared(words, _words(lead_of(text, at))), default=-1)
        if places[1:]
        else text.find(claim)
    )


def _shared(words: set[str], other: set[str]) -> float:
    return len(words & other) / (len(words) + 0.1 * len(other))


def _words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}
