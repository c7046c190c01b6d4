"""One checkable statement of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

MARKER = re.compile(r"\s*\[(\d{1,4}(?:\s*[,;]\s*\d{1,4})*)\]")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement and where it stands.

    Attributes:
        text: Exactly ``whole[start:end]``, markers included.
        start: Half-open character offsets into the whole text.
        markers: The numbers it cites, in order; empty when it cites nothing.
        lead: What announces its list, or heads its table, without markers; empty for what is in none.
        standalone: What it says together with what it needs of its text; empty where that is the statement itself.
    """

    text: str
    start: int
    end: int
    markers: tuple[int, ...] = ()
    lead: str = ""
    standalone: str = ""

    @property
    def statement(self) -> str:
        """The text without markers."""
        return " ".join(MARKER.sub("", self.text).split())

    @property
    def judged(self) -> str:
        """What is checked."""
        return self.standalone or self.statement
