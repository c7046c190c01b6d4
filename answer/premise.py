"""What a question takes for granted, as a statement of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from verify.claims import sentence_spans

_BE = (
    r"(?:is|are|was|were|has|have|had|am|can|could|may|must|should|will|would|"
    r"ist|sind|war|waren|hat|habe|haben)"
)
_ASKS = (
    r"(?:wh\w+|how|can|could|may|must|should|do|does|did|is|are|will|would|am|was|"
    r"wer|wie|wann|wo|welche\w*|kann|darf|muss)\b"
)
_SINCE = r"(?:since|given that|now that|because|seeing that|considering that)(?! when\b)"
_SAID = r"(?P<said>[^?]+?)"
_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:(?:and|but|so) )?why (?:do|does|did|{_BE}) {_SAID}\s*\?",
        rf"(?:(?:and|but|so) )?how come (?:that )?{_SAID}\s*\?",
        rf"(?:und )?(?:warum|wieso|weshalb) {_SAID}\s*\?",
        rf"(?:when|where|how often|in which year|by whom|seit wann) (?:did|{_BE}) {_SAID}\s*\?",
        rf"(?:where|how|when) (?:do|can|may) I \w+ {_SAID}\s*\?",
    )
)
_GIVEN = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_SINCE} {_SAID},\s+(?:then )?{_ASKS}",
        rf"(?:da|weil|nachdem) {_SAID},\s+{_ASKS}",
        rf".+?,? {_SINCE} {_SAID}\s*\?",
    )
)
_NUMBER = r"(?:[€£$]\s?)?(?!(?:19|20)\d\d\b)\d[\d.,]*"
_COUNTED = re.compile(rf"\b(?:the|my|our|your|die|meine|unsere)\s+(?P<said>{_NUMBER}\s+[^?,.;]{{3,60}})", re.I)
# What somebody says of themselves ("I have worked here for six years") no document knows of, unless it is their due.
_OWN = re.compile(r"\b(?:I|I['’]ve|we|ich|wir)\b")
_DUE = re.compile(r"\b(?:get|receive|may|must|can|allowed|entitled|have to|need to|bekomme\w*|d[aü]rf\w*|muss)\b", re.I)
_WORDS = 3


def premises(question: str) -> list[str]:
    """The statements that the sentences of `question` take for granted, in order; most questions have none."""
    said = [part for start, end in sentence_spans(question) for part in _of(question[start:end])]
    return list(dict.fromkeys(part for part in said if len(part.split()) >= _WORDS))


def _of(sentence: str) -> Iterator[str]:
    for pattern in (*_ASKED, *_GIVEN):
        found = pattern.match(sentence)
        if found is None:
            continue
        said = found["said"].strip()
        if pattern in _ASKED or not _OWN.search(said) or _DUE.search(said):
            yield said
        return
    counted = _COUNTED.search(sentence)
    if counted is not None:
        yield counted["said"].strip()
