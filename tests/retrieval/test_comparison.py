from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.comparison import compared


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("What is the difference between annual leave and sick leave?", ("annual leave", "sick leave")),
        ("What's the difference between annual and sick leave?", ("annual leave", "sick leave")),
        ("Compare the Hexham site with the Tczew site.", ("Hexham site", "Tczew site")),
        ("How does the 2024 policy differ from the 2026 policy?", ("2024 policy", "2026 policy")),
        ("How do contractors compare to employees in terms of leave?", ("contractors", "employees")),
        ("Which is cheaper, rail or a hired car?", ("rail", "hired car")),
        ("Compare the 2024 and 2026 leave rules", ("2024 rules", "2026 leave rules")),
        ("AAL2 vs. AAL3", ("AAL2", "AAL3")),
        ("What about AAL2 versus AAL3?", ("AAL2", "AAL3")),
        ("Was ist der Unterschied zwischen dem Urlaub und der Elternzeit?", ("Urlaub", "Elternzeit")),
    ],
)
def test_the_two_things_are_found(question: str, things: tuple[str, str]) -> None:
    assert compared(question) == things


@pytest.mark.parametrize(
    "question",
    [
        "How many days of annual leave do I get?",
        "Who approves travel and expenses?",
        "Is there a difference?",
        "Compare the policy with the policy.",
        "Do I need a visa or a permit to enter?",
        "What is the difference between annual leave?",
    ],
)
def test_what_compares_nothing_is_left_alone(question: str) -> None:
    assert compared(question) is None


@given(st.text(max_size=300))
def test_anything_may_be_asked(text: str) -> None:
    found = compared(f"What is the difference between {text} and {text}s?")
    assert found is None or all(0 < len(thing) <= 90 for thing in found)
