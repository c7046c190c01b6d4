from __future__ import annotations

import pytest

from verify.exact import Conflict, conflicts

PRICES = "A badge costs £40 and a vest costs £25. VAT is 20 %. The team has 50 people, of whom 20 drive."
DATES = "The course begins on 1 March 2026 and ends on 15 March 2026. Leave is 27 days, one more after five years."


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Badge and vest cost £65 together.", PRICES),
        ("The badge costs £15 more than the vest.", PRICES),
        ("Badge (£40) plus vest (£25) are £65 in total.", PRICES),
        ("40 per cent of the team drive.", PRICES),
        ("The VAT on a badge is £8.", PRICES),
        ("Two badges at £40 each cost £80.", PRICES + " Two badges are kept."),
        ("27 days plus 1 day are 28 days.", DATES + " That is 1 day."),
        ("There are 14 days between 1 March 2026 and 15 March 2026.", DATES),
        ("The course lasts two weeks, from 1 March 2026 until 15 March 2026.", DATES),
    ],
)
def test_a_number_that_is_worked_out_from_the_evidence_is_no_conflict(claim: str, evidence: str) -> None:
    assert Conflict.NUMBER not in conflicts(claim, evidence, evidence)
    assert Conflict.ARITHMETIC not in conflicts(claim, evidence, evidence)


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Badge and vest cost £66 together.", PRICES),
        ("The badge costs £16 more than the vest.", PRICES),
        ("45 per cent of the team drive.", PRICES),
        ("The VAT on a badge is £9.", PRICES),
        ("A badge costs £65.", PRICES),
        ("There are 15 days between 1 March 2026 and 15 March 2026.", DATES),
        ("The course lasts 14 days.", "The course is long."),
    ],
)
def test_a_number_that_comes_out_otherwise_is_one(claim: str, evidence: str) -> None:
    assert Conflict.NUMBER in conflicts(claim, evidence, evidence)


@pytest.mark.parametrize("claim", ["27 + 1 = 29 days.", "£40 + £25 = £60.", "50 - 20 = 20 people.", "3 × 40 = 100."])
def test_a_sum_that_is_written_out_must_come_out(claim: str) -> None:
    numbers = "27 days, 1 day, 29 days, £40, £25, £60, 50, 20 people, 3, 40, 100"
    assert conflicts(claim, numbers, numbers)[0] is Conflict.ARITHMETIC


@pytest.mark.parametrize("claim", ["27 + 1 = 28 days.", "£40 + £25 = £65.", "50 - 20 = 30 people.", "10 / 4 = 2.5."])
def test_one_that_does_is_none(claim: str) -> None:
    assert Conflict.ARITHMETIC not in conflicts(claim, claim, claim)


@pytest.mark.parametrize(
    ("claim", "differs"),
    [
        ('The page says "silence counts as a yes".', False),
        ("The page says “Silence counts as a … yes”.", False),
        ('The page says "silence counts as a no".', True),
        ('The page says "silence … always a yes".', True),
        ('They call it the "green stick".', False),
    ],
)
def test_a_quote_must_stand_word_for_word(claim: str, *, differs: bool) -> None:
    evidence = "After five working days silence counts as a yes; the page says so. They call it a stick."
    assert (Conflict.QUOTE in conflicts(claim, evidence, evidence)) is differs


@pytest.mark.parametrize(
    "claim",
    ["25 + 2 + 1 = 28.", "200 x 10% = 20.", "(3 + 2) x 4 = 20.", "10 / 3 = 3.3.", "100 / 3 = 33.", "200 - 10% = 180."],
)
def test_a_longer_sum_or_a_rounded_one_is_no_slip(claim: str) -> None:
    assert Conflict.ARITHMETIC not in conflicts(claim, claim, claim)


@pytest.mark.parametrize("claim", ["15 + 15 = 30.4.", "10 / 3 = 3.4.", "200 x 10% = 25."])
def test_a_sum_is_as_exact_as_it_is_written(claim: str) -> None:
    assert Conflict.ARITHMETIC in conflicts(claim, claim, claim)


def test_days_without_a_year_are_counted_over_new_year_and_in_a_leap_year() -> None:
    shut = "The office is shut from 20 December until 5 January."
    assert conflicts("From 20 December until 5 January there are 16 days.", shut, shut) == []
    trial = "The trial runs from 1 February until 29 February."
    assert conflicts("Between 1 February and 29 February there are 28 days.", trial, trial) == []
    assert conflicts("Between 1 February and 29 February there are 27 days.", trial, trial) == [Conflict.NUMBER]


@pytest.mark.parametrize("claim", [f"1 + 1 = {'9' * 400}.", "9" * 12_000, "1 " * 6_000, f"{'1,' * 6_000}+1=2"])
def test_endless_digits_are_read_in_no_time_and_end_nothing(claim: str) -> None:
    assert isinstance(conflicts(claim, "The total is 5 pounds more.", "The total is 5 pounds."), list)
