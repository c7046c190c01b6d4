"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from verify.claim import Claim


class Verdict(StrEnum):
    """Whether the evidence bears a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Quote:
    """A piece of one evidence text.

    Attributes:
        index: Which evidence text, from 0.
        start: Half-open character offsets into it.
        text: Exactly ``evidence[index][start:end]``.
    """

    index: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim and its verdict.

    Attributes:
        support_score: P(the evidence supports it) in [0, 1], high is good.
        reason: A code that says why; ``supported`` for a supported claim.
        quote: What it rests on, or what comes closest; None without evidence.
    """

    claim: Claim
    verdict: Verdict
    support_score: float
    reason: str
    quote: Quote | None

    @property
    def supported(self) -> bool:
        """Whether it may be shown."""
        return self.verdict is Verdict.SUPPORTED


@dataclass(frozen=True, slots=True)
class Verification:
    """All claims of a text, in order."""

    claims: tuple[CheckedClaim, ...]

    @property
    def support_score(self) -> float:
        """The weakest claim's score, in [0, 1]; 0 when there is no claim."""
        return min((claim.support_score for claim in self.claims), default=0.0)

    @property
    def supported(self) -> bool:
        """Whether there are claims and all are supported."""
        return bool(self.claims) and all(claim.supported for claim in self.claims)

    @property
    def groundedness(self) -> float:
        """Share of the claims that are supported, in [0, 1]; 0 when there is no claim."""
        return sum(claim.supported for claim in self.claims) / len(self.claims) if self.claims else 0.0
