"""PPTX: a slide is a section with its title; text, tables, charts and speaker notes in reading order."""

from __future__ import annotations

from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from ingest.document import BlockKind
from ingest.loaders.archive import open_office
from ingest.loaders.grid import Grid, Said, add_grid, read_grid
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.pptx_frames import chart_rows, chart_title, diagram_texts, table_rows, text_of
from ingest.loaders.pptx_order import in_reading_order
from ingest.text_builder import TextBuilder

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
# They stand on every slide and say nothing about any.
_FURNITURE = frozenset((PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.HEADER))


def load(file: RawFile) -> Loaded:
    """Read a presentation; pages are slide numbers. Hidden slides and shapes are left out, as hidden text is."""
    deck = Presentation(open_office(file.data))
    builder = TextBuilder()
    for number, slide in enumerate(deck.slides, start=1):
        builder.page = number
        if slide._element.get("show") in ("0", "false"):
            builder.hidden += _characters(slide)
        else:
            _add_slide(builder, slide, number)
    return Loaded.of(builder, _MEDIA_TYPE, title=deck.core_properties.title or _first_title(builder))


def _first_title(builder: TextBuilder) -> str | None:
    return builder.blocks[0].heading_path[0] if builder.blocks and builder.blocks[0].heading_path else None


def _characters(slide: Any) -> int:
    apart = TextBuilder()
    apart.heading(_title(slide), 1)
    _add_content(apart, slide)
    return len(apart.text)


def _title(slide: Any) -> str:
    title = slide.shapes.title
    return text_of(title.text_frame).strip() if title is not None and title.has_text_frame else ""


def _add_slide(builder: TextBuilder, slide: Any, number: int) -> None:
    """A slide without a title is called by its number, unless there is nothing on it."""
    title = _title(slide)
    if title or _characters(slide):
        builder.heading(title or f"Slide {number}", 1)
        _add_content(builder, slide)


def _add_content(builder: TextBuilder, slide: Any) -> None:
    title = slide.shapes.title
    _add_shapes(builder, [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id])
    if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
        builder.add(BlockKind.SLIDE, slide.notes_slide.notes_text_frame.text)


def _add_shapes(builder: TextBuilder, shapes: list[Any]) -> None:
    for shape in in_reading_order(shapes):
        if shape.is_placeholder and shape.placeholder_format.type in _FURNITURE:
            continue
        if shape._element.xpath("./*/p:cNvPr[@hidden='1' or @hidden='true']"):
            apart = TextBuilder()
            _add_shape(apart, shape)
            builder.hidden += len(apart.text)
        else:
            _add_shape(builder, shape)


def _add_shape(builder: TextBuilder, shape: Any) -> None:
    if hasattr(shape, "shapes"):
        _add_shapes(builder, list(shape.shapes))
    elif getattr(shape, "has_table", False):
        add_grid(builder, _grid(shape.table), caption=_caption(builder))
    elif getattr(shape, "has_chart", False):
        title = chart_title(shape.chart)
        builder.add(BlockKind.SLIDE, title)
        add_grid(builder, read_grid(chart_rows(shape.chart), Said(header_rows=1)), caption=title or _caption(builder))
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            builder.add(BlockKind.SLIDE, text_of(paragraph))
    else:
        for text in diagram_texts(shape):
            builder.add(BlockKind.SLIDE, text)


def _grid(table: Any) -> Grid:
    """Its style says whether it stresses the first row, the first column, or both."""
    rows, first_row, first_column = table_rows(table), table.first_row, table.first_col
    grid = read_grid(rows, Said(no_header=first_column and not first_row, row_names=first_column))
    return read_grid(rows, Said(header_rows=1)) if first_row and not grid.header else grid


def _caption(builder: TextBuilder) -> str:
    return builder.heading_path[-1] if builder.heading_path else ""
