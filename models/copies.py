"""Whether a claim stands in the evidence word for word, as whole sentences."""

from __future__ import annotations

import re

from models.line_breaks import unwrapped
from models.windows import sentence_starts

_WORD = re.compile(r"\w+(?:[.,]\d+)*")
_END = re.compile(r"[\"')\]*_]*[ \t]*(?:[.!|\n]|\[\d+\]|$)")
_MARKUP = re.compile(r"(?:[#>*|\"'(_-]|\d+[.)]|\s)*")
_FEWEST_WORDS = 3


def find_copy(claim: str, evidence: str) -> tuple[int, int] | None:
    """The span of evidence with the claim's words in its order, case and punctuation aside.

    It must begin where a sentence, line or list item begins and end where one ends: the words of "store
    passwords" inside "never store passwords" support nothing, nor does a question. What a semicolon goes on with may
    be a condition. Claims below three words are never copies.
    """
    words = [match.group().lower() for match in _WORD.finditer(claim)]
    if len(words) < _FEWEST_WORDS:
        return None
    evidence = unwrapped(evidence)
    pattern = re.compile(r"\W+".join(map(re.escape, words)) + r"(?!\w)", re.IGNORECASE)
    for start in sentence_starts(evidence):
        markup = _MARKUP.match(evidence, start)
        match = pattern.match(evidence, markup.end() if markup else start)
        if match and _END.match(evidence, match.end()):
            return match.span()
    return None
