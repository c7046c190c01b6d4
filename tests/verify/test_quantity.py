from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verify.quantity import Day, Quantity, find_days, find_quantities


def quantities(text: str) -> list[tuple[float, str]]:
    return [(found.value, found.unit) for found in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("25 days", 25, "day"),
        ("5-day", 5, "day"),
        ("three working days", 3, "day"),
        ("twenty-five days", 25, "day"),
        ("one day", 1, "day"),
        ("1,500 euros", 1500, "eur"),
        ("EUR 1,500.50", 1500.5, "eur"),
        ("1\u00a0500 €", 1500, "eur"),
        ("1.500,00 €", 1500, "eur"),
        ("€5", 5, "eur"),
        ("$ 5", 5, ""),
        ("5 dollars", 5, "usd"),
        ("£12.50", 12.5, "gbp"),
        ("12,345,678.9", 12345678.9, ""),
        ("1,5 Tage", 1.5, "day"),
        ("5 %", 5, "%"),
        ("5%", 5, "%"),
        ("five percent", 5, "%"),
        ("14 per cent", 14, "%"),
        ("two hundred days", 200, "day"),
        ("a hundred days", 100, "day"),
        ("3 million euros", 3e6, "eur"),
        ("€3m", 3e6, "eur"),
        ("5k", 5000, ""),
        ("2.5 billion USD", 2.5e9, "usd"),
        ("-5 °C", -5, "°c"),
        ("80 kilometres", 80, "km"),
        ("12 kWh", 12, "kwh"),
        ("0 days", 0, "day"),
        ("12.000 €", 12000, "eur"),
        ("1.250 Euro", 1250, "eur"),
        ("EUR 1.250", 1250, "eur"),
        ("1.234.567 Euro", 1234567, "eur"),
        ("1.250 million euros", 1.25e6, "eur"),
        ("3 Mrd. Euro", 3e9, "eur"),
        ("0.500 kg", 0.5, "kg"),
        ("fünf Arbeitstage", 5, "day"),
        ("dreißig Minuten", 30, "min"),
        ("einundzwanzig Tage", 21, "day"),
        ("zweihundert Euro", 200, "eur"),
        ("einen Monat", 1, "month"),
        ("five and a half months", 5.5, "month"),
        ("5 and a half months", 5.5, "month"),
    ],
)
def test_one_quantity_is_read_in_many_forms(text: str, value: float, unit: str) -> None:
    assert quantities(f"It is {text}.") == [(value, unit)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10-12 days", [10, 12]),
        ("10–12 days", [10, 12]),
        ("in 2026 three people left", [2026, 3]),
        ("1,500, or 7", [1500, 7]),
        ("2 of the 3 sites", [2, 3]),
        ("open 24/7", [24, 7]),
        ("9:30", [570]),
    ],
)
def test_several_numbers_are_all_found(text: str, values: list[float]) -> None:
    assert [value for value, _ in quantities(text)] == values


@pytest.mark.parametrize(
    "text", ["10 to 15 days", "10–15 days", "10 or 15 days", "between 10 and 15 days", "10 bis 15 Tage", "10-15 days"]
)
def test_the_first_number_of_a_span_counts_what_the_last_one_does(text: str) -> None:
    assert quantities(text) == [(10, "day"), (15, "day")]


def test_a_number_above_a_limit_fits_the_limit_and_a_little_more() -> None:
    (above,) = find_quantities("over 100 people")
    assert [above.fits(Quantity(value)) for value in (99, 100, 104, 120)] == [False, True, True, False]


def test_three_digits_behind_a_point_may_be_thousands_or_decimals() -> None:
    (dotted,), (small,), (large,) = (find_quantities(text) for text in ("1.250 kg", "1.25 kg", "1,250 kg"))
    assert dotted.fits(small) and dotted.fits(large) and small.fits(dotted) and large.fits(dotted)
    (round_,), (twelve,) = find_quantities("12.000 Teile"), find_quantities("12 Teile")
    assert not twelve.fits(round_) and not round_.fits(twelve)


