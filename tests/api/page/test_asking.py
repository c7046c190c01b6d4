"""Asking, in a browser: what comes, when it comes, and where it comes from."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from models.errors import LanguageModelError
from ragstone.audit.record import AnswerRecord, FeedbackRecord, Opinion
from tests.page_parts import Script

OpenPage = Callable[..., Page]
LEAVE = "How many days of annual leave do I get in my first year?"
MADRID = "Who won the football championship in Madrid?"


def ask(page: Page, question: str) -> Locator:
    """The turn that begins."""
    turns = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    return page.locator(".turn").nth(turns)


def test_an_answer_stands_beside_its_evidence_and_hovering_shows_that_of_another_sentence(
    handbook: str, open_page: OpenPage
) -> None:
    page = open_page(handbook)
    turn = ask(page, LEAVE)
    expect(turn.locator(".sum")).to_contain_text("checked against")
    first = turn.locator(".sentence").first
    expect(first).to_contain_text("27 days a year")
    evidence = turn.get_by_role("complementary", name="Evidence")
    expect(evidence.get_by_role("heading")).to_contain_text("Annual leave")
    expect(evidence).to_contain_text("people/annual-leave.md")
    expect(evidence).to_contain_text("since 1 April 2025")
    expect(evidence.locator("mark")).to_have_text(
        "Everybody has 27 days a year plus the public holidays of the country in the contract."
    )
    turn.locator(".sentence").nth(1).hover()
    expect(turn.locator("aside mark")).to_contain_text("One day is added after five full years")
    expect(turn.locator(".sentence.shown")).to_have_count(1)


def test_a_citation_opens_its_document_at_the_place_and_the_conversation_stays(
    handbook: str, open_page: OpenPage
) -> None:
    page = open_page(handbook)
    turn = ask(page, LEAVE)
    expect(turn.locator(".sum")).to_be_visible()
    turn.get_by_role("link", name="Read it in the document").click()
    expect(page.locator("#source mark")).to_contain_text("Everybody has 27 days")
    expect(page.get_by_role("heading", level=1)).to_have_text("Annual leave")
    page.get_by_role("link", name="Back to the conversation").click()
    expect(turn.locator(".sentence").first).to_be_visible()


def test_the_way_of_an_answer_can_be_followed(handbook: str, open_page: OpenPage) -> None:
    page = open_page(handbook)
    turn = ask(page, LEAVE)
    turn.get_by_role("button", name="How was this answered?").click()
    way = turn.get_by_role("group", name="How this was answered")
    expect(way).to_contain_text("public documents only")
    expect(way.locator("tbody tr.used")).to_have_count(5)
    expect(way).to_contain_text("so an answer was drafted")
    expect(way).to_contain_text("Sentence 1: shown, support")
    turn.get_by_role("button", name="How was this answered?").click()
    expect(way).to_be_hidden()


def test_a_follow_up_is_searched_with_what_was_asked_before(handbook: str, open_page: OpenPage) -> None:
    page = open_page(handbook)
    expect(ask(page, LEAVE).locator(".sum")).to_be_visible()
    turn = ask(page, "And after five years?")
    turn.get_by_role("button", name="How was this answered?").click()
    expect(turn.locator(".searched")).to_have_text(f"And after five years? ({LEAVE})")


def test_an_abstention_says_why_what_was_looked_at_and_what_to_try(handbook: str, open_page: OpenPage) -> None:
    page = open_page(handbook)
    turn = ask(page, MADRID)
    card = turn.locator(".abstention")
    expect(card.get_by_role("heading", level=3)).to_be_visible()
    expect(card).to_contain_text("What was looked at")
    expect(card.locator(".looked a").first).to_have_attribute("href", re.compile("^#/source/"))
    expect(turn.locator(".sentence")).to_have_count(0)
    card.get_by_role("button", name="Put the question in other words").click()
    expect(page.get_by_label("Your question")).to_have_value(MADRID)


def test_what_a_rule_answers_is_told_apart(handbook: str, open_page: OpenPage) -> None:
    turn = ask(open_page(handbook), "Hello")
    expect(turn.locator(".abstention.rule")).to_contain_text("Answered by a rule")
    expect(turn.locator(".abstention.rule")).to_contain_text("Ask me something")


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Holds a draft up until it is set."""
    event = threading.Event()
    yield event
    event.set()


def test_a_sentence_is_there_before_the_next_is_written(
    url: str, script: Script, gate: threading.Event, open_page: OpenPage
) -> None:
    script.drafts["leave"] = [
        "Annual leave is 25 days a year. ",
        "Hotels may cost ",
        gate,
        "at most 140 euros a night.",
    ]
    page = open_page(url)
    turn = ask(page, "How long is annual leave, and what may hotels cost?")
    expect(turn.locator(".sentence")).to_contain_text("Annual leave is 25 days a year.")
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    gate.set()
    expect(turn.locator(".sentence")).to_have_count(2)
    expect(turn.locator(".sum")).to_contain_text("2 sentences checked against 2 documents")
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()


def test_who_stops_keeps_what_was_checked(url: str, script: Script, gate: threading.Event, open_page: OpenPage) -> None:
    script.drafts["leave"] = [
        "Annual leave is 25 days a year. ",
        "Hotels may cost ",
        gate,
        "at most 140 euros a night.",
    ]
    page = open_page(url)
    turn = ask(page, "How long is annual leave, and what may hotels cost?")
    expect(turn.locator(".sentence")).to_have_count(1)
    page.get_by_role("button", name="Stop").click()
    expect(turn.locator(".sum")).to_have_text("You stopped it. What stands above was checked.")
    gate.set()
    expect(turn.locator(".sentence")).to_have_count(1)


