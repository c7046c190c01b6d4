"""What the page says when there is nothing to say: no documents, no server, no patience, no key."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from api.app import create_app
from api.door import Door
from ingest.errors import IndexMissingError, StoreError
from ragstone.assistant import Assistant
from ragstone.clock import today
from ragstone.keys.keyring import Keyring
from ragstone.settings import OidcSettings
from ragstone.wiring import build_tokens
from tests.oidc_issuer import AUDIENCE, LoopbackIssuer, rsa_key
from tests.page_parts import Script, served

OpenPage = Callable[..., Page]
DRAFT = ["Annual leave is 25 days a year."]
QUESTION = "How long is annual leave a year?"


def ask(page: Page, question: str = QUESTION) -> None:
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")


def test_a_server_without_documents_says_how_to_fill_it(open_page: OpenPage) -> None:
    def build() -> Assistant:
        raise IndexMissingError("got no index")

    with served(create_app(build)) as server:
        page = open_page(server.url)
        expect(page.locator("#empty")).to_contain_text("There are no documents yet")
        expect(page.locator("#empty")).to_contain_text("ragstone sync")
        ask(page)
        expect(page.locator(".turn .sum")).to_contain_text("There are no documents to answer from yet.")


def test_a_server_that_is_not_ready_says_why(open_page: OpenPage) -> None:
    def build() -> Assistant:
        raise StoreError("the disk is asleep")

    with served(create_app(build)) as server:
        page = open_page(server.url)
        expect(page.get_by_role("alert")).to_contain_text("The server is not ready: the disk is asleep")


def test_a_reader_to_whom_nothing_is_open_is_told_so(
    small: Assistant, keyring: Keyring, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.documents.today", lambda: date(1990, 1, 1))
    monkeypatch.setattr(small.index, "library", lambda groups: [])
    with served(create_app(lambda: small)) as server:
        expect(open_page(server.url).locator("#empty")).to_contain_text("There is nothing here for you to read")


def test_a_server_that_goes_away_leaves_the_question_and_comes_back(
    small: Assistant, script: Script, open_page: OpenPage, url: str
) -> None:
    script.drafts["leave"] = DRAFT
    with served(create_app(lambda: small)) as server:
        page = open_page(server.url)
        expect(page.locator("#welcome-text")).to_contain_text("2 documents")
        server.stop()
        ask(page)
        expect(page.locator(".turn .sum")).to_have_text("The server does not answer. Your question is kept.")
        server.start()
        page.get_by_role("button", name="Try again").click()
        expect(page.locator(".turn .sentence")).to_contain_text("25 days")
        expect(page.locator(".turn")).to_have_count(1)


def test_a_page_that_opens_without_its_server_says_so_until_it_is_there(small: Assistant, open_page: OpenPage) -> None:
    with served(create_app(lambda: small)) as server:
        page = open_page("about:blank")
        page.route("**/v1/**", lambda route: route.abort())
        page.goto(server.url)
        expect(page.get_by_role("alert")).to_contain_text("The server does not answer. Is it running?")
        page.unroute("**/v1/**")
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("alert")).to_be_hidden()
        expect(page.locator("#welcome-text")).to_contain_text("2 documents")


def test_a_connection_that_breaks_amid_an_answer_keeps_what_was_checked(url: str, open_page: OpenPage) -> None:
    page = open_page(url)
    claim = '{"lead": "", "text": "It is so.", "support_score": 1, "citations": [], "reason": "supported"}'
    body = f'event: evidence\ndata: {{"hits": []}}\n\nevent: claim\ndata: {claim}\n\n'
    page.route("**/v1/ask", lambda route: route.fulfill(body=body, content_type="text/event-stream"))
    ask(page)
    expect(page.locator(".turn .sentence")).to_have_text("It is so.")
    expect(page.locator(".turn .sum")).to_have_text("The connection broke off. What stands above was checked.")


def test_a_slow_answer_says_that_it_is_slow(url: str, script: Script, open_page: OpenPage) -> None:
    gate = threading.Event()
    script.drafts["leave"] = [gate, *DRAFT]
    page = open_page("about:blank")
    page.clock.install()
    page.goto(url)
    ask(page)
    expect(page.locator(".progress")).to_contain_text("Reading")
    page.clock.fast_forward(7_000)
    expect(page.locator(".progress")).to_contain_text("Still reading")
    page.clock.fast_forward(20_000)
    expect(page.locator(".progress")).to_contain_text("longer than it should")
    gate.set()
    expect(page.locator(".turn .sentence")).to_contain_text("25 days")
    expect(page.locator(".progress")).to_have_count(0)


@pytest.fixture
def guarded(small: Assistant, keyring: Keyring, script: Script) -> Iterator[str]:
    script.drafts["leave"] = DRAFT
    with served(create_app(lambda: small, Door(keyring))) as server:
        yield server.url
    script.drafts.clear()


def give(page: Page, secret: str) -> None:
    page.get_by_label("Key", exact=True).fill(secret)
    page.get_by_role("button", name="Use this key").click()


def test_a_key_is_asked_for_kept_in_the_tab_and_forgotten(guarded: str, open_page: OpenPage) -> None:
    page = open_page(guarded)
    panel = page.get_by_role("region", name="Who is reading")
    expect(panel).to_contain_text("This server answers those who have a key.")
    give(page, "board")
    expect(page.get_by_role("button", name="Reading as board")).to_be_visible()
    assert page.evaluate("[sessionStorage.getItem('ragstone.key'), localStorage.length, document.cookie]") == [
        "board",
        0,
        "",
    ]
    page.reload()
    expect(page.get_by_role("button", name="Reading as board")).to_be_visible()
    page.get_by_role("button", name="Reading as board").click()
    expect(panel).to_contain_text("The key is good until")
    page.get_by_role("button", name="Forget the key").click()
    expect(page.get_by_role("button", name="A key is wanted")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('ragstone.key')") is None


def test_a_token_is_given_as_a_key_is(small: Assistant, open_page: OpenPage) -> None:
    with LoopbackIssuer({"first": rsa_key()}) as issuer:
        settings = OidcSettings(issuer=issuer.url, audience=AUDIENCE)
        with served(create_app(lambda: small, Door(tokens=build_tokens(settings)))) as server:
            page = open_page(server.url)
            give(page, issuer.token(groups=["board"]))
            page.get_by_role("button", name="Reading as board").click()
            panel = page.get_by_role("region", name="Who is reading")
            expect(panel).to_contain_text("oidc:jana")
            expect(panel).to_contain_text("The key is good until")


def test_a_refusal_that_comes_late_disturbs_nobody_who_types_a_key(guarded: str, open_page: OpenPage) -> None:
    page = open_page("about:blank")
    waiting: list[Route] = []
    page.route("**/v1/documents/**", lambda route: waiting.append(route))
    with page.expect_request("**/v1/documents/**"):
        page.goto(f"{guarded}#/source/people/leave.md")
    page.get_by_label("Key", exact=True).fill("staff")
    waiting.pop().fallback()
    expect(page.locator("#source h1")).to_have_text("The document cannot be shown")
    expect(page.get_by_label("Key", exact=True)).to_have_value("staff")
    page.unroute("**/v1/documents/**")
    page.get_by_role("button", name="Use this key").click()
    expect(page.get_by_role("button", name="Reading public documents")).to_be_visible()
    expect(page.locator("#source h1")).to_have_text("Annual leave")


@pytest.mark.parametrize("secret", ["nonsense", "old"])
def test_a_key_that_opens_nothing_is_asked_for_again(guarded: str, open_page: OpenPage, secret: str) -> None:
    page = open_page(guarded)
    give(page, secret)
    expect(page.get_by_role("region", name="Who is reading")).to_contain_text(
        "it is unknown, was revoked, or has expired"
    )


def test_a_key_that_expires_amid_a_conversation_says_so_and_the_question_stays(
    guarded: str, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("about:blank")
    page.clock.install(time=datetime.combine(today(), datetime.min.time(), UTC))
    page.goto(guarded)
    give(page, "board")
    expect(page.get_by_role("button", name="Reading as board")).to_be_visible()
    later = today() + timedelta(days=31)
    monkeypatch.setattr("api.door.today", lambda: later)
    page.clock.set_fixed_time(datetime.combine(later, datetime.min.time(), UTC))
    ask(page)
    expect(page.get_by_role("region", name="Who is reading")).to_contain_text("The key that you gave was good until")
    expect(page.get_by_label("Your question")).to_have_value(QUESTION)
    expect(page.locator(".turn")).to_have_count(0)


def test_a_key_reads_what_its_groups_may(guarded: str, open_page: OpenPage) -> None:
    page = open_page(f"{guarded}#/source/board/bonus.md")
    give(page, "staff")
    expect(page.get_by_role("button", name="Reading public documents")).to_be_visible()
    expect(page.get_by_role("heading", name="There is no such document")).to_be_visible()
    page.get_by_role("button", name="Reading public documents").click()
    give(page, "board")
    expect(page.locator("#source")).to_contain_text("The bonus is 90,000 euros a year.")


def test_what_one_key_was_told_is_gone_with_it(guarded: str, open_page: OpenPage) -> None:
    page = open_page(guarded)
    asked: list[Any] = []
    page.on("request", lambda request: asked.append(request.post_data_json) if "v1/ask" in request.url else None)
    give(page, "staff")
    expect(page.get_by_role("button", name="Reading public documents")).to_be_visible()
    ask(page)
    expect(page.locator(".turn .sentence")).to_contain_text("25 days")
    page.get_by_role("button", name="Reading public documents").click()
    page.get_by_role("button", name="Forget the key").click()
    expect(page.locator(".turn")).to_have_count(0)
    give(page, "board")
    expect(page.get_by_role("button", name="Reading as board")).to_be_visible()
    ask(page)
    expect(page.locator(".turn .sentence")).to_contain_text("25 days")
    assert [body["history"] for body in asked] == [[], []]


@pytest.mark.parametrize(
    ("secret", "why"),
    [("board", "The server does not answer."), ("board\u200b", "It holds a character that no key has")],
)
def test_a_key_that_cannot_be_checked_is_not_kept(guarded: str, open_page: OpenPage, secret: str, why: str) -> None:
    page = open_page(guarded)
    panel = page.get_by_role("region", name="Who is reading")
    expect(panel).to_contain_text("This server answers those who have a key.")
    page.route("**/v1/me", lambda route: route.abort())
    give(page, secret)
    expect(panel).to_contain_text(f"The key could not be checked, and is not kept. {why}")
    assert page.evaluate("sessionStorage.getItem('ragstone.key')") is None
    page.unroute("**/v1/me")
    give(page, "board")
    expect(page.get_by_role("button", name="Reading as board")).to_be_visible()


def test_nothing_is_tried_again_while_another_question_runs(url: str, script: Script, open_page: OpenPage) -> None:
    gate = threading.Event()
    script.drafts["leave"] = [gate, *DRAFT]
    page = open_page(url)
    page.route("**/v1/ask", lambda route: route.abort())
    ask(page)
    expect(page.locator(".turn .sum")).to_contain_text("The server does not answer.")
    page.unroute("**/v1/ask")
    ask(page)
    expect(page.locator(".progress")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    gate.set()
    expect(page.locator(".turn .sentence")).to_have_count(1)
    expect(page.locator(".turn")).to_have_count(2)


@pytest.mark.parametrize("name", ["constructor", "toString", "nothing"])
def test_an_address_that_names_no_view_is_the_conversation(url: str, open_page: OpenPage, name: str) -> None:
    expect(open_page(f"{url}#/{name}").get_by_label("Your question")).to_be_visible()