@pytest.mark.parametrize("text", ["eine Regel", "room B2", "tariff AC-12", "one of them", "no number", "v_2", ""])
def test_names_and_pronouns_are_no_numbers(text: str) -> None:
    assert find_quantities(text) == ()


@given(st.integers(0, 10**9))
def test_an_integer_is_the_same_with_and_without_thousands(number: int) -> None:
    assert find_quantities(f"It is {number:,} euros.") == find_quantities(f"It is {number} euros.")
    assert find_quantities(f"It is {number} euros.") == (Quantity(float(number), "eur", "euros"),)


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    days, rest = find_days(text)
    assert len(rest) == len(text)
    assert all(1 <= day.month <= 12 for day in days)
    find_quantities(text)


@pytest.mark.parametrize(
    "text",
    [
        "3 January 2026", "January 3, 2026", "2026-01-03", "3rd of January 2026", "3. Januar 2026", "03.01.2026",
        "3.1.2026", "3 Jan. 2026", "Jan 3rd, 2026", "january 3 2026", "3 JANUARY 2026",
    ],
)  # fmt: skip
def test_one_day_is_read_in_many_forms(text: str) -> None:
    days, rest = find_days(f"From {text} on.")
    assert days == (Day(2026, 1, 3),)
    assert find_quantities(rest) == ()


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("Januar", 1), ("Februar", 2), ("März", 3), ("April", 4), ("Mai", 5), ("Juni", 6), ("Juli", 7),
        ("August", 8), ("September", 9), ("Oktober", 10), ("November", 11), ("Dezember", 12),
    ],
)  # fmt: skip
def test_german_months_are_known(name: str, month: int) -> None:
    assert find_days(f"am 5. {name} 2026")[0] == (Day(2026, month, 5),)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("March 2026", Day(2026, 3, None)),
        ("12 Dec", Day(None, 12, 12)),
        ("Sept. 5", Day(None, 9, 5)),
        ("the 3rd March", Day(None, 3, 3)),
        ("1. Oktober", Day(None, 10, 1)),
        ("bis 31.3. des Jahres", Day(None, 3, 31)),
        ("Am 24.12. ist frei.", Day(None, 12, 24)),
    ],
)
def test_a_part_may_be_left_unsaid(text: str, day: Day) -> None:
    assert find_days(text)[0] == (day,)


def test_a_day_that_no_calendar_has_is_no_day() -> None:
    assert find_days("2026-02-30")[0] == ()
    assert find_days("99.99.2026")[0] == ()


def test_days_without_a_year_may_follow_each_other_and_a_number_is_none() -> None:
    assert find_days("Am 24.12. und 31.12. ist frei.")[0] == (
        Day(None, 12, 24),
        Day(None, 12, 31),
    )
    assert find_days("The rate is 3.5. It lapses, at 4.5.1.")[0] == ()


def test_a_word_that_is_also_a_month_is_no_date_alone() -> None:
    assert find_days("You may march in august company.")[0] == ()


@pytest.mark.parametrize(
    ("stated", "known", "fits"),
    [
        (Day(2026, 1, 3), Day(2026, 1, 3), True),
        (Day(None, 1, 3), Day(2026, 1, 3), True),
        (Day(2026, 1, None), Day(2026, 1, 3), True),
        (Day(2026, 1, 3), Day(None, 1, 3), True),
        (Day(2026, 1, 3), Day(2026, 1, None), False),
        (Day(2026, 1, 3), Day(2027, 1, 3), False),
        (Day(2026, 1, 3), Day(2026, 1, 4), False),
        (Day(2026, 1, 3), Day(2026, 2, 3), False),
    ],
)
def test_a_stated_day_needs_the_same_day_and_no_other_year(stated: Day, known: Day, fits: bool) -> None:
    assert stated.fits(known) is fits
