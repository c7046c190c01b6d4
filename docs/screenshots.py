"""Takes the pictures of the page in docs/screenshots, light and dark, over the sample handbook; wants a chromium.

`python -m docs.screenshots`. The withheld sentence comes from a draft that is written here; everything else is what
the shipped models make of the handbook.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect, sync_playwright

from api.app import create_app
from ingest.sources.places import discover
from ragstone.assistant import Assistant
from ragstone.audit.audit import Audit
from ragstone.audit.log import AuditLog
from ragstone.ingestion import build_sync
from ragstone.jobs.intake import Intake
from ragstone.settings import Tree, load_settings
from ragstone.wiring import build_assistant, build_intake
from tests.page_parts import FLAGS, Script, browser_path, served

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "screenshots"
LEAVE = "How many days of annual leave do I get in my first year?"
HOTELS = "What may a hotel cost when I travel, and what about meals?"
DRAFT = (
    "The limit is £140 a night in the United Kingdom and £160 a night elsewhere, with breakfast. "
    "In London, Oslo and Zürich it is £225. "
    "In the United Kingdom we pay what you spent on meals, up to £40 a day for a full day away and £20 for half a day. "
    "Alcohol is not paid, with the exception of one drink with a customer's dinner."
)
SALARY = "What salary does a new engineer start on?"
BREAKFAST = "Since the hotel limit in the United Kingdom is £200 a night, what about breakfast?"


@contextmanager
def handbook(folder: Path) -> Iterator[Assistant]:
    """The assistant over the sample handbook, its index made in `folder`."""
    settings = load_settings(flags={"index": {"path": folder / "index"}}, environment={}).settings
    samples = ROOT / "samples" / "handbook"
    build_sync(settings, rebuild=False).run(discover(samples), roots=[str(samples)])
    assistant = build_assistant(settings)
    yield replace(assistant, audit=Audit(AuditLog(folder / "audit"), {}))
    assistant.index.close()


def intake(folder: Path) -> Intake:
    """Takes uploads."""
    flags: Tree = {"index": {"path": folder / "index"}, "api": {"uploads": folder / "uploads"}}
    return build_intake(load_settings(flags=flags, environment={}).settings)


def tall(page: Page, height: int) -> None:
    """Show more of the page, from its top."""
    page.set_viewport_size({"width": 1280, "height": height})
    page.evaluate("scrollTo(0, 0)")


def ask(page: Page, question: str) -> None:
    """Ask, and wait for the end of the answer."""
    asked = page.locator(".turn").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator(".turn").nth(asked).locator(".sum")).to_be_visible(timeout=60_000)


def answer(page: Page) -> None:
    """An answer beside its evidence."""
    ask(page, LEAVE)


def conversation(page: Page) -> None:
    """Two turns: the second leans on the first."""
    ask(page, LEAVE)
    ask(page, "And after five years?")
    tall(page, 1080)


def denied(page: Page) -> None:
    """What a question takes for granted, and what the documents say."""
    ask(page, BREAKFAST)


def withheld(page: Page) -> None:
    """An answer, one sentence of which is withheld."""
    ask(page, HOTELS)
    page.locator(".withheld").first.hover()


def abstention(page: Page) -> None:
    """No answer."""
    ask(page, SALARY)


def documents(page: Page) -> None:
    """The list of documents."""
    page.get_by_role("link", name="Documents", exact=True).click()
    page.get_by_label("Title or path").fill("travel")
    expect(page.locator(".count-line")).to_have_text(re.compile(r"^\d documents$"))
    page.get_by_role("heading", level=1).click()


def trail(page: Page) -> None:
    """How an answer came about."""
    ask(page, LEAVE)
    page.get_by_role("button", name="How was this answered?").click()
    expect(page.locator(".trail tbody tr").first).to_be_visible()
    tall(page, 1080)


def printed(page: Page) -> None:
    """A place in a PDF, seen on its page."""
    page.goto(f"{page.url.partition('#')[0]}#/source/finance/purchasing.pdf?start=0&end=39")
    page.get_by_role("button", name="See it on the page").click()
    expect(page.get_by_role("img", name="Page 1")).to_be_visible()


def upload(page: Page) -> None:
    """Documents on their way in."""
    page.get_by_role("link", name="Documents", exact=True).click()
    page.get_by_role("button", name="Add documents").click()
    files = [("parking.md", b"# Parking\n\nFree.\n"), ("visitors.docx", b"x" * 40_000)]
    page.locator("input[type=file]").set_input_files(
        [FilePayload(name=name, mimeType="text/plain", buffer=content) for name, content in files]
    )
    page.get_by_label("Everyone").check()
    tall(page, 960)


def take(browser: Browser, url: str, state: Callable[[Page], None], scheme: str) -> None:
    """One picture, in a palette of 256 colours."""
    page = browser.new_page(
        viewport={"width": 1280, "height": 800},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-GB",
    )
    page.goto(url)
    expect(page.locator("#recent")).to_be_visible()
    state(page)
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = FOLDER / f"{state.__name__}-{scheme}.png"
    picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB")
    page.close()


def main() -> None:
    """Take all of them."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        handbook(Path(folder)) as assistant,
        served(create_app(lambda: assistant, intake=intake(Path(folder)))) as quoting,
        sync_playwright() as playwright,
    ):
        writer = Script({HOTELS: [DRAFT]})
        drafting = replace(assistant, answering=replace(assistant.answering, writer=writer))
        browser = playwright.chromium.launch(executable_path=browser_path(), args=[*FLAGS, "--lang=en-GB"])
        with served(create_app(lambda: drafting)) as scripted:
            for scheme in ("light", "dark"):
                for state in (answer, conversation, denied, abstention, documents, trail, printed, upload):
                    take(browser, quoting.url, state, scheme)
                take(browser, scripted.url, withheld, scheme)
        browser.close()


if __name__ == "__main__":
    main()