def test_a_withheld_sentence_leaves_a_mark_and_not_its_words(url: str, script: Script, open_page: OpenPage) -> None:
    script.drafts["leave"] = ["Annual leave is 25 days a year. Annual leave is 31 days a year."]
    page = open_page(url)
    turn = ask(page, "How long is annual leave?")
    mark = turn.get_by_role("button", name="A sentence was withheld here: why?")
    mark.hover()
    expect(turn.locator("aside")).to_contain_text("A number in it stands in no source.")
    expect(turn.locator(".sum")).to_contain_text("1 sentence checked against 1 document, 1 withheld")
    assert "31 days" not in page.content()


def test_a_claim_that_was_cited_anew_says_so(url: str, script: Script, open_page: OpenPage) -> None:
    script.drafts["leave"] = ["Hotels may cost at most 140 euros a night [1]."]
    page = open_page(url)
    turn = ask(page, "How long is annual leave a year?")
    expect(turn.locator("aside")).to_contain_text("The draft cited another passage.")
    expect(turn.locator("aside mark")).to_have_text("Hotels may cost at most 140 euros a night.")


def test_a_list_stays_a_list(url: str, script: Script, open_page: OpenPage) -> None:
    script.drafts["leave"] = [
        "A year:\n\n- Annual leave is 25 days a year.\n- Hotels may cost at most 140 euros a night.\n"
    ]
    turn = ask(open_page(url), "How long is annual leave, and what may hotels cost?")
    expect(turn.locator(".sentences ul > li")).to_have_count(2)


def test_a_model_that_breaks_off_is_told_of(url: str, script: Script, open_page: OpenPage) -> None:
    script.drafts["leave"] = ["Annual leave is 25 days a year. Hotels may cost at ", LanguageModelError("gone")]
    turn = ask(open_page(url), "How long is annual leave?")
    expect(turn.locator(".sentence").first).to_be_visible()
    expect(turn.locator(".notice")).to_contain_text("broke off")


def test_feedback_on_one_sentence_is_kept_beside_the_answer(
    url: str, script: Script, open_page: OpenPage, records: Callable[[], list[object]]
) -> None:
    script.drafts["leave"] = ["Annual leave is 25 days a year."]
    turn = ask(open_page(url), "How long is annual leave?")
    turn.get_by_role("button", name="Something is wrong").click()
    turn.get_by_label("The source does not say this").check()
    turn.get_by_label("About").select_option(index=1)
    turn.get_by_label("In your words").fill("It says working days.")
    turn.get_by_role("button", name="Send").click()
    expect(turn.get_by_role("status")).to_contain_text("Thank you")
    answer, said = records()[-2:]
    assert isinstance(answer, AnswerRecord)
    assert isinstance(said, FeedbackRecord)
    assert said.trace_id == answer.trace_id
    assert (said.opinion, said.comment, said.claim) == (Opinion.WRONG_CITATION, "It says working days.", 0)


def test_tags_and_a_day_narrow_the_answer_and_can_be_taken_back(url: str, script: Script, open_page: OpenPage) -> None:
    script.drafts["leave"] = ["Annual leave is 20 days a year."]
    page = open_page(url)
    page.get_by_role("button", name="Narrow").click()
    page.get_by_label("As of the day").fill("2025-06-01")
    page.get_by_role("checkbox", name="people").check()
    turn = ask(page, "How long is annual leave a year?")
    expect(turn.locator(".limits")).to_have_text("department: people · as of 1 June 2025")
    expect(turn.locator("aside")).to_contain_text("Annual leave until 2025")
    page.get_by_role("button", name="Remove department: people").click()
    page.get_by_role("button", name="Remove as of 1 June 2025").click()
    expect(page.locator(".scope-line")).to_contain_text("In all documents, as of today")


def test_after_an_abstention_the_limits_can_be_dropped(url: str, script: Script, open_page: OpenPage) -> None:
    page = open_page(url)
    page.get_by_role("button", name="Narrow").click()
    page.get_by_role("checkbox", name="finance").check()
    card = ask(page, "How long is annual leave a year?").locator(".abstention")
    expect(card).to_contain_text("The documents come near, but do not answer")
    script.drafts["leave"] = ["Annual leave is 25 days a year."]
    card.get_by_role("button", name="Ask again in all documents, as of today").click()
    expect(page.locator(".turn").nth(1).locator(".sentence")).to_contain_text("25 days")


def test_limits_read_out_of_the_words_are_shown_and_can_be_dropped(handbook: str, open_page: OpenPage) -> None:
    page = open_page(handbook)
    turn = ask(page, "What was the hotel limit in the 2024 travel policy?")
    expect(turn.locator(".inferred")).to_contain_text(re.compile("Your words were read as: as of .* 202[45]"))
    with page.expect_request("**/v1/ask") as asked:
        turn.get_by_role("button", name="Ask without").click()
    expect(page.locator(".turn").nth(1).locator(".sum")).to_be_visible()
    expect(page.locator(".turn").nth(1).locator(".inferred")).to_have_count(0)
    assert '"infer":false' in (asked.value.post_data or "")


def test_another_document_that_says_otherwise_is_shown(url: str, script: Script, open_page: OpenPage) -> None:
    script.drafts["leave"] = ["Annual leave is 25 days a year."]
    page = open_page(url)
    page.get_by_role("button", name="Reading public documents").click()
    page.get_by_label("Read as a member of").fill("union")
    page.get_by_role("button", name="Apply").click()
    against = ask(page, "How long is annual leave a year?").locator(".against")
    expect(against).to_contain_text("Another document says otherwise")
    expect(against).to_contain_text("Annual leave is 28 days a year.")
    expect(page.locator(".notice")).to_have_count(0)
    against.get_by_role("link", name="Read it there").click()
    expect(page.locator("#source mark")).to_have_text("Annual leave is 28 days a year.")
