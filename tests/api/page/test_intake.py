"""Documents that are taken in and out on the page, by those who may."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from models.protocols import Embedder
from ragstone.keys.key import Scope
from tests.library_parts import World, keyring_of, world
from tests.page_parts import served

OpenPage = Callable[..., Page]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
HOSTILE = "&lt;img onerror=pwned=1&gt; ${pwned=1} 'x'.txt"


@pytest.fixture(scope="module")
def place(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> World:
    return world(tmp_path_factory.mktemp("intake"), embedder, max_upload_mb=0.01)


@pytest.fixture(scope="module")
def open_to_all(place: World) -> Iterator[str]:
    """Where nobody is asked who they are."""
    with served(place.app()) as server:
        yield server.url


@pytest.fixture(scope="module")
def guarded(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a key is needed."""
    root = tmp_path_factory.mktemp("guarded")
    keyring = keyring_of(root, reader=(("hr",), ()), curator=(("hr", "payroll"), (Scope.INGEST,)))
    with served(world(root, embedder).app(keyring)) as server:
        yield server.url


def file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def enter(page: Page, secret: str) -> None:
    page.get_by_label("Key", exact=True).fill(secret)
    page.keyboard.press("Enter")
    expect(page.locator("#reader-panel")).to_be_hidden()


def choose(page: Page, *chosen: FilePayload) -> Locator:
    """The form, open, with files in it."""
    form = page.get_by_role("form", name="Add documents")
    if not form.is_visible():
        page.get_by_role("button", name="Add documents").click()
    form.get_by_label("Files").set_input_files(list(chosen))
    return form


def findings(page: Page) -> Sequence[str]:
    page.evaluate(AXE)
    found = page.evaluate("(options) => axe.run(document, options)", RULES)
    return [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def test_a_file_is_uploaded_listed_asked_about_and_removed(open_to_all: str, open_page: OpenPage) -> None:
    page = open_page(f"{open_to_all}#/documents")
    form = choose(page, file("canteen.txt", "Canteen\n\nThe canteen opens at noon."))
    form.get_by_label("Everyone who can ask here").check()
    expect(form).to_contain_text("Everyone who can ask here will be able to read them.")
    form.get_by_role("button", name="Upload 1 file").click()
    expect(page.locator(".jobs")).to_contain_text("done, 1 added")
    expect(page.locator("#status")).to_contain_text("1 added")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="canteen.txt"))
    expect(row).to_have_count(1)
    page.get_by_role("link", name="Ask", exact=True).click()
    page.get_by_label("Your question").fill("The canteen opens at?")
    page.keyboard.press("Enter")
    expect(page.locator(".sentences")).to_contain_text("The canteen opens at noon.")
    page.get_by_role("link", name="Documents", exact=True).click()
    row.get_by_role("button", name="Remove canteen").click()
    expect(row.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row.get_by_role("button", name="Remove canteen")).to_be_focused()
    page.keyboard.press("Enter")
    row.get_by_role("button", name="Remove it").click()
    expect(row).to_have_count(0)
    expect(page.locator(".jobs")).to_contain_text("1 removed")
    expect(page.get_by_role("button", name="Remove", exact=False)).to_have_count(0)


def test_who_will_read_it_is_chosen_and_said(guarded: str, open_page: OpenPage) -> None:
    page = open_page(f"{guarded}#/documents")
    enter(page, "curator")
    form = choose(page, file("pay.txt", "Pay day is the 25th."))
    expect(form).to_contain_text("Only members of hr and payroll will be able to read them.")
    form.get_by_role("checkbox", name="payroll").uncheck()
    expect(form).to_contain_text("Only members of hr will be able to read them.")
    expect(form.get_by_label("Groups, with commas between")).to_have_count(0)
    form.get_by_role("checkbox", name="hr").uncheck()
    form.get_by_role("button", name="Upload 1 file").click()
    expect(page.get_by_role("alert").filter(has_text="Name at least one group")).to_be_visible()
    form.get_by_role("checkbox", name="hr").check()
    form.get_by_role("button", name="Upload 1 file").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="pay.txt"))
    expect(row).to_contain_text("only hr")


def test_without_a_choice_nothing_is_sent(open_to_all: str, open_page: OpenPage) -> None:
    page = open_page(f"{open_to_all}#/documents")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    form = choose(page, file("a.txt", "Text."))
    expect(form).to_contain_text("Nobody has been chosen yet.")
    form.get_by_role("button", name="Upload 1 file").click()
    assert "POST" not in sent
    form.get_by_label("Groups, with commas between").fill("hr, board")
    expect(form).to_contain_text("Only members of hr and board will be able to read them.")


def test_a_refused_upload_shows_its_sentence(open_to_all: str, open_page: OpenPage) -> None:
    page = open_page(f"{open_to_all}#/documents")
    form = choose(page, file("leave.md", "Mine."))
    form.get_by_label("Everyone who can ask here").check()
    form.get_by_role("button", name="Upload 1 file").click()
    expect(page.get_by_role("alert").filter(has_text="got the name 'leave.md', which a document has")).to_be_visible()
    form.get_by_role("button", name="Leave out leave.md").click()
    choose(page, file("large.txt", "x" * 20_000))
    expect(page.get_by_role("alert").filter(has_text="“large.txt” has 20 kB; at most 10 kB are taken.")).to_be_visible()
    expect(form.get_by_role("listitem")).to_have_count(0)


