"""The list of documents, a document to read, and documents that are not for everybody."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

OpenPage = Callable[..., Page]
HIDDEN = "hr-only/compensation-bands.xlsx"


def test_documents_are_listed_with_their_state_and_days(handbook: str, open_page: OpenPage) -> None:
    page = open_page(f"{handbook}#/documents")
    title = page.get_by_role("rowheader", name="finance/travel-expenses-2025.md")
    old = page.get_by_role("row").filter(has=title)
    expect(old).to_contain_text("Superseded")
    expect(old).to_contain_text("by finance/travel-expenses-2026.md")
    page.get_by_label("State").select_option("In force")
    expect(page.locator(".count-line")).to_have_text("49 documents")
    expect(old).to_have_count(0)


def test_the_list_is_searched_and_narrowed(handbook: str, open_page: OpenPage) -> None:
    page = open_page(f"{handbook}#/documents")
    page.get_by_label("Title or path").fill("annual LEAVE")
    expect(page.locator(".count-line")).to_have_text("1 document")
    page.get_by_label("Tag").select_option("people")
    expect(page.get_by_role("rowheader")).to_contain_text("Annual leave")
    page.get_by_label("Title or path").fill("zeppelin")
    expect(page.locator(".count-line")).to_have_text("No document that you may read fits this.")


def test_a_long_list_comes_in_pages(handbook: str, open_page: OpenPage) -> None:
    page = open_page(f"{handbook}#/documents")
    expect(page.get_by_role("rowheader")).to_have_count(50)
    page.get_by_role("button", name="Show more").click()
    expect(page.get_by_role("button", name="Show more")).to_be_hidden()
    assert page.get_by_role("rowheader").count() > 50


def test_a_document_is_read_from_the_list(handbook: str, open_page: OpenPage) -> None:
    page = open_page(f"{handbook}#/documents")
    page.get_by_role("link", name="Annual leave", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Annual leave")
    expect(page.locator("#source")).to_contain_text("Everybody has 27 days a year")


def test_a_document_that_is_open_is_not_drawn_anew_once_the_reader_is_known(url: str, open_page: OpenPage) -> None:
    page = open_page("about:blank")
    drawn: list[str] = []

    def slow(route: Route) -> None:
        page.wait_for_timeout(500)
        route.continue_()

    page.route("**/v1/me", slow)
    page.on("request", lambda request: drawn.append(request.url) if "/source?" in request.url else None)
    page.goto(f"{url}#/source/people/leave.md?start=0&end=12")
    expect(page.locator("#source mark")).to_be_focused()
    page.wait_for_timeout(800)
    expect(page.locator("#source mark")).to_be_focused()
    assert len(drawn) == 1


def test_a_long_document_shows_what_comes_before_and_after(handbook: str, open_page: OpenPage) -> None:
    page = open_page(handbook)
    found = page.evaluate(
        """async () => {
          const { documents } = await (await fetch("v1/documents?limit=1000")).json();
          const longest = documents.sort((a, b) => b.chunks - a.chunks)[0];
          const { chunks } = await (await fetch(`v1/documents/${longest.document_id}/chunks?limit=1000`)).json();
          return [longest.document_id, chunks.length, chunks.at(-1).start, chunks.at(-1).end];
        }"""
    )
    document_id, count, start, end = found
    page.goto(f"{handbook}#/source/{document_id}?start={start}&end={end}")
    expect(page.locator("#source mark").first).to_be_in_viewport()
    shown = page.locator("#source .chunk").count()
    while shown < count:
        page.get_by_role("button", name="Show what comes before").click()
        expect(page.locator("#source .chunk")).not_to_have_count(shown)
        shown = page.locator("#source .chunk").count()
    expect(page.locator("#source .chunk")).to_have_count(count)


def test_a_document_that_is_not_for_the_reader_is_like_one_that_is_not_there(
    handbook: str, open_page: OpenPage
) -> None:
    page = open_page(f"{handbook}#/source/{HIDDEN}")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("There is no such document")
    said = page.locator("#source").inner_text()
    page.goto(f"{handbook}#/source/made/up.md")
    expect(title).to_have_text("There is no such document")
    assert page.locator("#source").inner_text() == said
    page.goto(f"{handbook}#/documents")
    page.get_by_label("Title or path").fill("compensation")
    expect(page.locator(".count-line")).to_have_text("No document that you may read fits this.")


def test_without_keys_a_reader_may_name_groups_and_sees_more(handbook: str, open_page: OpenPage) -> None:
    page = open_page(f"{handbook}#/documents")
    page.get_by_role("button", name="Reading public documents").click()
    page.get_by_label("Read as a member of").fill("hr, board")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("button", name="Reading as hr, board")).to_be_focused()
    page.get_by_label("Title or path").fill("compensation bands")
    expect(page.locator(".count-line")).to_have_text("1 document")
    expect(page.get_by_role("rowheader")).to_contain_text("only hr")


def test_a_place_in_a_pdf_is_seen_on_its_page(handbook: str, open_page: OpenPage) -> None:
    page = open_page(f"{handbook}#/source/finance/purchasing.pdf?start=0&end=36")
    page.get_by_role("button", name="See it on the page").click()
    image = page.get_by_role("img", name="Page 1 of")
    expect(image).to_be_visible()
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 500
    page.goto(f"{handbook}#/source/people/annual-leave.md?start=0&end=36")
    expect(page.get_by_role("heading", level=1)).to_have_text("Annual leave")
    expect(page.get_by_role("button", name="See it on the page")).to_have_count(0)
