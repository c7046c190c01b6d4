from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.question import Query, Question, Turn
from retrieval.rewrite import rewrite

DAY = date(2026, 11, 24)
FIRST = "How many days of annual leave do new employees get?"


def query(text: str, *earlier: str) -> str:
    history = tuple(turn for said in earlier for turn in (Turn("user", said), Turn("assistant", "25 days.")))
    return rewrite(Question(text, as_of=DAY, history=history)).text


def test_without_a_history_the_question_stays_as_it_is() -> None:
    assert query("And in the second year?") == "And in the second year?"


@pytest.mark.parametrize(
    "text",
    [
        "And in the second year?",
        "What about part-time staff who work three days each week?",
        "Can they be carried over into the following calendar year?",
        "Who approves it when the manager of the team is away?",
        "Why?",
        "Und wie ist das bei Teilzeitkräften in der Buchhaltung?",
    ],
)
def test_a_follow_up_that_leans_gets_its_topic(text: str) -> None:
    assert query(text, FIRST) == f"{text} ({FIRST})"


def test_a_question_that_says_all_it_needs_stays_as_it_is() -> None:
    text = "Which hotels in Hamburg may employees book for a business trip?"
    assert query(text, FIRST) == text


def test_the_topic_is_the_last_question_that_stood_alone() -> None:
    hotels = "Which hotels in Hamburg may employees book for a business trip?"
    assert query("And in Berlin?", FIRST, hotels, "And in Munich?") == f"And in Berlin? ({hotels})"


def test_when_every_question_leans_the_first_is_the_topic() -> None:
    assert query("And now?", "Leave?", "And then?") == "And now? (Leave?)"


def test_what_the_assistant_said_first_is_not_searched() -> None:
    history = (Turn("assistant", "Ask me about the board's bonus."),)
    assert rewrite(Question("And that?", as_of=DAY, history=history)) == Query("And that?")


def test_a_later_turn_is_searched_as_it_was_said_and_with_the_last_answer_too() -> None:
    history = (Turn("user", FIRST), Turn("assistant", "Twenty-five days."))
    found = rewrite(Question("And in the second year?", as_of=DAY, history=history))
    assert [(one.text, one.weight) for one in found.weighted] == [
        (f"And in the second year? ({FIRST})", pytest.approx(0.3)),
        ("And in the second year?", 0.5),
        ("Twenty-five days. And in the second year?", 0.2),
    ]


def test_where_it_stands_alone_its_own_words_have_both_shares() -> None:
    text = "Which hotels in Hamburg may employees book for a business trip?"
    history = (Turn("user", FIRST), Turn("assistant", "word " * 700))
    found = rewrite(Question(text, as_of=DAY, history=history)).weighted
    assert [one.weight for one in found] == [pytest.approx(0.8), 0.2]
    assert len(found[1].text) == 400 + len(f" {text}")


def test_a_long_topic_is_cut() -> None:
    assert len(query("And now?", "word " * 700)) == 500 + len("And now? ()")


@given(st.text(min_size=1, max_size=50).filter(str.strip), st.lists(st.text(max_size=50), max_size=3))
def test_the_question_itself_always_begins_the_query(text: str, earlier: list[str]) -> None:
    assert query(text, *earlier).startswith(text)


def test_each_of_two_things_compared_is_searched_by_itself_too() -> None:
    text = "What is the difference between annual and sick leave?"
    found = rewrite(Question(text, as_of=DAY)).weighted
    assert [(one.text, one.weight) for one in found] == [
        (text, pytest.approx(0.6)), ("annual leave", 0.2), ("sick leave", 0.2)
    ]  # fmt: skip


def test_what_there_is_points_back_to_nothing() -> None:
    history = (Turn("user", "What can I spend on a hotel in Leeds?"), Turn("assistant", "£140."))
    text = "Is there a night shift in the hall?"
    assert rewrite(Question(text, as_of=date(2026, 11, 24), history=history)).text == text


@pytest.mark.parametrize(
    "text", ["How much?", "For contractors?", "And the deadline?", "Is a taxi paid there?", "Why?"]
)
def test_a_fragment_leans_on_what_was_said(text: str) -> None:
    history = (Turn("user", "What can I spend on a hotel in Leeds?"), Turn("assistant", "£140."))
    found = rewrite(Question(text, as_of=date(2026, 11, 24), history=history)).text
    assert found.endswith("(What can I spend on a hotel in Leeds?)")


def test_what_is_said_to_be_kind_is_no_topic() -> None:
    assert query("And in Poland?", "Hello there!", "Leave for part-time?") == "And in Poland? (Leave for part-time?)"
    assert query("And in Poland?", FIRST, "Great, thank you very much for your help!") == f"And in Poland? ({FIRST})"
    assert query("And in Poland?", "Hi!", " ") == "And in Poland?"


def test_a_german_article_points_back_to_nothing() -> None:
    text = "Wie hoch ist das Tagegeld für Reisen nach Polen?"
    assert query(text, FIRST) == text
