"""A source as slides: each heading of level 1 is a slide, items are its bullets, quotes its speaker notes."""

from __future__ import annotations

import io

from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Inches

from samples.writers.office import AUTHOR, WRITTEN, settled
from samples.writers.source import Part, title_of

_TITLE_AND_CONTENT = 1


def write(parts: list[Part]) -> bytes:
    """The bytes of the presentation."""
    deck = Presentation()
    properties = deck.core_properties
    properties.title, properties.author = title_of(parts), AUTHOR
    properties.created = properties.modified = WRITTEN.replace(tzinfo=None)
    for slide in _slides(parts):
        _add_slide(deck, slide)
    target = io.BytesIO()
    deck.save(target)
    return settled(target.getvalue())


def _slides(parts: list[Part]) -> list[list[Part]]:
    slides: list[list[Part]] = []
    for part in parts:
        if part.kind == "heading":
            slides.append([])
        slides[-1].append(part)
    return slides


def _add_slide(deck: Deck, parts: list[Part]) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE_AND_CONTENT])
    slide.shapes.title.text = parts[0].text
    bullets = [part.text for part in parts if part.kind in ("bullet", "paragraph")]
    slide.placeholders[1].text_frame.text = "\n".join(bullets)
    for part in parts:
        if part.kind == "table":
            _add_table(slide, part.rows)
    notes = [part.text for part in parts if part.kind == "notes"]
    if notes:
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)


def _add_table(slide: Slide, rows: tuple[tuple[str, ...], ...]) -> None:
    frame = slide.shapes.add_table(len(rows), len(rows[0]), Inches(0.7), Inches(5), Inches(8.5), Inches(2))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            frame.table.cell(number, column).text = text
