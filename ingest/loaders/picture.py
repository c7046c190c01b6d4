"""Pictures of pages (PNG, JPEG, TIFF) through OCR; a TIFF may have several."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import islice

from PIL import Image, ImageSequence, UnidentifiedImageError

from ingest.errors import LoadError
from ingest.loaders import ocr
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.pdf_writer import PageWriter
from ingest.text_builder import TextBuilder

_MOST_PIXELS = 40_000_000  # an A3 sheet at 300 dots per inch has 17 million


def load(file: RawFile) -> Loaded:
    """Read a picture; how sure the model is of each page is a warning.

    Raises:
        LoadError: The extra is not installed, it is no picture, it is too large, or nothing is written on it.
    """
    if not ocr.is_installed():
        raise LoadError(f"got a picture, which needs OCR; {ocr.EXTRA}")
    try:
        with Image.open(io.BytesIO(file.data)) as picture:
            return _read(picture)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise LoadError("got a damaged picture; open it in its program and save it again") from error


def _read(picture: Image.Image) -> Loaded:
    if picture.width * picture.height > _MOST_PIXELS:
        pixels = picture.width * picture.height // 1_000_000
        raise LoadError(f"got a picture of {pixels} million pixels, expected at most 40 million; make it smaller")
    found = [ocr.recognise(frame) for frame in islice(ImageSequence.Iterator(picture), ocr.MOST_PAGES)]
    builder = TextBuilder()
    writer = PageWriter.of(builder, [list(page.lines) for page in found])
    for number, page in enumerate(found, start=1):
        builder.page = number
        writer.write(list(page.lines), [])
    loaded = Loaded.of(builder, "image/" + (picture.format or "png").lower())
    left_out = getattr(picture, "n_frames", 1) - len(found)
    warnings = [page.warning(number) for number, page in enumerate(found, start=1) if page.lines]
    warnings += [f"{left_out} pages were not read, OCR reads {ocr.MOST_PAGES} of a file; split it"] * (left_out > 0)
    return replace(loaded, warnings=(*loaded.warnings, *warnings))
