from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.sufficiency import Sufficiency, content_words, coverage, features
from tests.tiny_parts import WordSufficiency, make_hits


def test_content_words_are_what_is_left_without_small_words_and_endings() -> None:
    assert content_words("How many days of annual leave do employees get?") == {"days", "annua", "leave", "emplo"}


def test_coverage_is_the_share_of_the_questions_words_that_some_text_holds() -> None:
    question = "annual leave in Tczew and Hexham"  # annua, leave, tczew, hexha
    assert coverage(question, ["Annual leave rules", "Leave in Hexham"]) == 0.75
    assert coverage(question, ["Chocolate"]) == 0.0
    assert coverage(question, []) == 0.0


def test_a_question_of_small_words_alone_asks_for_nothing() -> None:
    assert coverage("What is it?", ["Chocolate"]) == 1.0


def test_an_ending_does_not_matter() -> None:
    assert coverage("employees travelling", ["An employee who travels is insured"]) == 1.0


RULE = Sufficiency(WordSufficiency(), weights=(-4.0, 0.6, 3.0, 2.0, 4.0, 1.0))


def test_the_features_are_the_best_of_each_kind_and_the_coverage_together() -> None:
    hits = (*make_hits("annual rules", relevance=0.6), *make_hits("leave rules", relevance=0.2))
    odds, *others = features("annual leave", hits, [0.5, 0.1])
    assert odds == pytest.approx(0.0)
    assert others == [0.6, 0.6, 0.5, 1.0]


def test_the_odds_of_an_answer_are_a_sixth_of_their_logarithm_and_held_within_one() -> None:
    hits = make_hits("annual leave")
    assert features("annual leave", hits, [1 / (1 + exp(-3.0))])[0] == pytest.approx(0.5)
    assert features("annual leave", hits, [1.0])[0] == 1.0
    assert features("annual leave", hits, [0.0])[0] == -1.0


def test_the_score_is_what_one_works_out_by_hand() -> None:
    # Half of the words, so the odds are even: -4 + 0.6 * 0 + 3 * 0.7 + 2 * 0.7 + 4 * 0.5 + 1 * 0.5 = 2.
    hits = make_hits("annual rules", relevance=0.7)
    assert RULE.score("annual leave", hits) == pytest.approx(1 / (1 + exp(-2.0)))


def test_without_hits_nothing_suffices_and_nothing_is_read() -> None:
    model = WordSufficiency()
    assert Sufficiency(model).score("annual leave", ()) == 0.0
    assert not Sufficiency(model).suffices("annual leave", ())
    assert model.read == 0


def test_a_threshold_of_nothing_asks_no_model() -> None:
    model = WordSufficiency()
    assert Sufficiency(model, threshold=0).suffices("annual leave", make_hits("chocolate"))
    assert model.read == 0


def test_the_model_reads_the_three_best_hits() -> None:
    model = WordSufficiency()
    Sufficiency(model).score("leave", make_hits(*(f"leave {n}" for n in range(5))))
    assert model.read == 3


def test_hits_that_nobody_reranked_count_by_their_words_alone() -> None:
    assert features("leave", make_hits("annual leave", relevance=None), [0.5])[1:] == (0.0, 0.0, 1.0, 1.0)


def test_a_near_miss_is_too_weak_and_the_answer_suffices() -> None:
    question = "What is the hotel limit in Tczew?"
    assert not RULE.suffices(question, make_hits("Visitors wear a badge.", relevance=0.0))
    assert RULE.suffices(question, make_hits("The hotel limit in Tczew is 90 euros.", relevance=1.0))


@given(st.floats(0, 1), st.floats(0, 1), st.text(max_size=40))
def test_the_score_lies_in_0_to_1_and_grows_with_the_relevance(one: float, two: float, question: str) -> None:
    low, high = (make_hits("annual leave", relevance=value) for value in sorted((one, two)))
    assert 0.0 <= RULE.score(question, low) <= RULE.score(question, high) <= 1.0
