from __future__ import annotations

from tests.tiny_parts import WordVerifier
from verify.checker import Checker
from verify.recite import RECITED, recited
from verify.verification import CheckedClaim

LEAVE, HOTELS = "Annual leave is 25 days.", "Hotels may cost 140 euros a night."


def judged(text: str, evidence: list[str]) -> CheckedClaim:
    checker = Checker(WordVerifier())
    (claim,) = recited(checker, checker.verify(text, evidence), evidence).claims
    return claim


def test_a_claim_that_cites_the_wrong_text_is_cited_anew_and_said_to_be() -> None:
    claim = judged(f"{LEAVE} [2]", [LEAVE, HOTELS])
    assert (claim.supported, claim.reason, claim.claim.markers) == (True, RECITED, (1,))
    assert claim.quote is not None
    assert claim.quote.text == LEAVE


def test_a_claim_that_stands_nowhere_stays_as_it_was() -> None:
    claim = judged("Parking is free [2].", [LEAVE, HOTELS])
    assert (claim.supported, claim.claim.markers) == (False, (2,))


def test_what_its_own_citation_contradicts_is_not_cited_anew() -> None:
    claim = judged("Annual leave is not 25 days [1].", [LEAVE, "Annual leave is not 25 days."])
    assert (claim.supported, claim.reason) == (False, "negation_differs")


def test_an_invented_number_is_not_mended() -> None:
    assert judged(f"{LEAVE} [7]", [LEAVE, HOTELS]).reason == "no_such_citation"


def test_what_holds_keeps_its_citation() -> None:
    assert judged(f"{LEAVE} [1]", [LEAVE, LEAVE]).claim.markers == (1,)
