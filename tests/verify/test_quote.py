from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from verify.quote import closest_sentence

TEXT = "Annual leave is 25 days. Hotels may cost 140 euros a night. Trains are booked by the office."


def quote(claim: str, *, start: int = 0, end: int = len(TEXT)) -> str:
    first, last = closest_sentence(claim, TEXT, start, end)
    return TEXT[first:last]


def test_a_claim_that_stands_in_the_evidence_word_for_word_is_quoted_with_its_whole_sentence() -> None:
    assert quote("Hotels may cost 140 euros a night.") == "Hotels may cost 140 euros a night."
    assert quote("140 euros") == "Hotels may cost 140 euros a night."


def test_otherwise_the_sentence_that_shares_most_words_is_quoted() -> None:
    assert quote("A night in one of the hotels costs 140 euros.") == "Hotels may cost 140 euros a night."


def test_only_sentences_that_the_window_touches_are_considered() -> None:
    assert quote("A night in hotels costs 140 euros.", end=24) == "Annual leave is 25 days."


def test_a_sentence_that_the_window_cuts_counts_whole() -> None:
    assert quote("A night in hotels costs 140.", start=30, end=35) == "Hotels may cost 140 euros a night."


def test_the_first_of_two_equal_sentences_is_quoted() -> None:
    assert closest_sentence("So it was!", "So it is. So it is.", 0, 19) == (0, 9)


def test_without_any_sentence_the_window_itself_is_quoted() -> None:
    assert closest_sentence("Leave", "*** ---", 2, 5) == (2, 5)


@given(st.text(max_size=60), st.text(max_size=120))
@settings(deadline=None)
def test_a_quote_always_lies_within_the_text(claim: str, text: str) -> None:
    start, end = closest_sentence(claim, text, 0, len(text))
    assert 0 <= start <= end <= len(text)


def test_a_claim_within_a_sentence_that_denies_it_is_quoted_with_the_denial() -> None:
    text = "We never said that Corrow pays for a gym membership. It pays for trains."
    assert closest_sentence("Corrow pays for a gym membership", text, 0, len(text)) == (0, 52)


def test_a_sentence_over_two_lines_is_quoted_whole() -> None:
    text = "Employees may fly premium economy\nonly if the flight takes more than eight hours."
    assert closest_sentence("Employees may fly premium economy", text, 0, 20) == (0, len(text))
