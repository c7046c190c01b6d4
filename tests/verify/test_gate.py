from __future__ import annotations

import pytest

from verify.claim import Claim
from verify.gate import Gate, Status
from verify.verification import CheckedClaim, Verdict, Verification


def verification(*verdicts: Verdict) -> Verification:
    return Verification(
        tuple(CheckedClaim(Claim(f"{n}.", n, n + 2), verdict, 0.5, "", None) for n, verdict in enumerate(verdicts))
    )


YES, NO, AGAINST = Verdict.SUPPORTED, Verdict.UNSUPPORTED, Verdict.CONTRADICTED


def test_when_all_is_supported_all_is_shown() -> None:
    decision = Gate().decide(verification(YES, YES))
    assert (decision.status, decision.reason) == (Status.ANSWERED, "all_claims_supported")
    assert (len(decision.shown), decision.withheld) == (2, ())


def test_what_is_not_supported_is_withheld_and_the_rest_shown_in_order() -> None:
    decision = Gate().decide(verification(YES, NO, YES, AGAINST))
    assert (decision.status, decision.reason) == (Status.TRIMMED, "some_claims_withheld")
    assert [claim.claim.text for claim in decision.shown] == ["0.", "2."]
    assert [claim.claim.text for claim in decision.withheld] == ["1.", "3."]


@pytest.mark.parametrize("verdicts", [(NO,), (AGAINST, NO), (YES, NO, NO)])
def test_when_too_little_is_supported_nothing_is_shown(verdicts: tuple[Verdict, ...]) -> None:
    decision = Gate().decide(verification(*verdicts))
    assert (decision.status, decision.reason) == (Status.ABSTAINED, "too_little_supported")
    assert (decision.shown, len(decision.withheld)) == ((), len(verdicts))


def test_without_a_claim_there_is_no_answer() -> None:
    decision = Gate().decide(verification())
    assert (decision.status, decision.reason) == (Status.ABSTAINED, "no_draft")


@pytest.mark.parametrize(
    ("limit", "status"), [(0.0, Status.TRIMMED), (0.5, Status.TRIMMED), (0.51, Status.ABSTAINED), (1, Status.ABSTAINED)]
)
def test_the_share_that_must_be_supported_can_be_set(limit: float, status: Status) -> None:
    assert Gate(limit).decide(verification(YES, NO)).status is status


def test_even_the_most_lenient_gate_shows_nothing_unsupported() -> None:
    assert Gate(0.0).decide(verification(NO, NO)).shown == ()
