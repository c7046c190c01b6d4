"""Mends citations: a claim that its own citation does not bear may stand in other evidence that was shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from verify.checker import Checker
from verify.verification import CheckedClaim, Verdict, Verification

RECITED = "recited"


def recited(checker: Checker, verification: Verification, evidence: Sequence[str]) -> Verification:
    """`verification`, but claims that cite in vain are supported where one other evidence text bears them.

    Their reason is `RECITED` and their marker the number of that text. What the cited evidence contradicts is left as
    it is, for two texts that disagree are no slip of the pen, and so is what cites a number that is not there.

    Raises:
        ModelError: The verifier cannot be run.
    """
    strayed = [claim for claim in verification.claims if _strayed(claim)]
    found = {claim.claim.start: _elsewhere(checker, claim, evidence) for claim in strayed}
    return Verification(tuple(found.get(claim.claim.start, claim) for claim in verification.claims))


def _strayed(checked: CheckedClaim) -> bool:
    """Whether its citation leads somewhere, but to nothing that says so; an invented number is no slip either."""
    return bool(checked.claim.markers) and checked.quote is not None and checked.verdict is Verdict.UNSUPPORTED


def _elsewhere(checker: Checker, checked: CheckedClaim, evidence: Sequence[str]) -> CheckedClaim:
    """`checked` as the best of the other texts bears it, or as it is."""
    numbers = [number for number in range(1, len(evidence) + 1) if number not in checked.claim.markers]
    claims = [replace(checked.claim, markers=(number,)) for number in numbers]
    borne = [one for one in checker.verify_claims(claims, evidence).claims if one.supported]
    best = max(borne, key=lambda one: one.support_score, default=None)
    return checked if best is None else replace(best, reason=RECITED)
