"""PPTX: a slide is a section with its title; text, tables and speaker notes in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pptx import Presentation

from ingest.document import BlockKind
from ingest.loaders.archive import open_office
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.table import add_table
from ingest.text_builder import TextBuilder

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def load(file: RawFile) -> Loaded:
    """Read a presentation; pages are slide numbers."""
    deck = Presentation(open_office(file.data))
    builder = TextBuilder()
    for number, slide in enumerate(deck.slides, start=1):
        builder.page = number
        _add_slide(builder, slide, number)
    return Loaded.of(builder, _MEDIA_TYPE, title=deck.core_properties.title or _first_title(builder))


def _first_title(builder: TextBuilder) -> str | None:
    return builder.blocks[0].heading_path[0] if builder.blocks and builder.blocks[0].heading_path else None


def _add_slide(builder: TextBuilder, slide: Any, number: int) -> None:
    title = slide.shapes.title
    builder.heading(title.text_frame.text if title is not None and title.has_text_frame else f"Slide {number}", 1)
    for shape in _in_reading_order(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            _add_shape(builder, shape)
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        builder.add(BlockKind.SLIDE, slide.notes_slide.notes_text_frame.text)


def _in_reading_order(shapes: Any) -> Iterator[Any]:
    for shape in sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0)):
        if hasattr(shape, "shapes"):
            yield from _in_reading_order(shape.shapes)
        else:
            yield shape


def _add_shape(builder: TextBuilder, shape: Any) -> None:
    if getattr(shape, "has_table", False):
        rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
        add_table(builder, rows, caption=builder.heading_path[-1])
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            text = "".join(run.text for run in paragraph.runs)
            builder.add(BlockKind.SLIDE, text)
