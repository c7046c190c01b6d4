"""Limits in people's words, over a real index: what counts as one, and what becomes of one that fits nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ingest.errors import UnknownFilterError
from ingest.index.edge import EdgeIndex
from retrieval.limits import LimitReader, Limits
from retrieval.mention import mentions
from retrieval.question import Question, Turn
from retrieval.retriever import Retriever

DAY = date(2026, 11, 24)


def asked(text: str, **more: object) -> Question:
    return replace(Question(text, as_of=DAY, infer_tags=True, infer_day=True), **more)  # type: ignore[arg-type]


def read(index: EdgeIndex, text: str, *, keys: tuple[str, ...] = (), **more: object) -> Limits:
    question = asked(text, **more)
    return LimitReader(index, keys).read(question.text, question)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Which rules has the Finance department for hotels?", "finance"),
        ("What does the finance department say of hotels?", "finance"),
        ("hotels, department: finance", "finance"),
        ("What does the department people allow?", "people"),
    ],
)
def test_a_value_that_can_mean_nothing_else_is_a_limit(index: EdgeIndex, text: str, value: str) -> None:
    assert read(index, text).tags == {"department": (value,)}


@pytest.mark.parametrize(
    "text",
    [
        "How many people work here?",
        "People say that leave is 25 days.",
        "Which rules does Finance have for hotels?",
        "Which financed hotels are there?",
    ],
)
def test_a_word_that_may_mean_something_else_is_none(index: EdgeIndex, text: str) -> None:
    assert not read(index, text)


def test_the_values_of_a_key_that_the_curator_names_count_wherever_they_are_said(index: EdgeIndex) -> None:
    assert read(index, "what may finance pay for hotels?", keys=("department",)).tags == {"department": ("finance",)}


def test_two_values_of_one_key_are_both_accepted(index: EdgeIndex) -> None:
    both = read(index, "Do the rules of people and finance differ?", keys=("department",))
    assert both.tags == {"department": ("finance", "people")}


def test_tags_of_what_may_not_be_read_are_not_known(index: EdgeIndex) -> None:
    text = "Is it of high secrecy?"
    assert not read(index, text, keys=("secrecy",))
    assert not read(index, text, keys=("secrecy",), groups=("board",)), "a single value says nothing"


def test_a_key_that_some_documents_lack_counts_only_where_the_curator_names_it(index: EdgeIndex) -> None:
    text = "What does the finance department say of hotels?"
    assert not read(index, text, groups=("board",)), "the board's document has no department"
    assert read(index, text, groups=("board",), keys=("department",)).tags == {"department": ("finance",)}


def test_a_filter_that_is_given_is_not_touched(index: EdgeIndex) -> None:
    assert not read(index, "What of the finance department?", filters={"department": ("people",)})


def test_nothing_is_inferred_where_it_is_switched_off(index: EdgeIndex) -> None:
    assert not read(index, "What does the finance department say?", infer_tags=False)
    assert not read(index, "The Leave handbook 2024?", infer_day=False)


def test_a_limit_narrows_the_search_and_is_told(index: EdgeIndex, retriever: Retriever) -> None:
    reading = replace(retriever, limit_reader=LimitReader(index))
    found = reading.retrieve(asked("How long is leave in the finance department?"))
    assert [hit.chunk.document_id for hit in found.hits] == ["travel.md"]
    assert found.inferred.tags == {"department": ("finance",)}


def test_a_limit_that_leaves_nothing_is_dropped_and_a_given_one_is_not(index: EdgeIndex, retriever: Retriever) -> None:
    reading = replace(retriever, limit_reader=LimitReader(index))
    both = asked("How long is leave in the finance department?", filters={"document_id": ("sick.md",)})
    found = reading.retrieve(both)
    assert [hit.chunk.document_id for hit in found.hits] == ["sick.md"]
    assert not found.inferred
    nothing = reading.retrieve(asked("How long is leave?", filters={"department": ("sales",)}))
    assert nothing.hits == ()
    with pytest.raises(UnknownFilterError):
        reading.retrieve(asked("How long is leave in the finance department?", filters={"room": ("1",)}))


def test_a_year_names_the_revision_that_was_in_force_then(index: EdgeIndex, retriever: Retriever) -> None:
    reading = replace(retriever, limit_reader=LimitReader(index))
    found = reading.retrieve(asked("How many days are there by the 2024 leave rules?"))
    assert found.inferred == Limits(as_of=date(2024, 12, 31))
    assert "leave-2024.md" in [hit.chunk.document_id for hit in found.hits]
    assert "leave-2026.md" not in [hit.chunk.document_id for hit in found.hits]


@pytest.mark.parametrize(
    "text",
    [
        "How many hotels did we book in 2024?",
        "How many days of leave are there in 2026?",
        "How many days of leave were there in 2019?",
    ],
)
def test_a_year_that_names_no_former_revision_leaves_the_day_alone(index: EdgeIndex, text: str) -> None:
    assert read(index, text).as_of is None


def test_a_day_that_is_given_is_not_touched(index: EdgeIndex) -> None:
    assert read(index, "How many days are there by the 2024 leave rules?", infer_day=False).as_of is None


@pytest.mark.parametrize(
    "text",
    [
        "What do departments other than finance pay for hotels?",
        "What holds outside the finance department?",
        "Everybody except for people and finance: which hotels?",
        "nicht für finance, welche Hotels?",
        "What holds for non-finance departments?",
    ],
)
def test_what_is_named_to_be_left_out_is_no_limit(index: EdgeIndex, text: str) -> None:
    assert not read(index, text, keys=("department",))


@pytest.mark.parametrize(
    "text",
    ["Not for finance but for people: which hotels?", "not only in people, which hotels?", "statt finance people?"],
)
def test_what_stands_beside_it_is_one(index: EdgeIndex, text: str) -> None:
    assert read(index, text, keys=("department",)).tags == {"department": ("people",)}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("revenue in Q2 2023 and q3", [("Q2 2023",), ("Q3", "q3")]),
        ("revenue in Q2", [("Q2",)]),
        ("what changed in v1.2", []),
        ("what changed in v1.", [("v1",)]),
    ],
)
def test_the_longest_value_that_is_said_is_meant(text: str, values: list[tuple[str, ...]]) -> None:
    found = mentions(text, "tag", ("Q2", "Q2 2023", "Q3", "q3", "v1"))
    assert [mention.values for mention in found] == values


def test_what_a_follow_up_names_stands_in_place_of_what_its_topic_named(index: EdgeIndex) -> None:
    reader = LimitReader(index, ("department",))
    topic = "How many days are there by the 2024 leave rules of people"

    def limits(text: str) -> Limits:
        history = (Turn("user", topic), Turn("assistant", "25 days."))
        return reader.read(f"{text} ({topic})", asked(text, history=history))

    assert limits("And part-time?") == Limits({"department": ("people",)}, date(2024, 12, 31))
    assert limits("And in finance?").tags == {"department": ("finance",)}
    assert not limits("And outside people in 2026?")
    assert limits("And today?").as_of is None


@pytest.mark.parametrize(
    "text",
    [
        "How have the leave rules changed since 2024?",
        "Which leave rules came after 1 March 2024?",
        "What were the leave rules before 2024?",
        "The leave rules seit 2024?",
        "The leave rules ab dem 1.1.2024?",
        "The leave rules of 2024 onwards?",
        "Compare the leave rules of 2024 and 2026.",
        "The leave rules, but not those of 2026 and not in 2024?",
    ],
)
def test_a_year_that_something_began_or_ended_with_leaves_the_day_alone(index: EdgeIndex, text: str) -> None:
    assert read(index, text).as_of is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("What did parking cost in 2025?", date(2025, 9, 30)),
        ("What did parking cost on 2025-05-03?", date(2025, 5, 3)),
        ("What did parking cost on 2025-01-03?", None),
        ("What did parking cost on 2025-13-03?", date(2025, 9, 30)),
    ],
)
def test_what_ended_within_the_year_was_in_force_until_then(index: EdgeIndex, text: str, day: date | None) -> None:
    assert read(index, text).as_of == day


def test_a_former_day_that_knows_no_key_of_a_filter_is_dropped(index: EdgeIndex, retriever: Retriever) -> None:
    reading = replace(retriever, limit_reader=LimitReader(index))
    found = reading.retrieve(asked("Do the 2024 leave rules still hold?", filters={"edition": ("new",)}))
    assert [hit.chunk.document_id for hit in found.hits] == ["leave-2026.md"]
    assert not found.inferred
