"""The page of a PDF that a citation points to, as a picture with the cited words marked."""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops, ImageDraw

from ingest.index.protocol import DocumentRecord
from ragstone.errors import NoPageError

_PDF = "application/pdf"
_SCALE = 2.0  # 144 dots an inch
_MOST_PIXELS = 2000  # of a side
_PAGES = 3  # a chunk may go on for so many pages
_MARK = (255, 226, 110)
_PADDING_PT = 1.5
_ROW_LETTERS = 150  # between two cells of one row: what other cells of several lines may hold
# PDFium keeps state of its own: two threads in it at once end the process.
_PDFIUM = threading.Lock()
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PageImage:
    """One page.

    Attributes:
        png: The picture.
        number: Of the page, from 1.
        quote: The words that are marked on it.
    """

    png: bytes
    number: int
    quote: str

    @classmethod
    def of(cls, record: DocumentRecord, quote: str, *, page: int | None) -> PageImage:
        """The page of the document where `quote` stands, at `page` or within the two after it.

        A file that does not hold the words where they were when it was synced is not shown at all: it has changed
        since, and nobody knows who may read what is there now.

        Raises:
            NoPageError: It is no PDF, its file is not where it was synced from, or the words are not there.
        """
        path = _path(record)
        if page is None or path is None:
            raise NoPageError(f"got '{record.document_id}', expected a PDF in a folder; read its text instead")
        try:
            with _PDFIUM, closing(pypdfium2.PdfDocument(path.read_bytes())) as pdf:
                for number in range(page, min(page + _PAGES, len(pdf) + 1)):
                    boxes = _boxes(pdf[number - 1], quote)
                    if boxes:
                        return cls(_drawn(pdf[number - 1], boxes), number, quote)
        except (OSError, pypdfium2.PdfiumError):
            raise NoPageError(f"the file of '{record.document_id}' cannot be read any more; sync again") from None
        raise NoPageError(f"the words are not on page {page} of '{record.document_id}' any more; sync again")


def _path(record: DocumentRecord) -> Path | None:
    """The document's file, in the folder or as the file that was synced; None for what is no PDF or lies elsewhere."""
    root = Path(record.source).resolve()
    path = (root / record.document_id).resolve() if root.is_dir() else root
    return path if record.media_type == _PDF and path.is_relative_to(root) else None


def _letters(text: str) -> str:
    """What is compared: letters and digits alone, for blanks, hyphens and line ends differ."""
    return "".join(character for character in text.casefold() if character.isalnum())


def _boxes(page: pypdfium2.PdfPage, quote: str) -> list[Box]:
    """One box a line of the words, in points from the page's lower left; none if they are not there."""
    with closing(page.get_textpage()) as text:
        letters = [(at, letter) for at in range(text.count_chars()) for letter in _letter(text, at)]
        there = "".join(letter for _, letter in letters)
        spans = _whole(there, quote) or _rows(there, quote)
        found = dict.fromkeys(letters[at][0] for start, end in spans for at in range(start, end))
        return list(_lines([text.get_charbox(at, loose=True) for at in found])) if found else []


def _whole(there: str, quote: str) -> list[tuple[int, int]]:
    wanted = _letters(quote)
    start = there.find(wanted) if wanted else -1
    return [(start, start + len(wanted))] if start >= 0 else []


def _rows(there: str, quote: str) -> list[tuple[int, int]]:
    """Where the cells of table rows stand, which we write as `header: cell; header: cell`; nowhere unless all do."""
    spans: list[tuple[int, int]] = []
    for row in filter(_letters, quote.splitlines()):
        cells = [_letters(cell.partition(": ")[2] or cell) for cell in row.split("; ")]
        starts = _in_a_row(there, [cell for cell in cells if cell])
        if not starts:
            return []
        spans += starts
    return spans


def _in_a_row(there: str, cells: Sequence[str]) -> list[tuple[int, int]]:
    """The first place where the cells follow each other, near enough for one row."""
    for found in re.finditer(re.escape(cells[0]), there) if cells else ():
        spans = [found.span()]
        for cell in cells[1:]:
            end = spans[-1][1]
            start = there.find(cell, end, end + len(cell) + _ROW_LETTERS)
            if start < 0:
                break
            spans.append((start, start + len(cell)))
        if len(spans) == len(cells):
            return spans
    return []


def _letter(text: pypdfium2.PdfTextPage, at: int) -> str:
    return _letters(chr(pdfium.FPDFText_GetUnicode(text.raw, at)))


def _lines(boxes: Sequence[Box]) -> Iterator[Box]:
    """Boxes of letters, in reading order, joined while they stand in one line."""
    left, bottom, right, top = boxes[0]
    for box in boxes[1:]:
        middle = (box[1] + box[3]) / 2
        if bottom <= middle <= top and box[0] >= left:
            right, bottom, top = max(right, box[2]), min(bottom, box[1]), max(top, box[3])
        else:
            yield left, bottom, right, top
            left, bottom, right, top = box
    yield left, bottom, right, top


def _drawn(page: pypdfium2.PdfPage, boxes: Sequence[Box]) -> bytes:
    scale = min(_SCALE, _MOST_PIXELS / max(page.get_size()))
    bitmap = page.render(scale=scale)
    picture = bitmap.to_pil().convert("RGB")
    marks = Image.new("RGB", picture.size, "white")
    place, draw = bitmap.get_posconv(page), ImageDraw.Draw(marks)
    for left, bottom, right, top in boxes:
        corners = [
            place.to_bitmap(left - _PADDING_PT, top + _PADDING_PT),
            place.to_bitmap(right + _PADDING_PT, bottom - _PADDING_PT),
        ]
        xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        draw.rectangle((xs[0], ys[0], xs[1], ys[1]), fill=_MARK)
    written = io.BytesIO()
    ImageChops.multiply(picture, marks).save(written, "PNG", compress_level=3)
    return written.getvalue()
