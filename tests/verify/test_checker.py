from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.protocols import Support
from tests.tiny_parts import WordVerifier
from verify.checker import Checker
from verify.verification import Verdict, Verification

LEAVE, HOTELS = "Annual leave is 25 days.", "Hotels may cost 140 euros a night."


@dataclass
class FixedVerifier:
    """A `Verifier` that always says the same. Keeps what it was asked."""

    support: float
    contradiction: float = 0.0
    name: str = "fixed"
    threshold: float = 0.6
    asked: list[tuple[str, list[str]]] = field(default_factory=list)

    def score_many(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[Support]:
        self.asked += [(claim, list(texts)) for claim, texts in items]
        return [
            Support(self.support, self.contradiction, 0, 0, len(texts[0])) if texts else Support(0, 0, -1, 0, 0)
            for _, texts in items
        ]


def verdict_of(verification: Verification) -> tuple[Verdict, str]:
    (claim,) = verification.claims
    return claim.verdict, claim.reason


def test_a_claim_that_its_evidence_bears_is_supported() -> None:
    checked = Checker(WordVerifier()).verify(f"{LEAVE} [1]", [LEAVE, HOTELS])
    assert verdict_of(checked) == (Verdict.SUPPORTED, "supported")
    assert checked.supported


@pytest.mark.parametrize("marker", ["[3]", "[0]", "[99]", "[1, 3]"])
def test_a_citation_that_leads_nowhere_makes_its_claim_unsupported(marker: str) -> None:
    checked = Checker(WordVerifier()).verify(f"{LEAVE} {marker}", [LEAVE, HOTELS])
    assert verdict_of(checked) == (Verdict.UNSUPPORTED, "no_such_citation")
    assert checked.claims[0].quote is None
    assert checked.support_score == 0.0


def test_only_the_cited_evidence_counts() -> None:
    verifier = FixedVerifier(0.9)
    Checker(verifier).verify("Annual leave is long [2]. It lapses [2, 1]. Hotels exist.", [LEAVE, HOTELS])
    assert verifier.asked == [
        ("Annual leave is long.", [HOTELS]),
        ("It lapses.", [HOTELS, LEAVE]),
        ("Hotels exist.", [LEAVE, HOTELS]),
    ]


def test_a_true_claim_with_the_wrong_citation_is_unsupported() -> None:
    checked = Checker(WordVerifier()).verify(f"{LEAVE} [2]", [LEAVE, HOTELS])
    assert not checked.supported


def test_without_evidence_nothing_is_supported() -> None:
    assert verdict_of(Checker(FixedVerifier(0.9)).verify(LEAVE, [])) == (Verdict.UNSUPPORTED, "no_evidence")


def test_a_claim_without_words_is_not_blamed_on_its_citation() -> None:
    class Wordless(FixedVerifier):
        def score_many(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[Support]:
            return [Support(0.0, 0.0, -1, 0, 0) for _ in items]

    assert verdict_of(Checker(Wordless(0.0)).verify("42 [1]", [LEAVE])) == (Verdict.UNSUPPORTED, "no_evidence")


def test_a_text_without_claims_is_not_supported() -> None:
    checked = Checker(WordVerifier()).verify(" \n", [LEAVE])
    assert checked.claims == ()
    assert (checked.supported, checked.support_score, checked.groundedness) == (False, 0.0, 0.0)


@pytest.mark.parametrize(("support", "supported"), [(0.6, True), (0.59, False), (1.0, True), (0.0, False)])
def test_the_verifiers_own_threshold_decides(support: float, supported: bool) -> None:
    assert Checker(FixedVerifier(support)).verify(LEAVE, [LEAVE]).supported is supported


def test_a_threshold_of_ones_own_takes_its_place() -> None:
    assert Checker(FixedVerifier(0.3), threshold=0.2).verify(LEAVE, [LEAVE]).supported
    assert not Checker(FixedVerifier(0.9), threshold=0.95).verify(LEAVE, [LEAVE]).supported


def test_low_support_is_unsupported_and_with_contradiction_contradicted() -> None:
    plain = Checker(FixedVerifier(0.1)).verify(LEAVE, [LEAVE])
    against = Checker(FixedVerifier(0.1, contradiction=0.8)).verify(LEAVE, [LEAVE])
    assert verdict_of(plain) == (Verdict.UNSUPPORTED, "not_in_evidence")
    assert verdict_of(against) == (Verdict.CONTRADICTED, "contradicted_by_evidence")


@pytest.mark.parametrize(
    ("claim", "contradiction", "expected"),
    [
        ("Annual leave is 28 days.", 0.0, (Verdict.UNSUPPORTED, "number_not_in_evidence")),
        ("Annual leave is 28 days.", 0.9, (Verdict.CONTRADICTED, "number_not_in_evidence")),
        ("Annual leave is 25 weeks.", 0.0, (Verdict.CONTRADICTED, "unit_differs")),
        ("Annual leave is never 25 days.", 0.0, (Verdict.CONTRADICTED, "negation_differs")),
        ("Annual leave is 25 days for Boris.", 0.0, (Verdict.UNSUPPORTED, "name_not_in_evidence")),
        ("Leave starts on 3 May 2026.", 0.0, (Verdict.UNSUPPORTED, "date_not_in_evidence")),
    ],
)
def test_an_exact_conflict_vetoes_what_the_model_says(
    claim: str, contradiction: float, expected: tuple[Verdict, str]
) -> None:
    checked = Checker(FixedVerifier(0.99, contradiction)).verify(claim, [LEAVE])
    assert verdict_of(checked) == expected
    assert checked.support_score < 0.6


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 1))
def test_a_veto_keeps_the_order_of_scores_and_stays_below_the_threshold(one: float, two: float, limit: float) -> None:
    low, high = sorted((one, two))
    scores = [
        Checker(FixedVerifier(score), threshold=limit).verify("Leave is 28 days.", [LEAVE]).support_score
        for score in (low, high)
    ]
    assert scores[0] <= scores[1] < limit


