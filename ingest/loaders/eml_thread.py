"""Whose words stand in a message: its sender's, and those of earlier messages that it quotes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.text_builder import TextBuilder

_UNNAMED = "Quoted message"
# "On 3 Nov 2026 at 09:00, Kim <kim@corrow.example> wrote:", as programs of several languages put it.
_ATTRIBUTION = re.compile(
    r"(?:On|Am|Le|El|Il|Op|Em|Den|W dniu)\s(?=.*\d).{5,300}?"
    r"(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał\(?a?\)?).{0,120}?:",
    re.DOTALL,
)
_FIRST = r"From|Von|De|Da|Van|Från|Fra|Od"
_OTHER = (
    "Sent|Date|To|Cc|Subject|Gesendet|Datum|An|Betreff|Envoyé|Fecha|À|Objet|Enviado|Para|Asunto|Verzonden|Aan|Onderwerp"
)
_FIELD = re.compile(rf"\*?(?:{_FIRST}|{_OTHER})(?:\s?:\*?|\*\s?:)\s*\S.*")
_FIRST_FIELD = re.compile(rf"\*?(?:{_FIRST})(?:\s?:\*?|\*\s?:)\s*\S.*")
_LEAST_FIELDS = 3
_LONGEST_RULE = 120
MOST_DEPTH = 5
_RULE = re.compile(r"[-_=]{5,}.{0,40}?[-_=]{5,}|_{10,}|Begin forwarded message:", re.IGNORECASE)


@dataclass(slots=True)
class Thread:
    """Puts a heading where the words of somebody else begin, and where the sender's go on.

    Attributes:
        sender: Who the message is from.
        depth: How deep what was added last is quoted; 0 for the sender's own words.
    """

    builder: TextBuilder
    sender: str
    depth: int = 0
    _authors: list[str] = field(default_factory=list)

    def turn(self, depth: int, author: str = "") -> None:
        """Say that what is added next is quoted `depth` times, and by whom it is, where that is said."""
        if depth == self.depth and not author:
            return
        known = [self.sender, *self._authors][: depth + 1]
        known += [_UNNAMED] * (depth + 1 - len(known))
        if author:
            known[depth] = author
        elif depth > self.depth:
            known[depth] = _UNNAMED
        self._authors, self.depth = known[1:], depth
        self.builder.heading(known[depth], max(depth, 1) + 1)


def attribution(text: str) -> str:
    """`text` in one line where it says who wrote what follows; else nothing."""
    line = " ".join(text.split())
    return line if _ATTRIBUTION.fullmatch(line) else ""


def is_rule(line: str) -> bool:
    """Whether `line` only says that an earlier message follows."""
    return len(line) <= _LONGEST_RULE and bool(_RULE.fullmatch(line.strip()))


def header_fields(lines: list[str]) -> int:
    """How many of `lines` from the first on are the header of a message, as Outlook puts it above what it quotes."""
    if not lines or not _FIRST_FIELD.match(lines[0].strip()):
        return 0
    count = 0
    while count < len(lines) and _FIELD.match(lines[count].strip()):
        count += 1
    return count if count >= _LEAST_FIELDS else 0


def header_name(lines: list[str]) -> str:
    """A heading for a message with this header: who it is from, and when it was sent."""
    return "; ".join(line.strip().replace("*", "") for line in lines[:2])
