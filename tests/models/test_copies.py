from __future__ import annotations

import pytest

from models.copies import find_copy

EVIDENCE = (
    "# Refunds\n\n- **Refunds are paid within 14 days.** Ask us.\n- Never store passwords in plain text.\n| a | b |"
)


@pytest.mark.parametrize(
    ("claim", "copy"),
    [
        ("Refunds are paid within 14 days.", "Refunds are paid within 14 days"),
        ("refunds ARE  paid within 14 days", "Refunds are paid within 14 days"),
        ("Refunds are paid within 14 days. Ask us!", "Refunds are paid within 14 days.** Ask us"),
        ("Never store passwords in plain text", "Never store passwords in plain text"),
    ],
)
def test_whole_sentences_are_found_whatever_their_case_and_punctuation(claim: str, copy: str) -> None:
    span = find_copy(claim, EVIDENCE)
    assert span is not None
    assert EVIDENCE[slice(*span)] == copy


@pytest.mark.parametrize(
    "claim",
    [
        "Store passwords in plain text.",
        "Refunds are paid within 14",
        "Refunds are paid within 140 days.",
        "Ask us.",
        "",
        "...",
    ],
)
def test_parts_changes_and_fragments_are_no_copies(claim: str) -> None:
    assert find_copy(claim, EVIDENCE) is None


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Share passwords with clients.", "Contractors must never\nshare passwords with clients."),
        ("Employees may fly premium economy.", "Employees may fly premium economy\nonly if it takes eight hours."),
        ("You may fly business class.", "You may fly business class? No, only directors do."),
        ("You may fly business class.", "You may fly business class; that is, if you are a director."),
    ],
)
def test_what_a_wrapped_line_a_question_or_a_semicolon_leaves_open_is_no_copy(claim: str, evidence: str) -> None:
    assert find_copy(claim, evidence) is None


def test_a_sentence_over_two_lines_is_a_copy() -> None:
    assert find_copy(
        "Employees may fly premium economy.", "Today employees\nmay not.\nEmployees may fly\npremium economy."
    )
