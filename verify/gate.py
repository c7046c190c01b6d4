"""Decides what of a checked draft may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from verify.verification import CheckedClaim, Verification


class Status(StrEnum):
    """What the asker gets."""

    ANSWERED = "answered"
    TRIMMED = "trimmed"
    ABSTAINED = "abstained"


@dataclass(frozen=True, slots=True)
class Decision:
    """The claims that are shown, those that are withheld, and what that makes of the answer."""

    status: Status
    reason: str
    shown: tuple[CheckedClaim, ...]
    withheld: tuple[CheckedClaim, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets supported claims pass.

    Attributes:
        min_groundedness: Share of the claims that must be supported, in [0, 1], for anything to be shown.
    """

    min_groundedness: float = 0.5

    def decide(self, verification: Verification) -> Decision:
        """All claims supported: answered. Enough of them: trimmed. Else abstained, with nothing shown."""
        shown = tuple(claim for claim in verification.claims if claim.supported)
        withheld = tuple(claim for claim in verification.claims if not claim.supported)
        if not verification.claims:
            return Decision(Status.ABSTAINED, "no_draft", (), ())
        if not shown or verification.groundedness < self.min_groundedness:
            return Decision(Status.ABSTAINED, "too_little_supported", (), verification.claims)
        if withheld:
            return Decision(Status.TRIMMED, "some_claims_withheld", shown, withheld)
        return Decision(Status.ANSWERED, "all_claims_supported", shown, ())
