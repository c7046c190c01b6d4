"""Pages that are pictures: read where the extra is installed, else named with what they need."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image, ImageDraw, ImageFont

from ingest.errors import LoadError
from ingest.loaders import ocr
from ingest.loaders.loaded import RawFile
from ingest.loaders.registry import load
from samples.writers import scan

TEXT = "Weir plate inspection\nThe plate was cleaned on 4 March.\nThe edge is worn by 2 millimetres."
installed = pytest.mark.skipif(not ocr.is_installed(), reason="needs the extra `ocr`")
missing = pytest.mark.skipif(ocr.is_installed(), reason="the extra `ocr` is installed")


def picture(size: tuple[int, int] = (900, 300), kind: str = "PNG") -> bytes:
    page = Image.new("L", size, 255)
    ImageDraw.Draw(page).multiline_text((40, 40), TEXT, fill=0, font=ImageFont.load_default(28), spacing=18)
    out = io.BytesIO()
    page.save(out, kind)
    return out.getvalue()


@missing
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tiff"])
def test_a_picture_names_the_extra_that_it_needs(name: str) -> None:
    with pytest.raises(LoadError, match=r"got a picture, which needs OCR; install `ragstone\[ocr\]`"):
        load(RawFile(name, picture()))


@missing
def test_a_scanned_file_names_the_extra_that_it_needs() -> None:
    with pytest.raises(LoadError, match=r"on any of its 1 pages: it needs OCR; install `ragstone\[ocr\]`"):
        load(RawFile("a.pdf", scan.write(TEXT)))


@installed
@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.tif"])
def test_a_picture_is_read_with_its_confidence(name: str) -> None:
    kind = {"png": "PNG", "jpg": "JPEG", "tif": "TIFF"}[name[2:]]
    loaded = load(RawFile(name, picture(kind=kind)))
    assert "The plate was cleaned on 4 March." in loaded.text
    assert re.match(r"page 1 was read by OCR with a confidence of (?:0\.9|1\.0)", loaded.warnings[0])


@installed
def test_a_scanned_page_is_read() -> None:
    loaded = load(RawFile("a.pdf", scan.write(TEXT)))
    assert "The edge is worn by 2 millimetres." in loaded.text
    assert loaded.blocks[0].page == 1


@installed
def test_what_is_no_picture_or_too_large_is_one_sentence() -> None:
    with pytest.raises(LoadError, match="got a damaged picture"):
        load(RawFile("a.png", b"\x89PNG and no more"))
    with pytest.raises(LoadError, match="got a picture of 50 million pixels, expected at most 40 million"):
        load(RawFile("a.png", picture((10_000, 5_000))))
