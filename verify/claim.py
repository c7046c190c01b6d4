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
    """

    text: str
    start: int
    end: int
    markers: tuple[int, ...] = ()

    @property
    def statement(self) -> str:
        """The text without markers: what is checked."""
        return " ".join(MARKER.sub("", self.text).split())
