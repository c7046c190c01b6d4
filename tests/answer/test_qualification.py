"""What a quoted sentence would mislead without is quoted with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from answer.writers.extractive import ExtractiveWriter
from retrieval.hit import Evidence
from tests.tiny_parts import WordReranker, make_hits

LIMIT = "The limit for a hotel is £140 a night with breakfast."


def draft(text: str, question: str, *, heading: str = "") -> list[str]:
    (hit,) = make_hits(text)
    hit = replace(hit, chunk=replace(hit.chunk, heading_path=(heading,) if heading else ()))
    written = ExtractiveWriter(WordReranker(), 1, 0.8).write(question, Evidence((hit,), question))
    return "".join(written).splitlines()


def test_what_is_said_of_the_place_that_is_asked_about_is_quoted_too() -> None:
    text = f"{LIMIT} In London and Oslo a hotel is £195."
    assert draft(text, "What is the limit for a hotel in London a night with breakfast?") == [
        f"{LIMIT} [1]", "In London and Oslo a hotel is £195. [1]",
    ]  # fmt: skip
    assert draft(text, "What is the limit for a hotel a night with breakfast?") == [f"{LIMIT} [1]"]
    assert draft(text, "What is the limit for a hotel in Paris a night with breakfast?") == [f"{LIMIT} [1]"]


def test_a_name_that_the_heading_holds_is_said_by_every_sentence_under_it() -> None:
    text = f"{LIMIT} The hotel in London has a night porter."
    asked = "What is the limit for a hotel in London a night with breakfast?"
    assert draft(text, asked, heading="London") == [f"{LIMIT} [1]"]


def test_the_name_in_a_sentence_about_something_else_adds_nothing() -> None:
    text = f"{LIMIT} Rafael was born in London."
    asked = "What is the limit for a hotel in London a night with breakfast?"
    assert draft(text, asked) == [f"{LIMIT} [1]"]


@pytest.mark.parametrize(
    "exception",
    [
        "This does not apply to contractors.",
        "However, contractors pay it themselves.",
        "Except during a flood, when there is none.",
        "The only exception is a declared flood.",
        "Not for day trips.",
        "Allerdings gilt das nicht für Berlin.",
    ],
)
def test_the_exception_behind_it_is_quoted_too(exception: str) -> None:
    asked = "What is the limit for a hotel a night with breakfast?"
    assert draft(f"{LIMIT} {exception} Receipts are kept.", asked) == [f"{LIMIT} [1]", f"{exception} [1]"]


@pytest.mark.parametrize(
    "behind",
    [
        "Receipts are kept for a year.",
        "Nothing else is paid for a stay.",
        "Butter is served.",
        "Exceptional people work here.",
    ],
)
def test_what_merely_follows_is_not(behind: str) -> None:
    asked = "What is the limit for a hotel a night with breakfast?"
    assert draft(f"{LIMIT} {behind}", asked) == [f"{LIMIT} [1]"]


def test_an_exception_further_on_belongs_to_what_stands_before_it() -> None:
    asked = "What is the limit for a hotel a night with breakfast?"
    assert draft(f"{LIMIT} Meals are £40. This does not apply to contractors.", asked) == [f"{LIMIT} [1]"]