def test_what_could_not_be_read_is_listed_with_its_reason(open_to_all: str, open_page: OpenPage, place: World) -> None:
    page = open_page(f"{open_to_all}#/documents")
    form = choose(page, file("scan.pdf", "no pdf"))
    form.get_by_label("Everyone who can ask here").check()
    form.get_by_role("button", name="Upload 1 file").click()
    failed = page.get_by_role("list", name="What could not be read")
    expect(failed).to_contain_text("scan.pdf")
    expect(failed).to_contain_text("content of another format")
    page.get_by_role("button", name="Remove scan.pdf").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator(".jobs article").first).to_contain_text("Taking out what was removed: done")
    assert not (place.uploads / "scan.pdf").exists()
    page.get_by_role("button", name="Sync again").click()
    expect(page.locator(".jobs article").first).to_contain_text("Syncing all sources: done")


def test_a_hostile_name_is_text(open_to_all: str, open_page: OpenPage) -> None:
    page = open_page(f"{open_to_all}#/documents")
    form = choose(
        page, file("<img src=x onerror='pwned=1'>.txt", "Text."), file(HOSTILE, "Text."), file("חופשה.txt", "Text.")
    )
    form.get_by_label("Everyone who can ask here").check()
    form.get_by_role("button", name="Upload 3 files").click()
    expect(
        page.get_by_role("alert").filter(has_text="got the name '<img src=x onerror='pwned=1'>.txt'")
    ).to_be_visible()
    form.get_by_role("button", name="Leave out <img").click()
    form.get_by_role("button", name="Upload 2 files").click()
    row = page.get_by_role("rowheader").filter(has_text=HOSTILE)
    expect(row).to_be_visible()
    expect(page.get_by_role("rowheader").filter(has_text="חופשה.txt").locator("a")).to_have_css("direction", "rtl")
    assert page.evaluate("window.pwned === undefined && !document.querySelector('img, main script')")
    for title in (HOSTILE, "חופשה"):
        page.get_by_role("button", name=f"Remove {title.removesuffix('.txt')}").click()
        page.get_by_role("button", name="Remove it").click()
        expect(page.get_by_role("rowheader").filter(has_text=title)).to_have_count(0)


def test_whoever_may_not_sees_none_of_it(guarded: str, open_page: OpenPage) -> None:
    page = open_page(f"{guarded}#/documents")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    enter(page, "reader")
    expect(page.get_by_role("rowheader", name="leave.md")).to_be_visible()
    for name in ("Add documents", "Sync again", "Remove"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    assert not [url for url in asked if "v1/jobs" in url]


def test_a_file_may_be_dropped(open_to_all: str, open_page: OpenPage) -> None:
    page = open_page(f"{open_to_all}#/documents")
    form = choose(page)
    page.locator(".drop").evaluate(
        """(area) => {
          const given = new DataTransfer();
          given.items.add(new File(["Text."], "dropped.txt"));
          area.dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
        }"""
    )
    expect(form.get_by_role("listitem")).to_contain_text("dropped.txt")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 320)])
def test_axe_finds_nothing_serious_and_nothing_is_too_wide(
    open_to_all: str, open_page: OpenPage, place: World, scheme: str, width: int
) -> None:
    page = open_page(
        f"{open_to_all}#/documents", color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
    )
    name = f"a-rather-long-name-that-does-not-want-to-be-broken-{scheme}-{width}.pdf"
    form = choose(page, file(name, "no pdf"))
    form.get_by_label("Everyone who can ask here").check()
    assert findings(page) == []
    form.get_by_role("button", name="Upload 1 file").click()
    expect(page.get_by_role("list", name="What could not be read")).to_be_visible()
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    Path(place.uploads / name).unlink()
    Path(place.uploads / f"{name}.meta.yaml").unlink()


def test_it_is_done_by_keyboard_alone(open_to_all: str, open_page: OpenPage) -> None:
    page = open_page(f"{open_to_all}#/documents")
    keys = page.keyboard
    page.get_by_role("button", name="Add documents").focus()
    keys.press("Enter")
    expect(page.get_by_label("Files")).to_be_focused()
    page.get_by_label("Files").set_input_files([file("keys.txt", "Keys lie in the drawer.")])
    keys.press("Tab")
    expect(page.get_by_role("button", name="Leave out keys.txt")).to_be_focused()
    keys.press("Tab")
    keys.press("ArrowDown")
    expect(page.get_by_label("Everyone who can ask here")).to_be_checked()
    for _ in range(12):
        keys.press("Tab")
        if page.evaluate("document.activeElement.type") == "submit":
            break
    keys.press("Enter")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="keys.txt"))
    row.get_by_role("button", name="Remove keys").focus()
    keys.press("Enter")
    keys.press("Shift+Tab")
    expect(row.get_by_role("button", name="Remove it")).to_be_focused()
    keys.press("Enter")
    expect(row).to_have_count(0)


def test_many_jobs_are_followed_to_their_end_and_told_once(open_to_all: str, open_page: OpenPage) -> None:
    page = open_page("about:blank")
    jobs = [job_out(number) for number in range(6)]
    page.route("**/v1/jobs?*", lambda route: route.fulfill(json={"jobs": jobs[::-1]}))
    page.goto(f"{open_to_all}#/documents")
    rows = page.locator(".jobs article")
    expect(rows).to_have_count(6)
    for job in jobs:
        job.update(state="done", counts={"removed": 1})
    expect(rows.filter(has_text="done")).to_have_count(4)
    expect(rows).to_have_count(4)


def job_out(number: int) -> dict[str, object]:
    return {
        "id": f"job{number}", "kind": "removal", "state": "queued", "asked_by": "", "documents": [f"d{number}.md"],
        "created": "2026-11-26T00:00:00Z", "started": None, "finished": None, "done": 0, "total": 0, "counts": {},
        "failures": [], "warnings": [], "hidden": 0, "revision": "", "reason": "",
    }  # fmt: skip
