"""The whole assistant with the shipped weights over the sample handbook."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from answer.answer import Answer, AnswerStatus
from answer.compose import abstain
from ingest.loaders.registry import load
from ingest.sources.folder import SourceFile
from ingest.sources.places import discover
from ragstone.assistant import Assistant
from retrieval.hit import Stage
from retrieval.question import Question, Turn
from tests.conftest import ROOT, TODAY

HANDBOOK = ROOT / "samples" / "handbook"
QUESTIONS = [
    "How many days of annual leave do I get?",
    "What can I spend on a hotel in Leeds?",
    "Who has to approve a purchase order?",
    "Wie viele Urlaubstage habe ich in Lüneburg?",
    "What is the top of the pay range for a C4?",
    "How do I set up a new laptop?",
    "Who won the 1998 football world cup?",
]


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The text of every document, as it is loaded when it is named; broken ones are left out."""
    found: dict[str, str] = {}
    for source in discover(HANDBOOK):
        assert isinstance(source, SourceFile)
        if Path(source.id).suffix in {".md", ".txt", ".csv", ".html"}:
            found[source.id] = load(source.file(1_000_000)).text
    return found


def ask(assistant: Assistant, text: str, *, as_of: date = TODAY, groups: tuple[str, ...] = ()) -> Answer:
    return assistant.ask(Question(text, as_of=as_of, groups=groups))


def test_a_question_is_answered_from_the_document_that_answers_it(assistant: Assistant) -> None:
    answer = ask(assistant, "How many days of annual leave do I get?")
    assert answer.status in (AnswerStatus.ANSWERED, AnswerStatus.TRIMMED)
    assert answer.claims[0].citations[0].document_id == "people/annual-leave.md"


def test_a_question_that_no_document_answers_gets_an_abstention(assistant: Assistant) -> None:
    answer = ask(assistant, "Who won the 1998 football world cup?")
    assert (answer.status, answer.claims) == (AnswerStatus.ABSTAINED, ())


@pytest.mark.parametrize("text", QUESTIONS)
def test_every_shown_claim_stands_in_the_text_and_is_cited_exactly(
    assistant: Assistant, texts: dict[str, str], text: str
) -> None:
    answer = ask(assistant, text)
    for claim in answer.claims:
        assert answer.text[claim.start : claim.end] == claim.text
        assert claim.citations
        assert all(
            texts[cited.document_id][cited.start : cited.end] == cited.quote
            for cited in claim.citations
            if cited.document_id in texts
        )


@pytest.mark.parametrize("text", QUESTIONS)
def test_the_extractive_writer_says_only_what_stands_in_a_document(assistant: Assistant, text: str) -> None:
    for claim in ask(assistant, text).claims:
        said = " ".join(claim.text.partition(" [")[0].split())
        assert said in " ".join(claim.citations[0].quote.split())


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    one, other = (ask(assistant, QUESTIONS[0]) for _ in range(2))
    assert (one.status, one.text, one.claims, one.withheld) == (other.status, other.text, other.claims, other.withheld)


def test_what_only_a_group_may_read_is_neither_cited_nor_quoted_for_others(assistant: Assistant) -> None:
    asked = "What is the top of the pay range for a C4?"
    outsider = ask(assistant, asked)
    assert not [cited for claim in outsider.claims for cited in claim.citations if "hr-only" in cited.document_id]
    found = assistant.search(Question(asked, as_of=TODAY, groups=("hr",)))
    assert found.hits[0].chunk.document_id == "hr-only/compensation-bands.xlsx"


@pytest.mark.parametrize("stage", Stage)
def test_no_stage_shows_what_the_asker_may_not_read(assistant: Assistant, stage: Stage) -> None:
    asked = Question("grievance case handling compensation bands", as_of=TODAY)
    hits = assistant.search(asked, stage=stage, top_k=50).hits
    assert {hit.chunk.groups for hit in hits} == {()}


@pytest.mark.parametrize(
    ("day", "document"),
    [
        (date(2024, 6, 10), "finance/travel-expenses-2024.md"),
        (date(2025, 9, 15), "finance/travel-expenses-2025.md"),
        (TODAY, "finance/travel-expenses-2026.md"),
    ],
)
def test_the_rule_in_force_on_the_day_is_found(assistant: Assistant, day: date, document: str) -> None:
    found = assistant.search(Question("What can I spend on a hotel in Leeds?", as_of=day), top_k=10)
    travel = {hit.chunk.document_id for hit in found.hits if "travel-expenses" in hit.chunk.document_id}
    assert travel == {document}


def test_a_follow_up_is_answered_within_its_conversation(assistant: Assistant) -> None:
    history = (Turn("user", "What can I spend on a hotel in Leeds?"), Turn("assistant", "£140."))
    found = assistant.search(Question("And in Germany?", as_of=TODAY, history=history))
    assert "finance/travel-expenses-2026.md" in {hit.chunk.document_id for hit in found.hits}


def test_documents_are_those_that_a_reader_may_see(assistant: Assistant) -> None:
    public = {record.document_id for record in assistant.documents(groups=(), as_of=TODAY)}
    hr = {record.document_id for record in assistant.documents(groups=("hr",), as_of=TODAY)}
    assert {name for name in hr - public} == {name for name in hr if name.startswith("hr-only/")} != set()


def test_a_text_of_ones_own_can_be_verified(assistant: Assistant) -> None:
    context = ["Hotels may cost at most 140 euros a night."]
    assert assistant.verify("Hotels may cost at most 140 euros a night [1].", context).supported
    assert not assistant.verify("Hotels may cost at most 180 euros a night [1].", context).supported


def test_every_step_is_timed(assistant: Assistant) -> None:
    timings = ask(assistant, QUESTIONS[0]).timings_ms
    assert {"rewrite", "search", "rerank", "total"} <= set(timings)
    assert timings["total"] >= max(value for step, value in timings.items() if step != "total")


def test_most_questions_of_the_suite_find_their_document(assistant: Assistant) -> None:
    rows = [json.loads(line) for line in (ROOT / "samples/questions/questions.jsonl").read_text().splitlines()[:40]]
    answerable = [row for row in rows if row["gold_documents"]]
    found = 0
    for row in answerable:
        asked = Question(row["question"], as_of=date.fromisoformat(row.get("as_of") or TODAY.isoformat()))
        hits = assistant.search(asked, top_k=5).hits
        found += bool({hit.chunk.document_id for hit in hits} & set(row["gold_documents"]))
    assert found / len(answerable) >= 0.8


def test_what_was_not_answered_is_not_searched_with(assistant: Assistant) -> None:
    asked = Turn("user", "Does Corrow pay for a gym?")
    abstained = Turn("assistant", abstain("insufficient").text)
    found = [
        assistant.search(Question("And how much for a hotel in Leeds?", as_of=TODAY, history=history)).hits
        for history in ((asked,), (asked, abstained))
    ]
    assert found[0] == found[1]
