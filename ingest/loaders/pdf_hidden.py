"""Which characters of a PDF page nobody sees: invisible, off the page, tiny, or white on white."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

_TINY_PT = 2.0
_WHITE, _LIGHT = 250, 209
Box = tuple[float, float, float, float]
Boxes = NDArray[np.float64]  # (n_boxes, 4)


def hidden_characters(page: Any) -> frozenset[int]:
    """Positions of them in the page's text; usually none, which a look at its text objects tells.

    Invisible letters over a picture are what a scanner's recognition leaves behind, and stay. White ones stay where
    something that is not white is painted: rows of tables are.
    """
    sheet: Box = page.get_bbox()
    if not any(_is_suspect(one, sheet) for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])):
        return frozenset()
    images = [_box(one) for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])]
    pictures, painted = _boxes(images), _boxes([*images, *_painted(page)])
    textpage = page.get_textpage()
    try:
        objects = [pdfium.FPDFText_GetTextObject(textpage.raw, at) for at in range(textpage.count_chars())]
        hidden = [bool(raw) and _is_hidden(_Text(raw), sheet, pictures, painted) for raw in objects]
    finally:
        textpage.close()
    return frozenset(at for at, flag in enumerate(hidden) if flag)


def _is_suspect(one: Any, sheet: Box) -> bool:
    return _is_invisible(one) or _is_white(one) or _size(one) < _TINY_PT or _is_off(_box(one), sheet)


def _is_hidden(one: Any, sheet: Box, pictures: Boxes, painted: Boxes) -> bool:
    box = _box(one)
    if _is_off(box, sheet) or _size(one) < _TINY_PT:
        return True
    if _is_invisible(one):
        return not _stands_on(box, pictures)
    return _is_white(one) and not _stands_on(box, painted)


def _is_invisible(one: Any) -> bool:
    return bool(pdfium.FPDFTextObj_GetTextRenderMode(one.raw) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


class _Text:
    """A text object by its handle."""

    def __init__(self, raw: Any) -> None:
        self.raw = raw


def _box(one: Any) -> Box:
    """Left, bottom, right and top in points."""
    values = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(one.raw, *values)
    left, bottom, right, top = (value.value for value in values)
    return left, bottom, right, top


def _size(one: Any) -> float:
    """The height of its letters in points: the size of its font, scaled."""
    size, matrix = ctypes.c_float(), pdfium.FS_MATRIX()
    pdfium.FPDFTextObj_GetFontSize(one.raw, size)
    pdfium.FPDFPageObj_GetMatrix(one.raw, matrix)
    return float(abs(size.value) * max(abs(matrix.d), abs(matrix.b)))


def is_light(one: Any, *, from_shade: int = _LIGHT) -> bool:
    """Whether an object is filled with nothing, or with at least `from_shade` (0 to 255) of each colour."""
    values = [ctypes.c_uint() for _ in range(4)]
    known = pdfium.FPDFPageObj_GetFillColor(one.raw, *values)
    return bool(known) and (values[3].value == 0 or min(value.value for value in values[:3]) >= from_shade)


def _is_white(one: Any) -> bool:
    return is_light(one, from_shade=_WHITE)


def _is_off(box: Box, sheet: Box) -> bool:
    left, bottom, right, top = sheet
    return box[2] < left or box[0] > right or box[3] < bottom or box[1] > top


def _painted(page: Any) -> list[Box]:
    """What is filled with another colour than white."""
    found = []
    for one in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING]):
        if not _is_white(one):
            found.append(_box(one))
    return found


def _boxes(found: Sequence[Box]) -> Boxes:
    return np.array(found, dtype=np.float64).reshape(-1, 4)


def _stands_on(box: Box, others: Boxes) -> bool:
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    left, bottom, right, top = others.T
    return bool(((left <= across) & (across <= right) & (bottom <= up) & (up <= top)).any())
