from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.answer import Answer, AnswerStatus
from answer.compose import ABSTENTIONS, abstain, compose
from retrieval.hit import Hit, Stage
from tests.tiny_parts import WordVerifier, make_chunk, make_hits
from verify.checker import Checker
from verify.gate import Gate

DOCUMENT = "Leave rules. Annual leave is 25 days a year. It lapses in March. Sick leave needs a note."
HITS = (
    Hit(1, make_chunk(DOCUMENT[13:64], document_id="leave.md", start=13, title="Leave"), 1.0, Stage.RERANKED),
    Hit(2, make_chunk(DOCUMENT[65:], document_id="leave.md", ordinal=1, start=65), 0.9, Stage.RERANKED),
)


def answer_to(draft: str, hits: tuple[Hit, ...] = HITS, *, min_groundedness: float = 0.0) -> Answer:
    verification = Checker(WordVerifier()).verify(draft, [hit.chunk.text for hit in hits])
    return compose(draft, Gate(min_groundedness).decide(verification), hits)


def test_a_supported_draft_is_shown_as_it_is() -> None:
    draft = "Annual leave is 25 days a year [1]. Sick leave needs a note [2]."
    answer = answer_to(draft)
    assert (answer.status, answer.text) == (AnswerStatus.ANSWERED, draft)
    assert [[cited.n for cited in claim.citations] for claim in answer.claims] == [[1], [2]]


def test_a_citation_is_exactly_a_piece_of_the_document() -> None:
    answer = answer_to("Annual leave is 25 days [1]. Sick leave needs a note [2].")
    cited = [citation for claim in answer.claims for citation in claim.citations]
    assert [citation.quote for citation in cited] == ["Annual leave is 25 days a year.", "Sick leave needs a note."]
    assert all(DOCUMENT[citation.start : citation.end] == citation.quote for citation in cited)


def test_a_citation_says_where_it_comes_from() -> None:
    (citation,) = answer_to("Annual leave is 25 days a year [1].").claims[0].citations
    assert (citation.document_id, citation.title, citation.uri, citation.page) == ("leave.md", "Leave", "leave.md", 2)


def test_a_context_that_was_embedded_is_never_quoted() -> None:
    chunk = make_chunk("It is 25 days a year.", context="Annual leave")
    (citation,) = answer_to("It is 25 days a year [1].", (Hit(1, chunk, 1.0, Stage.RERANKED),)).claims[0].citations
    assert citation.quote == "It is 25 days a year."


def test_a_claim_with_two_markers_has_two_citations() -> None:
    (claim,) = answer_to("Sick leave needs a note [2, 1].").claims
    assert [citation.n for citation in claim.citations] == [2, 1]


def test_a_claim_without_a_marker_gets_the_one_it_rests_on() -> None:
    answer = answer_to("Sick leave needs a note.")
    assert answer.text == "Sick leave needs a note. [2]"
    assert answer.claims[0].citations[0].n == 2


def test_a_withheld_claim_leaves_its_reason_and_no_word() -> None:
    answer = answer_to("Annual leave is 25 days a year [1]. Chocolate is purple [2]. Sick leave needs a note [2].")
    assert answer.status is AnswerStatus.TRIMMED
    assert answer.text == "Annual leave is 25 days a year [1]. Sick leave needs a note [2]."
    assert [claim.reason for claim in answer.withheld] == ["not_in_evidence"]
    assert "hocolate" not in repr(answer)


def test_an_abstention_shows_no_claim_and_no_word_of_the_draft() -> None:
    answer = answer_to("Chocolate is purple [1].")
    assert (answer.status, answer.claims, len(answer.withheld)) == (AnswerStatus.ABSTAINED, (), 1)
    assert answer.text == ABSTENTIONS["too_little_supported"]
    assert "hocolate" not in repr(answer)


@pytest.mark.parametrize("reason", sorted(ABSTENTIONS))
def test_every_abstention_has_words(reason: str) -> None:
    answer = abstain(reason)
    assert (answer.status, answer.reason) == (AnswerStatus.ABSTAINED, reason)
    assert answer.text.endswith(".")


