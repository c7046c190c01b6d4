"""A conversation of several turns, in a browser: what stands beside what, what is said against, what a key ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from api.app import create_app
from api.door import Door
from ingest.sources.places import discover
from models.protocols import Embedder
from ragstone.assistant import Assistant
from ragstone.ingestion import build_sync
from ragstone.keys.keyring import Keyring
from ragstone.settings import load_settings
from tests.page_parts import Row, Script, scripted, served

OpenPage = Callable[..., Page]
LEAVE = "How long is annual leave a year?"
HOTELS = "What may hotels cost a night?"
TEXT = ".asked, .sentence, .held, .sum, .actions, .abstention, .against, .notice, .trail"


def ask(page: Page, question: str) -> Locator:
    """The turn, once it is over."""
    turns = page.locator(".turn")
    asked = turns.count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    expect(turns.nth(asked).locator(".sum")).to_be_visible()
    return turns.nth(asked)


def boxes(page: Page, selector: str) -> list[FloatRect]:
    """Where the visible elements stand."""
    found = [one.bounding_box() for one in page.locator(selector).all() if one.is_visible()]
    return [box for box in found if box is not None]


def overlap(one: FloatRect, other: FloatRect) -> bool:
    """Whether both cover the same place."""
    beside = one["x"] >= other["x"] + other["width"] or other["x"] >= one["x"] + one["width"]
    below = one["y"] >= other["y"] + other["height"] or other["y"] >= one["y"] + one["height"]
    return not (beside or below)


def assert_one_card_apart(page: Page) -> None:
    """One card is open, and it lies on nothing that is to be read."""
    (card,) = boxes(page, "aside.evidence")
    assert [text for text in boxes(page, TEXT) if overlap(card, text)] == []


@pytest.mark.parametrize("width", [1280, 700])
def test_one_card_is_open_and_lies_on_nothing(url: str, script: Script, open_page: OpenPage, width: int) -> None:
    script.drafts |= {
        "leave": ["Annual leave is 25 days a year."],
        "hotels": ["Hotels may cost at most 140 euros a night."],
    }
    page = open_page(url, viewport={"width": width, "height": 800})
    turns = [ask(page, question) for question in (LEAVE, HOTELS, LEAVE)]
    for turn in (*turns, turns[0]):
        turn.locator(".cite").first.click()
        expect(turn.locator("aside.evidence")).to_contain_text("Read it in the document")
        assert_one_card_apart(page)
        expect(page.locator(".sentence.shown")).to_have_count(1)


def test_a_card_is_open_beside_the_newest_answer_and_beside_no_other(handbook: str, open_page: OpenPage) -> None:
    page = open_page(handbook)
    for question in (
        "How often are backups made?",
        "Who is the data protection officer?",
        "How many days of annual leave?",
    ):
        turn = ask(page, question)
        expect(turn.locator("aside.evidence")).to_be_visible()
        assert_one_card_apart(page)
    ask(page, "Who won the football championship in Madrid?")
    assert boxes(page, "aside.evidence") == []


def test_a_key_that_ends_amid_a_conversation_is_asked_for_where_it_is_seen(
    small: Assistant, keyring: Keyring, script: Script, open_page: OpenPage
) -> None:
    script.drafts |= {
        "leave": ["Annual leave is 25 days a year."],
        "hotels": ["Hotels may cost at most 140 euros a night."],
    }
    with served(create_app(lambda: small, Door(keyring=keyring))) as server:
        page = open_page(server.url)
        page.get_by_label("Key", exact=True).fill("board")
        page.get_by_role("button", name="Use this key").click()
        expect(page.get_by_role("button", name="Reading as board")).to_be_visible()
        ask(page, LEAVE)
        ask(page, HOTELS)
        assert page.evaluate("scrollY") > 0
        keyring.revoke("board")
        page.get_by_label("Your question").fill("How long is annual leave for the board?")
        page.keyboard.press("Enter")
        panel, key = page.get_by_role("region", name="Who is reading"), page.get_by_label("Key", exact=True)
        expect(panel).to_contain_text("The key that you gave opens nothing")
        expect(panel).to_be_in_viewport(ratio=1)
        expect(key).to_be_focused()
        expect(page.get_by_label("Your question")).to_have_value("How long is annual leave for the board?")
        page.keyboard.type("staff")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Your question")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(".turn .sentence")).to_contain_text("25 days")


def test_what_denies_the_question_stands_apart(url: str, script: Script, open_page: OpenPage) -> None:
    script.drafts["hotels"] = ["Annual leave is 25 days a year."]
    turn = ask(open_page(url), "Since hotels may cost 250 euros a night, may I book a suite?")
    against = turn.locator(".sentences .otherwise")
    expect(against.locator(".what")).to_have_text("The documents say otherwise:")
    expect(against.locator(".sentence")).to_contain_text("Hotels may cost at most 140 euros a night.")
    assert against.evaluate("(node) => getComputedStyle(node).borderInlineStartWidth") == "2px"
    expect(turn.locator(".sentences > p:not(.otherwise)")).to_contain_text("Annual leave is 25 days a year.")


def test_a_way_that_leads_through_another_index_says_so(
    embedder: Embedder, tmp_path: Path, open_page: OpenPage
) -> None:
    rows: list[Row] = [{"id": "leave.md", "title": "Annual leave", "text": "Annual leave is 25 days a year."}]
    assistant = scripted(tmp_path, rows, Script({"leave": ["Annual leave is 25 days a year."]}), embedder)
    with served(create_app(lambda: assistant)) as server:
        page = open_page(server.url)
        ways = [ask(page, LEAVE).locator(".outcome") for _ in range(2)]
        ways[0].get_by_role("button", name="How was this answered?").click()
        expect(ways[0].locator(".trail")).to_contain_text("so an answer was drafted")
        expect(ways[0].locator(".since")).to_have_count(0)
        (tmp_path / "rows.jsonl").write_text('{"id": "pay.md", "title": "Pay", "text": "Pay comes on the 25th."}\n')
        settings = load_settings(flags={"index": {"path": tmp_path / "index"}}, environment={}).settings
        build_sync(settings, rebuild=False).run(discover(tmp_path / "rows.jsonl"), roots=[str(tmp_path / "rows.jsonl")])
        ways[1].get_by_role("button", name="How was this answered?").click()
        expect(ways[1].locator(".since")).to_contain_text("The documents were synced since this was answered.")
    assistant.index.close()
