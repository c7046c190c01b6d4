"""A misspelt word is searched as the documents spell it: which words count as misspelt, and by whose documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ingest.index.edge import EdgeIndex
from models.protocols import Embedder
from retrieval.question import Query, Question
from retrieval.retriever import Retriever
from retrieval.spelling import Correction, Spelled, Speller
from retrieval.vocabulary import Vocabularies, Vocabulary

DAY = date(2026, 11, 24)


def spelled(index: EdgeIndex, embedder: Embedder, text: str, **more: object) -> Spelled:
    question = replace(Question(text, as_of=DAY, correct=True), **more)  # type: ignore[arg-type]
    return Speller(Vocabularies(index), embedder, spared=frozenset({"hotelle"})).spelled(Query(text), question)


@pytest.mark.parametrize(
    ("text", "searched"),
    [
        ("How long is anual leave?", "How long is annual leave?"),
        ("How long is annaul leave?", "How long is annual leave?"),
        ("What do hottels cost?", "What do hotels cost?"),
        ("Hotrls: what do they cost?", "Hotels: what do they cost?"),
        ("ohtels (euroos) a night", "hotels (euros) a night"),
        ("onbaording", "onboarding"),
    ],
)
def test_a_slip_is_searched_as_the_documents_spell_it(
    index: EdgeIndex, embedder: Embedder, text: str, searched: str
) -> None:
    assert spelled(index, embedder, text).query == Query(searched)


@pytest.mark.parametrize(
    "text",
    [
        "How long is annual leave?",
        "May I go on vacation by camel?",
        'Where does it say "anual" leave?',
        "Where does it say „anual“ leave?",
        "What does Anual say of ANUAL and anuaL?",
        "What of anual-2 and anual@corrow.example and docs/anual?",
        "What of hoteled and hotelle?",
        "Is leve lost?",
        "What of offboarding and of a franchisor?",
        "What about annualnote?",
        "Warum bekomme ich die hottels nicht?",
        "Combien de congé annuel ai-je par an ?",
        "Quanti hotelli ho in un anno?",
    ],
)
def test_names_codes_quotes_other_words_and_other_forms_are_left_alone(
    index: EdgeIndex, embedder: Embedder, text: str
) -> None:
    assert spelled(index, embedder, text) == Spelled(Query(text))


def test_a_correction_tells_nothing_of_what_may_not_be_read(index: EdgeIndex, embedder: Embedder) -> None:
    text = "How large is the bonuus?"
    assert spelled(index, embedder, text).corrections == ()
    assert spelled(index, embedder, text, groups=("board",)).corrections == (Correction("bonuus", "bonus"),)


def test_nor_of_what_is_not_in_force_on_the_day(index: EdgeIndex, embedder: Embedder) -> None:
    assert spelled(index, embedder, "anual leave").corrections == (Correction("anual", "annual"),)
    assert spelled(index, embedder, "anual leave", as_of=date(2020, 1, 1)).corrections == ()


def test_nothing_is_corrected_where_it_is_switched_off(index: EdgeIndex, embedder: Embedder) -> None:
    assert spelled(index, embedder, "anual leave", correct=False) == Spelled(Query("anual leave"))


def test_of_two_words_as_near_swapped_letters_and_then_the_frequent_one_win() -> None:
    assert Vocabulary({"accounts": 1, "account": 9}).near("accounst") == ["accounts", "account"]
    assert Vocabulary({"stand": 2, "staid": 3}).near("staand")[:1] == ["stand"]
    assert Vocabulary({"rates": 2, "races": 3}).near("rases") == ["races", "rates"]


def test_what_is_searched_is_told_and_the_question_stays(
    index: EdgeIndex, embedder: Embedder, retriever: Retriever
) -> None:
    question = Question("How long is anual leave?", as_of=DAY, correct=True)
    found = replace(retriever, speller=Speller(Vocabularies(index), embedder)).retrieve(question)
    assert found.query == "How long is annual leave?"
    assert found.corrected == (Correction("anual", "annual"),)
    assert question.text == "How long is anual leave?"