def test_a_list_stays_a_list() -> None:
    draft = "- Annual leave is 25 days a year [1].\n- Chocolate is purple [1].\n- Sick leave needs a note [2]."
    assert answer_to(draft).text == "- Annual leave is 25 days a year [1].\n- Sick leave needs a note [2]."


def fact(n: int) -> str:
    return f"Rule {n} was written by the office"


DRAFTS = st.lists(
    st.tuples(
        st.sampled_from(["", "- ", "1. ", "\n", "\n\n"]),
        st.sampled_from([fact(1), fact(2), "Chocolate is purple"]),
        st.sampled_from([" [1].", ". [2]", ".", " [1][2].", " [9]."]),
        st.sampled_from(["\n", " ", "  "]),
    ).map("".join),
    max_size=6,
).map("".join)


@given(DRAFTS)
@settings(max_examples=200, deadline=None)
def test_claims_are_exactly_their_spans_of_the_text_and_always_cited(draft: str) -> None:
    answer = answer_to(draft, make_hits(f"{fact(1)}.", f"{fact(2)}."))
    assert all(claim.text == answer.text[claim.start : claim.end] for claim in answer.claims)
    assert all(one.end <= other.start for one, other in zip(answer.claims, answer.claims[1:], strict=False))
    assert all(claim.citations for claim in answer.claims)
    assert answer.status is AnswerStatus.ABSTAINED or "hocolate" not in answer.text


@given(DRAFTS)
@settings(max_examples=200, deadline=None)
def test_the_text_is_the_shown_claims_and_nothing_else_that_can_be_read(draft: str) -> None:
    answer = answer_to(draft, make_hits(f"{fact(1)}.", f"{fact(2)}."))
    left = answer.text if answer.claims else ""
    for claim in reversed(answer.claims):
        left = left[: claim.start] + left[claim.end :]
    assert not any(character.isalpha() for character in left)


def test_an_abstention_names_each_document_that_came_near_once_and_nearest_first() -> None:
    names = ["leave.md", "travel.md", "leave.md", "pay.md", "rota.md"]
    chunks = [make_chunk("text", document_id=name, ordinal=n, start=10 * n) for n, name in enumerate(names)]
    hits = [Hit(n, chunk, 1.0, Stage.RERANKED) for n, chunk in enumerate(chunks, start=1)]
    closest = abstain("insufficient", hits).closest
    assert [(looked.document_id, looked.start) for looked in closest] == [
        ("leave.md", 0),
        ("travel.md", 10),
        ("pay.md", 30),
    ]
    assert abstain("nothing_found").closest == ()


@pytest.mark.parametrize("withheld", ["£5,000. ", "30! ", "27 + 5 = 32. ", "999%. ", "£5,000 [1]. ", "35. ", "(7) "])
def test_numbers_without_a_verdict_are_not_shown_in_front_of_a_claim(withheld: str) -> None:
    answer = answer_to(f"{withheld}Annual leave is 25 days a year [1].")
    assert answer.text == "Annual leave is 25 days a year [1]."


def test_the_marks_of_a_list_stay_and_so_do_numbers_that_count_on() -> None:
    draft = "1. Annual leave is 25 days a year [1].\n2. Sick leave needs a note [2].\n- It lapses in March [1]."
    assert answer_to(draft).text == draft


def test_a_cell_that_the_header_does_not_name_is_judged_with_its_row() -> None:
    table = "| Leave | Days |\n|---|---|\n| Annual leave | 25 days a year{} |\n"
    assert answer_to(table.format("")).status is AnswerStatus.ANSWERED
    assert "999" not in answer_to(table.format(" | 999 camels on Mondays in the canteen")).text


def test_a_name_in_the_header_over_an_empty_cell_is_judged_with_its_row() -> None:
    header = "| Leave | Days | 999 camels on Mondays in the canteen |\n|---|---|---|\n"
    assert "999" not in answer_to(f"{header}| Annual leave | 25 days a year | |\n").text
