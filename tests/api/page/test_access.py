"""For everybody: by keyboard alone, with a screen reader, in light and dark, on narrow screens, from right to left."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from api.app import create_app
from models.protocols import Embedder
from tests.page_parts import Row, Script, scripted, served

OpenPage = Callable[..., Page]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
DRAFT = ["Annual leave is 25 days a year. Annual leave is 31 days a year."]
ARABIC = ["يحصل كل موظف على 25 يوم إجازة. تضاف خمسة أيام بعد عشر سنوات."]
QUESTION = "How long is annual leave a year?"


def findings(page: Page) -> list[str]:
    """What axe-core finds that is more than a minor matter."""
    page.evaluate(AXE)
    found = page.evaluate("(options) => axe.run(document, options)", RULES)
    assert len(found["passes"]) > 10
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        if one["impact"] != "minor"
        for node in one["nodes"]
    ]


def ask(page: Page, question: str = QUESTION) -> None:
    asked = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn").nth(asked).locator(".sum")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_axe_finds_nothing_that_matters(url: str, script: Script, open_page: OpenPage, scheme: str, width: int) -> None:
    script.drafts["leave"] = DRAFT
    # axe adds styles of its own, which the page's policy would refuse
    page = open_page(url, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    found = {"welcome": findings(page)}
    page.get_by_role("button", name="Narrow").click()
    page.get_by_role("checkbox", name="people").check()
    page.get_by_role("button", name="Reading public documents").click()
    found["panels"] = findings(page)
    page.get_by_role("button", name="Done").click()
    ask(page)
    page.locator(".cite").first.click()
    page.get_by_role("button", name="How was this answered?").click()
    expect(page.locator(".trail tbody tr").first).to_be_visible()
    page.get_by_role("button", name="Something is wrong").click()
    found["answer"] = findings(page)
    page.locator(".withheld").click()
    found["withheld"] = findings(page)
    ask(page, "Is there a canteen?")
    found["abstention"] = findings(page)
    page.get_by_role("link", name="Documents", exact=True).click()
    expect(page.get_by_role("rowheader").first).to_be_visible()
    found["documents"] = findings(page)
    page.goto(f"{url}#/source/people/leave.md?start=0&end=12")
    expect(page.locator("#source mark")).to_be_visible()
    found["source"] = findings(page)
    assert {state: texts for state, texts in found.items() if texts} == {}


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_axe_finds_nothing_that_matters_in_a_conversation(
    handbook: str, open_page: OpenPage, scheme: str, width: int
) -> None:
    page = open_page(handbook, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    for question in (
        "How often are backups made?",
        "And how long are they kept?",
        "Who is the data protection officer?",
    ):
        ask(page, question)
    found = {"end": findings(page)}
    for turn in page.locator(".turn").all():
        turn.get_by_role("button", name="How was this answered?").click()
        expect(turn.locator(".trail tbody tr").first).to_be_visible()
    page.locator(".cite").first.click()
    expect(page.locator("aside blockquote .around").first).to_be_visible()
    found["first card, all ways"] = findings(page)
    assert {state: texts for state, texts in found.items() if texts} == {}


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1280), ("light", 360)])
def test_a_place_on_its_page_is_for_everybody(handbook: str, open_page: OpenPage, scheme: str, width: int) -> None:
    address = f"{handbook}#/source/finance/purchasing.pdf?start=0&end=36"
    page = open_page(address, color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
    page.get_by_role("button", name="See it on the page").press("Enter")
    expect(page.get_by_role("figure")).to_be_focused()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_text_that_comes_late_takes_the_focus_from_nobody(handbook: str, open_page: OpenPage) -> None:
    page = open_page("about:blank")
    waiting: list[Route] = []
    page.route("**/chunks?**", lambda route: waiting.append(route))
    with page.expect_request("**/chunks?**"):
        page.goto(f"{handbook}#/source/finance/purchasing.pdf?start=0&end=36")
    button = page.get_by_role("button", name="See it on the page")
    button.focus()
    waiting.pop().continue_()
    expect(page.locator("#source mark")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(button).to_be_focused()


def test_everything_can_be_done_by_keyboard(url: str, script: Script, open_page: OpenPage) -> None:
    script.drafts["leave"] = DRAFT
    page = open_page(url)
    expect(page.locator("#welcome-text")).to_contain_text("2 documents")
    keys = page.keyboard

    def tab_to(name: str, *, most: int = 25) -> None:
        for _ in range(most):
            keys.press("Tab")
            if name in (
                page.evaluate(
                    "document.activeElement.ariaLabel || document.activeElement.innerText || document.activeElement.id"
                )
                or ""
            ):
                return
        raise AssertionError(f"'{name}' is not reached by Tab")

    tab_to("Skip to the content", most=1)
    tab_to("question")
    keys.type(QUESTION)
    keys.press("Enter")
    expect(page.locator(".turn .sum")).to_be_visible()
    expect(page.get_by_label("Your question")).to_be_focused()
    for _ in range(30):
        keys.press("Shift+Tab")
        if page.evaluate("document.activeElement.className") == "cite":
            break
    expect(page.locator("aside.evidence")).to_contain_text("Annual leave")
    keys.press("Enter")
    expect(page.locator("aside.evidence")).to_be_focused()
    keys.press("Escape")
    expect(page.locator(".cite").first).to_be_focused()
    tab_to("A sentence was withheld here: why?")
    expect(page.locator("aside.evidence")).to_contain_text("A number in it stands in no source.")
    keys.press("Shift+Tab")
    tab_to("How was this answered?")
    keys.press("Enter")
    expect(page.locator(".trail")).to_contain_text("public documents only")
    page.locator(".cite").first.focus()
    keys.press("Enter")
    tab_to("Read it in the document", most=3)
    keys.press("Enter")
    expect(page.locator("#source mark")).to_be_focused()


def test_a_screen_reader_hears_what_happens(url: str, script: Script, open_page: OpenPage) -> None:
    script.drafts["leave"] = DRAFT
    page = open_page("about:blank")
    page.add_init_script(
        """addEventListener("DOMContentLoaded", () => {
          window.heard = [];
          new MutationObserver(() => heard.push(document.getElementById("status").textContent))
            .observe(document.getElementById("status"), { childList: true });
        });"""
    )
    page.goto(url)
    ask(page)
    heard = page.evaluate("heard")
    assert "Annual leave is 25 days a year." in heard
    assert heard[-1] == "The answer is complete: 1 sentence checked and shown, 1 withheld."
    ask(page, "Since hotels may cost 250 euros a night, may I book a suite?")
    assert "The documents say otherwise: Hotels may cost at most 140 euros a night." in page.evaluate("heard")


@pytest.mark.parametrize("width", [320, 480])
def test_on_a_narrow_screen_evidence_stands_below_its_sentence(
    url: str, script: Script, open_page: OpenPage, width: int
) -> None:
    script.drafts["leave"] = DRAFT
    page = open_page(url, viewport={"width": width, "height": 640}, has_touch=True)
    ask(page)
    expect(page.locator("aside.evidence")).to_be_hidden()
    page.locator(".sentence").first.tap()
    sentence, evidence = page.locator(".sentence").first.bounding_box(), page.locator("aside.evidence").bounding_box()
    assert sentence is not None
    assert evidence is not None
    assert evidence["y"] >= sentence["y"] + sentence["height"] - 2
    page.locator(".sentence").first.tap()
    expect(page.locator("aside.evidence")).to_be_hidden()


@pytest.mark.parametrize("view", ["", "#/documents", "#/source/people/leave.md"])
def test_nothing_is_wider_than_a_narrow_screen(url: str, open_page: OpenPage, view: str) -> None:
    page = open_page(f"{url}{view}", viewport={"width": 320, "height": 640})
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_text_from_right_to_left_runs_so(url: str, script: Script, open_page: OpenPage) -> None:
    script.drafts["כמה"] = DRAFT
    page = open_page(url)
    ask(page, "כמה ימי חופשה יש?")
    asked = page.locator(".asked")
    assert asked.evaluate("(node) => getComputedStyle(node).direction") == "rtl"
    assert page.locator(".sentences p").first.evaluate("(node) => getComputedStyle(node).direction") == "ltr"


@pytest.mark.parametrize("draft", [ARABIC, [f"- {ARABIC[0]}"]])
def test_an_answer_from_right_to_left_is_read_from_the_right(
    embedder: Embedder, tmp_path: Path, open_page: OpenPage, draft: list[str]
) -> None:
    rows: list[Row] = [{"id": "leave.md", "title": "الإجازة", "text": ARABIC[0]}]
    assistant = scripted(tmp_path, rows, Script({"كم": draft}), embedder)
    with served(create_app(lambda: assistant)) as server:
        page = open_page(server.url)
        ask(page, "كم يوم إجازة؟")
        block = page.locator(".sentences p, .sentences ul").first
        assert block.evaluate("(node) => getComputedStyle(node).direction") == "rtl"
        first, second = (one.bounding_box() for one in page.locator(".sentence").all())
    assistant.index.close()
    assert first is not None
    assert second is not None
    assert first["x"] + first["width"] > second["x"] + second["width"]
    assert first["y"] < second["y"] or first["x"] >= second["x"] + second["width"] - 2


def test_nothing_moves_for_those_who_do_not_want_it(url: str, script: Script, open_page: OpenPage) -> None:
    script.drafts["leave"] = DRAFT
    page = open_page(url)
    ask(page)
    assert page.evaluate("document.getAnimations().length") == 0
