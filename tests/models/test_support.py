from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.errors import ModelMissingError
from models.protocols import Support, Verifier
from models.support import SupportScorer

WEIGHTS = Path(__file__).parents[2] / "models" / "weights" / "verifier"
SCORER = SupportScorer.load(WEIGHTS, threads=1)
HANDBOOK = (
    "Travel expenses must be submitted within 30 days of the trip. Receipts are required for any amount above 75 "
    "euros. Hotel costs are reimbursed up to 140 euros a night. Flights are booked through the travel desk, which "
    "answers on working days between 9 and 17 o'clock."
)
OTHER = "The cafeteria serves lunch from noon. Vegetarian dishes are marked with a green leaf on the menu."


def score(claim: str, *texts: str) -> Support:
    return SCORER.score_many([(claim, texts)])[0]


def test_it_is_a_verifier_with_a_name_and_a_threshold() -> None:
    verifier: Verifier = SCORER
    assert verifier.name.startswith("ragstone-verifier")
    assert 0 < verifier.threshold < 1


@pytest.mark.parametrize(
    "claim",
    [
        "Receipts are required for any amount above 75 euros.",
        "RECEIPTS are  required for any amount above 75 euros",
        "Hotel costs are reimbursed up to 140 euros a night.",
    ],
)
def test_an_exact_copy_is_supported_beyond_doubt(claim: str) -> None:
    found = score(claim, OTHER, HANDBOOK)
    assert found.support_score >= 0.99
    assert found.best_index == 1
    assert HANDBOOK[found.best_start : found.best_end].split()[0].lower() == claim.split()[0].lower()


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("Hotels are paid up to 140 euros per night.", "Hotels are paid up to 410 euros per night."),
        ("Receipts are needed above 75 euros.", "Receipts are not needed above 75 euros."),
        ("You have 30 days to submit travel expenses.", "You have 30 weeks to submit travel expenses."),
        ("The travel desk books flights.", "The travel desk repairs laptops."),
    ],
)
def test_a_changed_claim_scores_below_the_true_one(true: str, false: str) -> None:
    assert score(false, HANDBOOK).support_score < score(true, HANDBOOK).support_score


def test_a_claim_from_elsewhere_is_not_supported() -> None:
    assert score("The company was founded in Lisbon in 1987.", HANDBOOK, OTHER).support_score < SCORER.threshold


def test_the_best_text_and_window_hold_the_fact() -> None:
    long = "Nothing to see here, please move along now. " * 60
    found = score("Hotels are reimbursed up to 140 euros a night.", OTHER, long + HANDBOOK + " " + long)
    assert found.best_index == 1
    assert "140 euros" in (long + HANDBOOK + " " + long)[found.best_start : found.best_end]


@pytest.mark.parametrize("texts", [(), ("",), (" \n ", "")])
def test_no_evidence_is_no_support(texts: tuple[str, ...]) -> None:
    assert score("Receipts are required.", *texts) == Support(0.0, 0.0, -1, 0, 0)


@pytest.mark.parametrize("claim", ["", "  "])
def test_a_claim_without_words_has_no_support(claim: str) -> None:
    assert score(claim, HANDBOOK) == Support(0.0, 0.0, -1, 0, 0)


def test_nothing_to_score_gives_nothing() -> None:
    assert SCORER.score_many([]) == []


def test_items_are_scored_alone_or_together_alike() -> None:
    items = [("Receipts are needed above 75 euros.", (HANDBOOK,)), ("Lunch starts at noon.", (OTHER, HANDBOOK))] * 3
    together = SCORER.score_many(items)
    assert together[0] == together[2]
    for item, found in zip(items, together, strict=True):
        assert found.support_score == pytest.approx(SCORER.score_many([item])[0].support_score, abs=0.12)


def test_a_claim_of_several_sentences_is_as_good_as_its_worst() -> None:
    true, false = "Hotels are paid up to 140 euros a night.", "The travel desk repairs laptops on Sundays."
    both, alone = score(f"{true} {false}", HANDBOOK), score(false, HANDBOOK)
    assert both.support_score == pytest.approx(alone.support_score, abs=0.12)
    assert both.support_score < SCORER.threshold < score(true, HANDBOOK).support_score


def test_what_the_head_saw_and_what_it_made_of_it_are_told_together() -> None:
    features, support = SCORER.explain("Lunch starts at noon.", (OTHER,))
    assert features is not None
    assert support.support_score == pytest.approx(SCORER.head.probability(features))
    assert SCORER.explain("Lunch starts at noon.", ()) == (None, Support(0.0, 0.0, -1, 0, 0))


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=120), st.lists(st.text(max_size=300), max_size=3))
def test_scores_and_spans_stay_in_their_ranges(claim: str, texts: list[str]) -> None:
    found = score(claim, *texts)
    assert 0 <= found.support_score <= 1
    assert 0 <= found.contradiction_score <= 1
    assert -1 <= found.best_index < len(texts)
    if found.best_index >= 0:
        assert 0 <= found.best_start < found.best_end <= len(texts[found.best_index])


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    shutil.copytree(WEIGHTS, tmp_path / "verifier")
    (tmp_path / "verifier" / "idf.npy").unlink()
    with pytest.raises(ModelMissingError, match=r"idf\.npy"):
        SupportScorer.load(tmp_path / "verifier")
