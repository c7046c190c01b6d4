from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import pytest

from samples.locate import QUESTIONS, faults, line_of, rows

TODAY = "2026-11-24"
LEAST = {
    "unanswerable": 40, "groups": 10, "groups-denied": 5, "dates": 10, "two-documents": 15, "follow-up": 15,
    "acronym": 5, "colloquial": 5, "german": 3, "table-row": 5, "contradiction": 2,
}  # fmt: skip
README = Path(QUESTIONS).parents[1] / "README.md"

Row = dict[str, Any]


class Handbook(Protocol):
    texts: dict[str, str]

    def readable(self, id_: str, groups: list[str], day: date) -> bool: ...


@pytest.fixture(scope="module")
def questions() -> list[Row]:
    return rows()


def tagged(questions: list[Row], tag: str) -> list[Row]:
    return [row for row in questions if tag in row["tags"]]


def test_there_are_at_least_170(questions: list[Row]) -> None:
    assert len(questions) >= 170


@pytest.mark.parametrize(("tag", "least"), LEAST.items())
def test_every_kind_is_there(questions: list[Row], tag: str, least: int) -> None:
    assert len(tagged(questions, tag)) >= least


def test_ids_count_up_and_lines_are_in_one_form(questions: list[Row]) -> None:
    assert [row["id"] for row in questions] == [f"q{number:03}" for number in range(1, len(questions) + 1)]
    assert QUESTIONS.read_text(encoding="utf-8").splitlines() == [line_of(row) for row in questions]


def test_no_row_is_asked_twice_in_the_same_situation(questions: list[Row]) -> None:
    keys = [(row["question"], str(row.get("history")), str(row.get("groups")), row.get("as_of")) for row in questions]
    assert len(set(keys)) == len(keys)


def test_every_gold_quote_stands_at_its_offsets(questions: list[Row], handbook: Handbook) -> None:
    assert list(faults(questions)) == []
    for row in questions:
        for span in row["gold_spans"]:
            assert handbook.texts[span["document_id"]][span["start"] : span["end"]] == span["quote"]


def test_gold_documents_are_those_of_the_gold_spans(questions: list[Row]) -> None:
    for row in questions:
        assert row["gold_documents"] == list(dict.fromkeys(span["document_id"] for span in row["gold_spans"]))


def test_who_must_abstain_has_no_gold_and_everybody_else_has(questions: list[Row]) -> None:
    for row in questions:
        assert row["must_abstain"] == (not row["gold_spans"]), row["id"]
        assert row["must_abstain"] == bool({"unanswerable", "groups-denied"} & set(row["tags"])), row["id"]


def test_gold_documents_are_in_force_and_readable_for_who_asks(questions: list[Row], handbook: Handbook) -> None:
    unreadable = [
        (row["id"], id_)
        for row in questions
        for id_ in row["gold_documents"]
        if not handbook.readable(id_, row.get("groups", []), date.fromisoformat(row.get("as_of", TODAY)))
    ]
    assert unreadable == []


def test_questions_for_a_group_have_gold_that_nobody_else_reads(questions: list[Row], handbook: Handbook) -> None:
    for row in tagged(questions, "groups"):
        assert not any(handbook.readable(id_, [], date.fromisoformat(TODAY)) for id_ in row["gold_documents"])


def test_denied_questions_are_twins_of_answerable_ones(questions: list[Row]) -> None:
    answerable = {row["question"]: row["groups"] for row in tagged(questions, "groups")}
    for row in tagged(questions, "groups-denied"):
        assert row["question"] in answerable
        assert row.get("groups") != answerable[row["question"]]


def test_two_documents_are_needed_where_the_tag_says_so(questions: list[Row]) -> None:
    assert all(len(row["gold_documents"]) >= 2 for row in tagged(questions, "two-documents"))


def test_follow_ups_have_a_history_that_ends_with_the_assistant(questions: list[Row]) -> None:
    for row in questions:
        assert ("follow-up" in row["tags"]) == ("history" in row), row["id"]
        roles = [turn["role"] for turn in row.get("history", [])]
        assert roles == ["user", "assistant"] * (len(roles) // 2)


def test_no_question_repeats_its_quote(questions: list[Row]) -> None:
    for row in questions:
        asked = row["question"].casefold().rstrip("?.! ")
        assert not any(asked in span["quote"].casefold() for span in row["gold_spans"] if len(asked) > 12), row["id"]


@pytest.mark.parametrize("kind", ["slice", "tags"])
def test_the_readme_counts_them_right(questions: list[Row], kind: str) -> None:
    values = [value for row in questions for value in (row[kind] if kind == "tags" else [row[kind]])]
    told = dict(re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", README.read_text(encoding="utf-8"), re.MULTILINE))
    assert {name: int(told[name]) for name in set(values)} == dict(Counter(values))
