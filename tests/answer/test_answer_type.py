"""A question that asks for a sum, a date or a number is not answered with a sentence that holds none."""

from __future__ import annotations

import pytest

from answer.writers.answer_type import answer_type
from answer.writers.extractive import ExtractiveWriter
from retrieval.hit import Evidence
from tests.tiny_parts import WordReranker, make_hits

# What is asked, a sentence that holds one of its kind, and one that holds none.
KINDS = [
    ("How much does a new badge cost?", "A new badge is £12.", "A new badge takes 3 days."),
    ("How much does a new badge cost?", "A new badge is free.", "Badges are made by the gatehouse."),
    ("How much does a new badge cost?", "Item: Badge; GBP: 12.50", "Item: Badge; Days: 3"),
    ("What rent do we pay for the depot?", "The depot is let at 900 euros a month.", "The depot opens at 7:30."),
    ("What is the price of the Heron?", "The Heron costs NZD 2,300.", "The Heron has a range of 30 metres."),
    ("Was kostet der Ausweis?", "Der Ausweis kostet 12 Euro.", "Der Ausweis gilt 3 Jahre."),
    ("What percentage do we set aside?", "We set aside 2 per cent.", "We set aside a sum in 2024."),
    ("How often is the pump checked?", "The pump is checked every spring.", "The pump stands in hall B."),
    ("How long is a badge valid?", "A badge is valid for two years.", "A badge opens the gate."),
    ("How long may a badge be kept?", "It may be kept until you leave.", "It is kept on the belt."),
    ("When was the limit raised?", "It was raised on 3 May 2024.", "The limit is £250 for field engineers."),
    ("When did the board meet?", "It met last autumn.", "The board has nine members."),
    ("What's the weight of a Dabchick?", "It weighs 410 g.", "It is 22 mm wide."),
    ("What temperature is allowed?", "From -20 to 60 °C.", "From 0.5 to 3 metres."),
    ("How many inches does the screen have?", "The 14-inch model is for offices.", "The screen is newer by 2 years."),
    ("How many litres does the tank hold?", "It holds 9,000 litres.", "The water settles for 9 minutes."),
    ("How many suppliers were opened?", "We opened 41.", "It takes six working days."),
    ("How many suppliers were opened?", "Every new supplier is one of 12.", "Every form takes two weeks."),
    ("How many keys may I have?", "You may have no more keys than doors.", "No form is needed for that."),
    ("How many days of leave do I get?", "Everybody has 27.", "Leave is asked for in Tally."),
    ("What does a badge cost in NZD?", "Badge: new; GBP: 12; NZD: 25", "Badge: new; GBP: 12; EUR: 14"),
    ("And how much is that in dollars?", "Badge: new; GBP: 12; NZD: 25", "A badge is £12."),
    ("How much is a badge in New Zealand dollars?", "It is NZD 25.", "It is CAD 25."),
    ("What is the badge in euros?", "It is 14 euros.", "It is $14."),
    ("Wie viele Urlaubstage habe ich?", "Es sind 30 Tage im Jahr.", "Der Urlaub wird in Tally beantragt."),
    ("How old is the tank?", "It was built 31 years ago.", "The tank is filled from the river."),
]


@pytest.mark.parametrize(("question", "holds", "lacks"), KINDS)
def test_a_sentence_of_the_kind_is_told_from_one_that_is_not(question: str, holds: str, lacks: str) -> None:
    kind = answer_type(question)
    assert kind is not None
    assert (kind.is_in(holds), kind.is_in(lacks)) == (True, False)


@pytest.mark.parametrize(
    "question",
    [
        "Who signs a contract?",
        "Can I buy a second badge?",
        "When may I work from home?",
        "What is included in the fee?",
        "Where is the price list?",
        "Which cost centre takes it?",
        "How much control does the board have?",
        "When is it due and what do we charge?",
        "And if it is dirty? (What does a wash cost?)",
        "How do I ask for a rise?",
    ],
)
def test_a_question_that_anything_may_answer_has_no_type(question: str) -> None:
    assert answer_type(question) is None


def draft(question: str, *texts: str) -> list[str]:
    written = ExtractiveWriter(WordReranker(), 1, 0.8).write(question, Evidence(make_hits(*texts), question))
    return "".join(written).splitlines()


def test_the_sentence_that_holds_the_sum_is_quoted_before_one_that_only_speaks_of_it() -> None:
    text = "What a new badge costs the desk tells you. A new badge costs £12."
    assert draft("How much does a new badge cost the desk?", text) == ["A new badge costs £12. [1]"]


def test_without_a_sum_in_the_evidence_nothing_is_quoted() -> None:
    asked = "How much does a new badge cost?"
    assert draft(asked, "A new badge is made by the desk within 3 days.") == []
    assert draft("Who makes a new badge?", "A new badge is made by the desk within 3 days.") != []


def test_that_there_is_none_answers_as_well() -> None:
    text = "A Linnet is not calibrated, for it measures nothing. The Heron is calibrated every year."
    assert draft("How often is a Linnet calibrated?", text)[0].startswith("A Linnet is not calibrated")
    assert draft("How much is the badge allowance?", "No badge allowance is paid by the desk.") != []


def test_a_table_that_names_the_currency_in_its_head_holds_sums() -> None:
    table = "| Badge | GBP |\n|---|---|\n| new badge | 12 |\n| old badge | 4 |"
    assert draft("How much does a new badge cost?", table)[-1] == "- | new badge | 12 | [1]"
