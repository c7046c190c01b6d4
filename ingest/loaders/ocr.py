"""Letters in pictures, recognised through rapidocr: an extra that brings its models along and needs no network."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import mean, median
from typing import Any

from PIL import Image

from ingest.loaders.pdf_lines import Line, Part

EXTRA = "install `ragstone[ocr]` and sync again, or add a text layer"
MOST_PAGES = 25  # of a file: a page takes a few seconds, and a sync gives a file two minutes
# Heights of recognised lines vary by the letters in them; within this share of the median they are one size.
_ALIKE = 0.3


@dataclass(frozen=True, slots=True)
class Recognised:
    """The lines of one picture from top to bottom, and how sure the model is of their letters, in [0, 1]."""

    lines: tuple[Line, ...] = ()
    confidence: float = 0.0

    def warning(self, page: int) -> str:
        """A sentence for the curator."""
        return f"page {page} was read by OCR with a confidence of {self.confidence:.2f}; compare it if it counts"


def is_installed() -> bool:
    """Whether the extra is there."""
    return importlib.util.find_spec("rapidocr") is not None


def recognise(picture: Image.Image, *, scale: float = 1.0) -> Recognised:
    """What `picture` says.

    Args:
        picture: Of one page.
        scale: Pixels for a point of the lines' coordinates, which count from the lower left corner.
    """
    import numpy as np

    found = _engine()(np.asarray(picture.convert("RGB")))
    if found.boxes is None or not found.txts:
        return Recognised()
    height = picture.height / scale
    lines = [_line(box, text, height, scale) for box, text in zip(found.boxes, found.txts, strict=True)]
    return Recognised(tuple(_of_one_size(lines)), mean(map(float, found.scores)))


@cache
def _engine() -> Any:
    from rapidocr import RapidOCR

    # A parser may have 2 GB of addresses: one thread and one line at a time keep well below.
    sizes = {"EngineConfig.onnxruntime.intra_op_num_threads": 1, "Rec.rec_batch_num": 1}
    return RapidOCR(params={"Global.log_level": "critical", **sizes})


def _line(box: Any, text: str, height: float, scale: float) -> Line:
    left, top = (float(value) / scale for value in box.min(axis=0))
    right, bottom = (float(value) / scale for value in box.max(axis=0))
    return Line(text, left, height - bottom, right, height - top, (Part(text, left, right),))


def _of_one_size(lines: Sequence[Line]) -> list[Line]:
    usual = median(line.size for line in lines)
    return [
        Line(line.text, line.left, line.top - usual, line.right, line.top, line.parts)
        if abs(line.size - usual) <= _ALIKE * usual
        else line
        for line in lines
    ]