def test_the_quote_is_exactly_a_piece_of_the_evidence() -> None:
    evidence = [HOTELS, f"Welcome. {LEAVE} Enjoy."]
    quote = Checker(WordVerifier(threshold=0.5)).verify("Leave is 25 days.", evidence).claims[0].quote
    assert quote is not None
    assert (quote.index, quote.text) == (1, LEAVE)
    assert evidence[quote.index][quote.start : quote.end] == quote.text


def test_an_index_is_of_the_evidence_and_not_of_what_was_cited() -> None:
    quote = Checker(WordVerifier()).verify(f"{LEAVE} [2]", [HOTELS, LEAVE]).claims[0].quote
    assert quote is not None
    assert quote.index == 1


def test_a_whole_text_is_checked_as_one_claim() -> None:
    checked = Checker(WordVerifier()).verify_claim(f"{LEAVE} {HOTELS}", [LEAVE, HOTELS])
    assert len(checked.claims) == 1
    assert not checked.supported


def test_the_weakest_claim_gives_the_score_and_the_share_the_groundedness() -> None:
    checked = Checker(WordVerifier()).verify(f"{LEAVE} [1] Nobody knows that [1].", [LEAVE])
    assert checked.support_score == min(claim.support_score for claim in checked.claims)
    assert checked.groundedness == 0.5


@pytest.mark.parametrize(
    ("text", "evidence", "reason"),
    [
        ("You must not:\n- photograph the receipt in Tally", "Photograph the receipt in Tally.", "negation_differs"),
        (
            "Share passwords with your clients.",
            "You must never:\n- share passwords with your clients",
            "negation_differs",
        ),
        (
            "You must never:\n- share passwords with your clients",
            "Never:\n- share passwords with your clients",
            "supported",
        ),
        ("Never share passwords with your clients.", "Never:\n- share passwords with your clients", "supported"),
    ],
)
def test_what_announces_a_list_may_say_no_to_all_of_it(text: str, evidence: str, reason: str) -> None:
    (claim,) = Checker(Sure()).verify(text, [evidence]).claims
    assert claim.reason == reason


class Sure:
    """A verifier that believes everything: what is left are the exact checks."""

    name, threshold = "sure", 0.5

    def score_many(self, items: Sequence[tuple[str, Sequence[str]]]) -> list[Support]:
        return [Support(0.99, 0.0, 0, 0, len(texts[0])) for _, texts in items]


def test_a_question_is_never_borne_out_though_it_stands_in_the_evidence() -> None:
    (claim,) = (
        Checker(Sure())
        .verify("How many days of annual leave do I get?", ["How many days of annual leave do I get?"])
        .claims
    )
    assert verdict_of(Verification((claim,))) == (Verdict.UNSUPPORTED, "not_a_statement")


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        (
            "You may work alone on a ladder above 3 metres.",
            "You may not work alone:\n- over water\n- on a ladder above 3 metres",
        ),
        (
            "A gym pass is reimbursed up to £15.",
            "These are never reimbursed:\nItem: Gym pass; Amount: £15\nItem: Minibar; Amount: £12",
        ),
        ("The minibar is reimbursed.", "These are not reimbursed:\n- minibar\n- gym pass"),
        ("Loss on a ferry is covered.", "Insurance\n\nNot covered\n\nLoss on a ferry\n\nCovered\n\nTheft"),
    ],
)
def test_what_is_listed_under_a_no_is_not_so(text: str, evidence: str) -> None:
    (claim,) = Checker(Sure()).verify(text, [evidence]).claims
    assert claim.reason == "negation_differs"


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        (
            "You may not work alone on a ladder above 3 metres.",
            "You may not work alone:\n- over water\n- on a ladder above 3 metres",
        ),
        (
            "Theft is covered.",
            "Insurance\n\nNot covered\n\nLoss on a ferry\n\nCovered\n\nTheft in the depot is covered.",
        ),
    ],
)
def test_what_is_so_stays_so(text: str, evidence: str) -> None:
    (claim,) = Checker(Sure()).verify(text, [evidence]).claims
    assert claim.supported


def test_an_item_of_two_lists_is_quoted_from_the_one_that_is_meant() -> None:
    hall = "You may bring into the hall:\n- a camera with a flash\n\n"
    lab = "You must never bring into the lab:\n- a camera with a flash\n"
    (claim,) = (
        Checker(Sure()).verify("You must never bring into the lab:\n- a camera with a flash", [hall + lab]).claims
    )
    assert claim.supported
    assert claim.quote is not None
    assert claim.quote.start > len(hall)
