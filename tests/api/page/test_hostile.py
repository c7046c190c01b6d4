"""Documents, titles, tags and questions that would like to be markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from api.app import create_app
from models.protocols import Embedder
from tests.page_parts import Script, scripted, served

OpenPage = Callable[..., Page]
ATTACKS = [
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 1'>",
    "<svg onload='window.pwned = 1'></svg>",
    "\"><iframe srcdoc='<script>parent.pwned = 1</script>'></iframe>",
    "<a href='javascript:window.pwned = 1'>leave</a>",
    "'-window.pwned=1-'${window.pwned=1}{{window.pwned=1}}",
    "</textarea></title><style>body { display: none }</style>",
    "<form action='https://example.invalid'><button autofocus onfocus='window.pwned=1'>",
]
WORDS = "Annual leave is 25 days a year"


def rows() -> list[dict[str, object]]:
    return [
        {
            "id": f"{n}/{attack}.md", "title": f"Leave {n} {attack}", "text": f"{WORDS} in land {n}. {attack}",
            "uri": "javascript:window.pwned=1" if n % 2 else "data:text/html,<script>opener.pwned=1</script>",
            "tags": {"department": [attack], f"key{n}": ["x"]},
        }
        for n, attack in enumerate(ATTACKS)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    script = Script({"leave": [" ".join(f"{WORDS} in land {n}. {attack}" for n, attack in enumerate(ATTACKS))]})
    assistant = scripted(tmp_path_factory.mktemp("hostile"), rows(), script, embedder)
    with served(create_app(lambda: assistant)) as server:
        yield server.url
    assistant.index.close()


def untouched(page: Page) -> bool:
    """Whether nothing ran, nothing was added that is not ours, and every link leads inside or nowhere."""
    return bool(
        page.evaluate(
            """() => window.pwned === undefined
              && !document.querySelector("img, iframe, svg, object, embed, main style, main script, main form[action]")
              && [...document.querySelectorAll("a[href]")].every((a) => a.getAttribute("href").startsWith("#"))
              && getComputedStyle(document.body).display !== "none" """
        )
    )


def test_questions_and_answers_are_text(hostile: str, open_page: OpenPage) -> None:
    page = open_page(hostile)
    for n, attack in enumerate(ATTACKS):
        page.get_by_label("Your question").fill(f"How long is leave? {attack}")
        page.keyboard.press("Enter")
        turn = page.locator(".turn").nth(n)
        expect(turn.locator(".sum")).to_be_visible()
        expect(turn.get_by_role("heading", level=2)).to_have_text(f"How long is leave? {attack}")
        turn.locator(".sentence").first.hover()
        expect(turn.locator("aside h3").first).to_contain_text("Leave")
        turn.get_by_role("button", name="How was this answered?").click()
        expect(turn.locator(".trail tbody tr").first).to_be_visible()
        turn.locator(".sentence").last.click()
    assert untouched(page)


def test_titles_tags_and_paths_are_text(hostile: str, open_page: OpenPage) -> None:
    page = open_page(f"{hostile}#/documents")
    expect(page.get_by_role("rowheader")).to_have_count(len(ATTACKS))
    shown = page.locator(".library").inner_text()
    assert [attack for attack in ATTACKS if attack not in shown] == []
    assert untouched(page)
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_role("button", name="Narrow").click()
    expect(page.get_by_role("checkbox").first).to_be_visible()
    assert untouched(page)


def test_documents_are_text(hostile: str, open_page: OpenPage) -> None:
    page = open_page(f"{hostile}#/documents")
    expect(page.get_by_role("rowheader")).to_have_count(len(ATTACKS))
    links = page.get_by_role("rowheader").get_by_role("link").evaluate_all("all => all.map(a => a.hash)")
    for n, attack in enumerate(ATTACKS):
        page.evaluate("(hash) => { location.hash = hash; }", links[n])
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Leave {n} {attack}")
        expect(page.locator("#source .chunk")).to_contain_text(attack)
        assert untouched(page)


def test_an_address_that_leads_nowhere_breaks_nothing(hostile: str, open_page: OpenPage) -> None:
    page = open_page(hostile)
    for address in ("%", "%2e%2e/%2e%2e/me", "<img>?start=x&end=-4", "0/?start=5&end=2"):
        page.evaluate("(hash) => { location.hash = hash; }", f"#/source/{address}")
        expect(page.locator("#source h1")).to_have_text(re.compile("no such document|cannot be shown"))
    page.evaluate("location.hash = '#/nothing'")
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you need to know?")
    assert untouched(page)
