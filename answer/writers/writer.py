"""What every writer does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from retrieval.hit import Evidence
from verify.verification import CheckedClaim


class Writer(Protocol):
    """Drafts an answer; what it writes is unverified."""

    @property
    def name(self) -> str:
        """What drafts: recorded with every evaluation."""

    def write(self, question: str, evidence: Evidence) -> Iterator[str]:
        """The draft, piece by piece; nothing at all means that it declines to answer.

        Raises:
            LanguageModelError: A language model's server failed.
        """

    def repair(self, question: str, evidence: Evidence, draft: str, refused: Sequence[CheckedClaim]) -> Iterator[str]:
        """Another draft in place of `draft`, some claims of which were refused; nothing at all keeps the first.

        Raises:
            LanguageModelError: A language model's server failed.
        """
