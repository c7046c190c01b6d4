"""Evidence that is answered from, and a stand-in for a language model that writes letter by letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from models.protocols import Message
from retrieval.hit import Evidence
from tests.tiny_parts import make_hits

LEAVE = "Annual leave is 25 days a year. It lapses at the end of March."
HOTELS = "Hotels may cost at most 140 euros a night. Trains are booked by the office."


@dataclass
class LetterModel:
    """A `LanguageModel` that replies letter by letter. Keeps what it was sent."""

    reply: str
    name: str = "letters"
    sent: list[Message] = field(default_factory=list)

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        self.sent += messages
        yield from self.reply


@pytest.fixture
def evidence() -> Evidence:
    return Evidence(make_hits(LEAVE, HOTELS), "How many days of annual leave a year?", {"search": 1.0})


@pytest.fixture
def letters() -> type[LetterModel]:
    return LetterModel
