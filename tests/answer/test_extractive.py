from __future__ import annotations

from dataclasses import replace

import pytest

from answer.writers.extractive import ExtractiveWriter
from answer.writers.writer import Writer
from retrieval.hit import Evidence, Hit, Stage
from tests.tiny_parts import WordReranker, WordVerifier, make_chunk, make_hits
from verify.checker import Checker

QUESTION = "How many days of annual leave do I get?"


def draft(evidence: Evidence, question: str = QUESTION, *, max_sentences: int = 3, keep: float = 0.8) -> str:
    writer: Writer = ExtractiveWriter(WordReranker(), max_sentences, keep)
    return "".join(writer.write(question, evidence))


def test_the_sentence_that_answers_is_drafted_with_its_marker(evidence: Evidence) -> None:
    assert draft(evidence, max_sentences=1) == "Annual leave is 25 days a year. [1]"


def test_the_marker_counts_the_hits_from_1(evidence: Evidence) -> None:
    assert draft(evidence, "What may hotels cost a night?") == "Hotels may cost at most 140 euros a night. [2]"


def test_no_more_than_max_sentences_are_drafted_in_the_order_of_the_evidence() -> None:
    texts = [f"Annual leave in plant {name} is long. " for name in ("Hexham", "Tczew", "Bremen", "Leeds")]
    found = draft(Evidence(make_hits(*texts), QUESTION), "annual leave plant", max_sentences=2, keep=0.0)
    assert [line[-3:] for line in found.splitlines()] == ["[1]", "[2]"]


def test_a_further_sentence_needs_its_share_of_the_best_score(evidence: Evidence) -> None:
    assert len(draft(evidence, keep=1.0).splitlines()) == 1
    assert len(draft(evidence, keep=0.0).splitlines()) == 3


def test_a_sentence_that_repeats_another_is_left_out() -> None:
    twice = Evidence(
        make_hits("Annual leave in Hexham is 25 days.", "The annual leave in Hexham is 25 days."), QUESTION
    )
    assert len(draft(twice, keep=0.0).splitlines()) == 1


def test_headings_and_scraps_are_never_drafted() -> None:
    chunk = make_chunk(
        "# Annual leave rules\nDays: 25\nIt lapses at the end of March.", heading_path=("Annual leave rules",)
    )
    titled = replace(chunk, title="Days of annual leave", text=f"Days of annual leave\n{chunk.text}")
    asked = "When does annual leave lapse?"
    found = draft(Evidence((Hit(1, titled, 1.0, Stage.RERANKED),), asked), asked, keep=0.0)
    assert found == "It lapses at the end of March. [1]"


def test_markers_that_stand_in_the_evidence_are_dropped() -> None:
    found = draft(Evidence(make_hits("Annual leave [2] is 25 days a year [7]."), QUESTION))
    assert found == "Annual leave is 25 days a year. [1]"


def test_a_line_break_inside_a_sentence_becomes_a_blank() -> None:
    assert "\t" not in draft(Evidence(make_hits("Annual leave\tis  25 days a year."), QUESTION))


def test_the_heading_above_a_sentence_helps_to_choose_it() -> None:
    hits = make_hits("It is 30 days for all.", "It is 25 days for all.")
    other = replace(hits[1], chunk=replace(hits[1].chunk, heading_path=("Sabbatical in Tczew",)))
    found = draft(Evidence((hits[0], other), ""), "sabbatical in Tczew", max_sentences=1)
    assert found == "It is 25 days for all. [2]"


def test_without_a_sentence_there_is_no_draft() -> None:
    assert draft(Evidence((), QUESTION)) == ""
    assert draft(Evidence(make_hits("25", "***"), QUESTION)) == ""


def test_the_name_says_who_chose() -> None:
    assert ExtractiveWriter(WordReranker()).name == "extractive/words"


def test_of_two_things_compared_each_has_its_own_sentences() -> None:
    hits = make_hits(
        "Annual leave is 25 days a year. Annual leave lapses in March.",
        "Sick leave needs a note from the third day.",
        "Parking is free.",
    )
    asked = "What is the difference between annual and sick leave?"
    assert draft(Evidence(hits, asked), asked, keep=0.0) == (
        "Annual leave:\n- Annual leave is 25 days a year. [1]\n- Annual leave lapses in March. [1]\n"
        "Sick leave:\n- Sick leave needs a note from the third day. [2]"
    )


def test_a_thing_may_stand_in_the_heading_alone() -> None:
    chunk = make_chunk("It needs a note from the third day.", heading_path=("Sick leave",))
    hits = (*make_hits("Annual leave is 25 days a year."), Hit(2, chunk, 1.0, Stage.RERANKED))
    asked = "Compare annual leave with sick leave."
    assert "Sick leave:\n- It needs a note" in draft(Evidence(hits, asked), asked, keep=0.0)


