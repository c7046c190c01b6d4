"""A text as a scanned page: drawn as an image, so that the PDF has no text layer."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from samples.writers.office import AUTHOR

_PAGE = (1240, 1754)  # A4 at 150 dots per inch
_MARGIN, _LINE, _SIZE = 120, 40, 26
_TILT = 0.6  # degrees: paper is never straight on the glass


def write(text: str) -> bytes:
    """The bytes of a PDF of one image."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1, pageCompression=0)
    canvas.setAuthor(AUTHOR)
    picture = io.BytesIO()
    _drawn(text).save(picture, "JPEG", quality=40)
    canvas.drawImage(ImageReader(picture), 0, 0, *A4)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _drawn(text: str) -> Image.Image:
    page = Image.new("L", _PAGE, 255)
    pen = ImageDraw.Draw(page)
    font = ImageFont.load_default(_SIZE)
    for number, line in enumerate(text.splitlines()):
        pen.text((_MARGIN, _MARGIN + number * _LINE), line, fill=0, font=font)
    return page.rotate(_TILT, fillcolor=255).point(lambda shade: 255 if shade > 140 else 0)
