"""What a question takes for granted, as a statement of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verify.claims import sentence_spans

_DO = r"(?:do|does|did)"
_BE = r"(?:is|are|was|were|has|have|had|am|ist|sind|war|waren|hat|habe|haben|can|could|may|must|should|will|would)"
_SAID = r"(?P<said>[^?]+?)"
_ASKS = r"(?:wh\w+|how|can|could|may|must|should|do|does|did|is|are|will|would|am|was|wer|wie|wann|wo|kann|darf|muss)\b"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:and |but |so |und )?why {_DO} {_SAID}\s*\?",
        rf"(?:and |but |so |und )?why {_BE} {_SAID}\s*\?",
        rf"(?:and |but |so )?how come (?:that )?{_SAID}\s*\?",
        rf"(?:warum|wieso|weshalb) {_SAID}\s*\?",
        rf"(?:since|given that|given|now that|because|seeing that|considering that) (?!when\b){_SAID},\s+"
        rf"(?:then )?{_ASKS}",
        rf"(?:da|weil|nachdem) {_SAID},\s+",
        rf".+?,? (?:since|given that|now that|because|seeing that) (?!when\b){_SAID}\s*\?",
        rf"(?:when|where|how often|in which year|by whom) did {_SAID}\s*\?",
        rf"(?:when|where|how often|in which year|by whom|seit wann) {_BE} {_SAID}\s*\?",
        rf"(?:where|how|when) (?:do|can|may) I \w+ {_SAID}\s*\?",
    )
)
_COUNTED = re.compile(
    r"\b(?:the|my|our|your|die|meine|unsere)\s+(?P<said>(?:[€£$]\s?)?(?!(?:19|20)\d\d\b)\d[\d.,]*\s+[^?,.;]{3,60})",
    re.I,
)
_WORDS = 3


def premises(question: str) -> list[str]:
    """The statements that the sentences of `question` take for granted, in order; most questions have none."""
    return list(dict.fromkeys(said for start, end in sentence_spans(question) for said in _of(question[start:end])))


def _of(sentence: str) -> Iterator[str]:
    for pattern in _PATTERNS:
        found = pattern.match(sentence)
        if found and len(found["said"].split()) >= _WORDS:
            yield found["said"].strip()
            return
    found = _COUNTED.search(sentence)
    if found and len(found["said"].split()) >= _WORDS:
        yield found["said"].strip()
