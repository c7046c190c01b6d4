"""The page of a PDF with the cited words marked."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.index.protocol import Index
from ingest.sources.places import discover
from ragstone.errors import NoPageError
from ragstone.ingestion import build_sync
from ragstone.page_image import PageImage
from ragstone.settings import load_settings
from ragstone.wiring import build_index

HANDBOOK = Path(__file__).parents[2] / "samples" / "handbook"
MARK = (255, 226, 110)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some PDFs: those of the handbook, one of two pages, and one that is turned."""
    root = tmp_path_factory.mktemp("pdfs")
    for name in ("purchasing", "contracts-and-signatures", "heron-3-datasheet", "calibration-procedure"):
        shutil.copy(next(HANDBOOK.rglob(f"{name}.pdf")), root / f"{name}.pdf")
    (root / "plain.md").write_text("# Plain\n\nNothing is printed here.\n")
    two_pages(root / "two.pdf")
    turned(root / "turned.pdf")
    return root


def two_pages(path: Path) -> None:
    canvas = Canvas(str(path))
    canvas.drawString(72, 700, "The limit for hotels is 140 euros a night, and whoever spends more must")
    canvas.showPage()
    canvas.drawString(72, 700, "ask the head of finance first. Breakfast is never paid for.")
    canvas.save()


def turned(path: Path) -> None:
    canvas = Canvas(str(path), pagesize=(400, 600))
    canvas.setPageRotation(90)  # the sheet is 600 wide and 400 high now
    canvas.drawString(40, 300, "This page lies on its side.")
    canvas.save()


@pytest.fixture(scope="module")
def index(folder: Path) -> Iterator[Index]:
    settings = load_settings(flags={"index": {"path": folder / ".index"}}, environment={}).settings
    build_sync(settings, rebuild=False).run(discover(folder), roots=[str(folder)])
    yield build_index(settings)


def shown(index: Index, document_id: str, quote: str) -> PageImage:
    record = index.document(document_id, ())
    assert record is not None
    chunk = next(chunk for chunk in index.chunks(document_id, ()) if quote in chunk.text)
    return PageImage.of(record, quote, page=chunk.page_at(chunk.text.index(quote)))


def marked(image: PageImage) -> list[tuple[int, int]]:
    """The pixels in the colour of a mark."""
    picture = Image.open(io.BytesIO(image.png)).convert("RGB")
    width = picture.width
    return [(at % width, at // width) for at, pixel in enumerate(picture.get_flattened_data()) if pixel == MARK]


def test_every_sentence_and_row_of_real_files_is_found_on_its_page(index: Index, folder: Path) -> None:
    missing: list[str] = []
    turned = 0
    for path in sorted(folder.glob("*.pdf")):
        for chunk in index.chunks(path.name, ()):
            turned += len(chunk.page_turns)
            for line in chunk.text.splitlines():
                try:
                    image = shown(index, path.name, line) if len(line) > 12 else None
                except NoPageError:
                    missing.append(line)
                else:
                    assert image is None or image.number == chunk.page_at(chunk.text.index(line))
    assert missing == []
    assert turned > 2, "no chunk goes over a page, so nothing was shown"


def test_a_row_of_a_table_is_marked_as_one_row(index: Index) -> None:
    row = "Who: Head of function; Orders and contracts: up to £75,000; Capital goods: up to £40,000"
    heights = [y for _, y in marked(shown(index, "purchasing.pdf", row))]
    assert 0 < max(heights) - min(heights) < 40


def test_a_place_may_begin_in_a_sentence_and_end_in_a_table(index: Index) -> None:
    record, chunks = index.document("purchasing.pdf", ()), index.chunks("purchasing.pdf", ())
    assert record is not None
    quote = "is treated as fraud.\n\nWho: Any employee; Orders and contracts: up to £250 with a company card"
    assert PageImage.of(record, quote, page=chunks[0].page).number == 1


def test_what_stands_around_the_words_is_as_it_was(index: Index, folder: Path) -> None:
    image = shown(index, "purchasing.pdf", "Ask before you buy, buy from somebody we know")
    pixels = marked(image)
    picture = Image.open(io.BytesIO(image.png))
    assert max(picture.size) <= 2000
    assert 500 < len(pixels) < 0.05 * picture.width * picture.height


def test_words_on_the_second_page_of_a_chunk_are_shown_there(index: Index) -> None:
    assert shown(index, "two.pdf", "Breakfast is never paid for.").number == 2
    assert shown(index, "two.pdf", "The limit for hotels is 140 euros a night").number == 1


def test_a_turned_page_is_marked_where_its_words_are(index: Index) -> None:
    image = shown(index, "turned.pdf", "This page lies on its side.")
    xs, ys = zip(*marked(image), strict=True)
    assert Image.open(io.BytesIO(image.png)).size == (800, 1200)
    assert (max(ys) - min(ys)) > 4 * (max(xs) - min(xs))


def test_a_file_that_has_changed_is_not_shown(index: Index, folder: Path, tmp_path: Path) -> None:
    record = index.document("two.pdf", ())
    assert record is not None
    canvas = Canvas(str(tmp_path / "two.pdf"))
    canvas.drawString(72, 700, "What the board earns is nobody's business but its own.")
    canvas.save()
    moved = replace(record, source=str(tmp_path))
    with pytest.raises(NoPageError, match=r"the words are not on page 1 of 'two\.pdf' any more; sync again"):
        PageImage.of(moved, "The limit for hotels is 140 euros a night", page=1)
    (tmp_path / "two.pdf").write_bytes(b"no PDF at all")
    with pytest.raises(NoPageError, match=r"the file of 'two\.pdf' cannot be read any more; sync again"):
        PageImage.of(moved, "The limit", page=1)
    (tmp_path / "two.pdf").unlink()
    with pytest.raises(NoPageError, match="cannot be read any more"):
        PageImage.of(moved, "The limit", page=1)


@pytest.mark.parametrize("change", [
    {"document_id": "../outside.pdf"},
    {"document_id": "plain.md", "media_type": "text/markdown"},
    {"source": "/nowhere/rows.jsonl", "uri": "file:///etc/outside.pdf"},
])  # fmt: skip
def test_no_file_but_the_one_that_was_synced_is_read(index: Index, folder: Path, change: dict[str, str]) -> None:
    two_pages(folder.parent / "outside.pdf")
    record = index.document("two.pdf", ())
    assert record is not None
    with pytest.raises(NoPageError, match=r"expected a PDF in a folder|cannot be read"):
        PageImage.of(replace(record, **change), "The limit for hotels", page=1)  # type: ignore[arg-type]  # all are text


def test_a_link_out_of_the_folder_is_not_followed(index: Index, folder: Path, tmp_path: Path) -> None:
    record = index.document("two.pdf", ())
    assert record is not None
    (tmp_path / "two.pdf").symlink_to(folder / "two.pdf")
    with pytest.raises(NoPageError, match="expected a PDF in a folder"):
        PageImage.of(replace(record, source=str(tmp_path)), "The limit for hotels", page=1)


def test_many_threads_may_look_at_once(index: Index) -> None:
    quotes: Sequence[str] = ["Ask before you buy, buy from somebody we know"] * 8
    with ThreadPoolExecutor(8) as pool:
        images = list(pool.map(lambda quote: shown(index, "purchasing.pdf", quote).png, quotes))
    assert len(set(images)) == 1
