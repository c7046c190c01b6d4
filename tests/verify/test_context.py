from __future__ import annotations

import pytest

from verify.claims import split_claims


def judged(text: str) -> list[str]:
    return [claim.judged for claim in split_claims(text)]


def test_an_item_is_judged_with_what_announces_its_list() -> None:
    text = "For a site visit you need [1]:\n- a badge\n- a life jacket [2]\nIt takes an hour."
    assert judged(text)[:2] == ["For a site visit you need: a badge", "For a site visit you need: a life jacket"]
    assert [claim.markers for claim in split_claims(text)] == [(1,), (2,), ()]


def test_only_the_items_of_a_list_are_led() -> None:
    assert [claim.lead for claim in split_claims("You need:\n1. a badge\n\nVisitors wait. They sign in.")] == [
        "You need:", "", "",
    ]  # fmt: skip


def test_an_announcement_without_a_list_is_a_claim() -> None:
    assert judged("Visitors need:\nLeave is 25 days.") == ["Visitors need:", "Leave is 25 days."]
    assert judged("Visitors need:") == ["Visitors need:"]


def test_the_second_sentence_of_an_item_is_judged_by_itself_and_the_next_item_is_led() -> None:
    text = "You need:\n- a badge. Reception keeps them\n- a vest"
    assert judged(text) == ["You need: a badge.", "Reception keeps them", "You need: a vest"]


def test_a_row_is_judged_with_the_heads_of_its_columns() -> None:
    (claim,) = split_claims("| Part | Price |\n|---|---:|\n| HR3X | £3,950 [2] |")
    assert (claim.judged, claim.markers) == ("Part: HR3X; Price: £3,950", (2,))
    assert claim.lead == "| Part | Price |\n|---|---|"


def test_rows_without_a_head_stand_as_they_are() -> None:
    assert judged("| HR3X | 9 |\n| HR3 | 4 |") == ["| HR3X | 9 |", "| HR3 | 4 |"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The laptop is locked. It must be returned.", "The laptop must be returned."),
        ("Green sticks are for engineers. They have a keypad.", "Green sticks have a keypad."),
        ("Ole Wiebusch is her deputy. He may release products.", "Ole Wiebusch may release products."),
        ("The badge costs £8. It's blocked at once.", "The badge's blocked at once."),
    ],
)
def test_a_pronoun_gets_its_antecedent(text: str, expected: str) -> None:
    assert judged(text)[1] == expected


def test_an_antecedent_reaches_on_over_pronouns() -> None:
    assert judged("The laptop is locked. It was lost. It must be returned.")[2] == "The laptop must be returned."


@pytest.mark.parametrize(
    "text",
    [
        "The laptop is locked. It is possible to unlock it.",
        "The laptop is locked. It is important that you call.",
        "The laptop is locked. This policy applies to all.",
        "Ask before Friday. It must be returned.",
        "The laptop is locked.\n\nIt must be returned.",
        "It is locked. It must be returned.",
    ],
)
def test_a_pronoun_without_a_plain_antecedent_stays(text: str) -> None:
    _, second = split_claims(text)
    assert second.judged == second.statement


def test_what_says_nothing_is_no_claim_and_leads_nothing_but_its_list_is() -> None:
    assert judged("Sure! Here are the rules:\n- Leave is 25 days.\nI hope this helps!") == ["Leave is 25 days."]


def test_nobody_and_nothing_are_no_antecedent() -> None:
    [first, second] = split_claims("Nothing else ends then. It ends when the duty manager says so.")
    assert (first.judged, second.judged) == (first.statement, second.statement)