def test_what_speaks_of_both_things_comes_first_and_a_name_says_its_thing_alone() -> None:
    hits = make_hits(
        "Goods are taken in at Hexham until 15:00 and at Tczew until 21:00.",
        "Hexham has the head office.",
        "Repairs are done in Tczew.",
    )
    asked = "Compare the Hexham site with the Tczew site."
    assert draft(Evidence(hits, asked), asked, keep=0.0).splitlines() == [
        "Goods are taken in at Hexham until 15:00 and at Tczew until 21:00. [1]",
        "Hexham site:",
        "- Hexham has the head office. [2]",
        "Tczew site:",
        "- Repairs are done in Tczew. [3]",
    ]


def test_a_word_of_a_thing_in_another_place_is_not_the_thing() -> None:
    hits = make_hits("Annual leave is 25 days a year.", "You may give annual leave for a sick child.")
    asked = "What is the difference between annual leave and sick leave?"
    assert "Sick leave:" not in draft(Evidence(hits, asked), asked, keep=0.0)


def test_where_the_evidence_has_nothing_of_one_thing_the_best_sentences_are_drafted(evidence: Evidence) -> None:
    asked = "What is the difference between annual leave and parental leave?"
    assert draft(evidence, asked, max_sentences=1) == "Annual leave is 25 days a year. [1]"


def banned() -> Evidence:
    """A list and a table under a no: the list goes on in a chunk that has its announcement above it."""
    rows = "The following are never reimbursed:\n\nItem: Gym pass; Amount: £15\nItem: Minibar; Amount: £12"
    item = "- accept a lift from a supplier's employee after ten"
    chunks = (
        make_chunk(rows, document_id="rows.md"),
        make_chunk(item, document_id="list.md", context="Rules > Abroad\nAbroad you must not do any of these things:"),
        make_chunk("What is not paid\n\nParking fines, speeding fines and the like.", document_id="heading.md"),
    )
    return Evidence(tuple(Hit(n, chunk, 1.0, Stage.RERANKED) for n, chunk in enumerate(chunks, start=1)), "", {})


@pytest.mark.parametrize(
    ("question", "no"),
    [
        ("How much is paid for a gym pass item?", "The following are never reimbursed:\n- Item: Gym pass"),
        ("May I accept a lift from a supplier's employee?", "you must not do any of these things:\n- accept a lift"),
        ("Are parking fines, speeding fines paid?", "What is not paid:\n- Parking fines, speeding fines"),
    ],
)
def test_what_stands_under_a_no_is_quoted_with_it(question: str, no: str) -> None:
    drafted = "".join(ExtractiveWriter(WordReranker(), max_sentences=1).write(question, banned()))
    assert no in drafted
    (claim,) = Checker(WordVerifier()).verify(drafted, [hit.chunk.embedded_text for hit in banned().hits]).claims
    assert claim.supported


def test_steps_come_whole_where_somebody_asks_how() -> None:
    steps = "To order a part:\n1. Look up the part number.\n2. Fill in the order form.\n3. Wait for the mail."
    evidence = Evidence((Hit(1, make_chunk(steps), 1.0, Stage.RERANKED),), "", {})
    drafted = "".join(ExtractiveWriter(WordReranker()).write("How do I fill in the order form for a part?", evidence))
    assert [line[:2] for line in drafted.splitlines()[1:]] == ["1.", "2.", "3."]


def test_a_line_that_heads_what_follows_is_no_answer() -> None:
    text = "Who may drive\n\nEverybody with a licence may drive a pool car."
    evidence = Evidence((Hit(1, make_chunk(text, title="Cars"), 1.0, Stage.RERANKED),), "", {})
    drafted = "".join(ExtractiveWriter(WordReranker()).write("Who may drive a pool car?", evidence))
    assert drafted == "Everybody with a licence may drive a pool car. [1]"


def test_a_list_that_goes_on_in_the_next_chunk_comes_whole() -> None:
    first = make_chunk("To order a part:\n1. Look up the part number.\n2. Fill in the order form.", ordinal=0)
    second = make_chunk("3. Wait for the mail.", ordinal=1, context="Parts\nTo order a part:")
    hits = (Hit(1, second, 1.0, Stage.RERANKED), Hit(2, first, 0.9, Stage.RERANKED))
    question = "How do I fill in the order form for a part?"
    drafted = "".join(ExtractiveWriter(WordReranker()).write(question, Evidence(hits, "", {})))
    assert drafted == (
        "To order a part:\n1. Look up the part number. [2]\n2. Fill in the order form. [2]\n3. Wait for the mail. [1]"
    )
