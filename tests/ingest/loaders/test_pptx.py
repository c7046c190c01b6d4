"""In which order a slide is read, and what of it is."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.util import Cm

from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load

# python-pptx has types for little of what is used here, and wrong ones for some.
Untyped = Any
Box = tuple[str, float, float, float, float]


def slide_of(deck: Untyped, title: str = "Plan") -> Untyped:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = title
    return slide


def add(shapes: Untyped, *boxes: Box) -> list[Untyped]:
    """Text boxes with left, top, width and height in cm."""
    added = []
    for text, left, top, width, height in boxes:
        box = shapes.add_textbox(Cm(left), Cm(top), Cm(width), Cm(height))
        box.text_frame.text = text
        added.append(box)
    return added


def read(deck: Untyped) -> Loaded:
    buffer = io.BytesIO()
    deck.save(buffer)
    return load(RawFile("a.pptx", buffer.getvalue()))


def lines(loaded: Loaded) -> list[str]:
    return [block.span.of(loaded.text) for block in loaded.blocks]


@pytest.mark.parametrize(
    "boxes",
    [
        [("b", 12, 5.0, 5, 2), ("a", 1, 5.2, 5, 2), ("c", 19, 5.1, 5, 3)],
        [("c", 13, 5, 10, 12), ("b", 1, 9, 10, 4), ("a", 1, 5.5, 10, 3)],
        [("c", 1, 9, 10, 3), ("b", 13, 5, 10, 3), ("a", 1, 5.3, 10, 3)],
        [("c", 1, 7.8, 20, 3), ("b", 12, 5, 9, 3), ("a", 1, 5, 10, 3)],
    ],
    ids=["a row that is not quite straight", "two columns", "a grid", "boxes that overlap a little"],
)
def test_shapes_are_read_in_bands_and_columns(boxes: list[Box]) -> None:
    deck: Untyped = Presentation()
    add(slide_of(deck).shapes, *boxes)
    assert lines(read(deck))[:4] == ["Plan", "a", "b", "c"][: len(boxes) + 1]


def test_a_group_is_read_where_it_stands_and_the_title_first_wherever_it_stands() -> None:
    deck: Untyped = Presentation()
    slide = slide_of(deck)
    slide.shapes.title.top = Cm(17)
    add(slide.shapes, ("first", 1, 1, 20, 2), ("last", 1, 12, 20, 2))
    group = slide.shapes.add_group_shape(add(slide.shapes, ("right", 12, 5, 9, 2), ("left", 1, 5, 9, 2)))
    add(group.shapes, ("below", 1, 8, 20, 2))
    assert lines(read(deck)) == ["Plan", "first", "left", "right", "below", "last"]


def test_hidden_slides_and_shapes_are_left_out_and_footers_too() -> None:
    deck: Untyped = Presentation()
    slide = slide_of(deck)
    shown, hidden = add(slide.shapes, ("Shown", 1, 5, 9, 2), ("Secret", 1, 9, 9, 2))
    hidden._element.nvSpPr.cNvPr.set("hidden", "1")
    footer = next(shape for shape in deck.slide_layouts[5].placeholders if shape.placeholder_format.type == 15)
    slide.shapes._spTree.append(parse_xml(footer._element.xml))
    slide.shapes[-1].text_frame.text = "Corrow, internal"
    draft = slide_of(deck, "Draft")
    draft._element.set("show", "0")
    loaded = read(deck)
    assert lines(loaded) == ["Plan", shown.text_frame.text]
    assert loaded.warnings[0].startswith("11 characters")


def test_a_slide_without_a_title_is_called_by_its_number_unless_it_is_empty() -> None:
    deck: Untyped = Presentation()
    slide_of(deck, "Plan")
    add(slide_of(deck, " ").shapes, ("Text", 1, 5, 9, 2))
    slide_of(deck, "")
    assert lines(read(deck)) == ["Plan", "Slide 2", "Text"]


def test_a_break_within_a_paragraph_parts_words() -> None:
    deck: Untyped = Presentation()
    slide = slide_of(deck, "Plan\vfor May")
    add(slide.shapes, ("one\vtwo", 1, 5, 9, 2))
    assert lines(read(deck)) == ["Plan for May", "one two"]


def test_merged_cells_of_a_table_are_said_for_what_they_cover() -> None:
    deck: Untyped = Presentation()
    table = slide_of(deck).shapes.add_table(4, 3, Cm(1), Cm(5), Cm(20), Cm(5)).table
    texts = [["Site", "Hours", ""], ["", "May", "June"], ["Nelson", "10", "12"], ["Closed in July", "", ""]]
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    for first, last in (((0, 1), (0, 2)), ((0, 0), (1, 0)), ((3, 0), (3, 2))):
        table.cell(*first).merge(table.cell(*last))
    assert lines(read(deck)) == ["Plan", "Site: Nelson; Hours May: 10; Hours June: 12", "Closed in July"]


@pytest.mark.parametrize(
    ("first_row", "first_column", "expected"),
    [
        (True, False, ["Manager: Deputy; Kim: Bo"]),
        (True, True, ["Manager: Deputy; Kim: Bo"]),
        (False, True, ["Manager: Kim", "Deputy: Bo"]),
    ],
)
def test_a_table_has_its_names_where_its_style_stresses_them(
    first_row: bool, first_column: bool, expected: list[str]
) -> None:
    deck: Untyped = Presentation()
    table = slide_of(deck).shapes.add_table(2, 2, Cm(1), Cm(5), Cm(20), Cm(5)).table
    table.first_row, table.first_col = first_row, first_column
    for at, text in enumerate(("Manager", "Kim", "Deputy", "Bo")):
        table.cell(at // 2, at % 2).text = text
    assert lines(read(deck))[1:] == expected


def test_a_chart_is_its_title_and_a_row_for_each_category() -> None:
    deck: Untyped = Presentation()
    chart_data: Untyped = CategoryChartData
    data = chart_data()
    data.categories = ["2025", "2026"]
    data.add_series("Gauges", (400, 418.5))
    data.add_series("Loggers", (None, 20))
    chart = slide_of(deck).shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Cm(1), Cm(5), Cm(9), Cm(9), data).chart
    chart.chart_title.text_frame.text = "Sold"
    loaded = read(deck)
    assert lines(loaded) == ["Plan", "Sold", "2025; Gauges: 400", "2026; Gauges: 418.5; Loggers: 20"]
    assert loaded.blocks[-1].lead_in == "Sold"


DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def test_the_texts_of_a_diagram_are_read() -> None:
    deck: Untyped = Presentation()
    slide = slide_of(deck)
    points = "".join(
        f'<d:pt type="{kind}"><d:t><a:p><a:r><a:t>{text}</a:t></a:r></a:p></d:t></d:pt>'
        for kind, text in (("node", "Plan"), ("parTrans", "not shown"), ("node", "Build"))
    )
    data = f'<d:dataModel xmlns:d="{DIAGRAM}" xmlns:a="{DRAWING}"><d:ptLst>{points}</d:ptLst></d:dataModel>'
    part = Part(PackURI("/ppt/diagrams/data1.xml"), "application/xml", deck.part.package, data.encode())
    relation = slide.part.relate_to(part, DIAGRAM.replace("drawingml", "officeDocument") + "Data")
    frame = slide.shapes.add_table(1, 1, Cm(1), Cm(5), Cm(9), Cm(5))._element
    graphic = frame.graphic.graphicData
    graphic.clear()
    graphic.set("uri", DIAGRAM)
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    graphic.append(parse_xml(f'<d:relIds xmlns:d="{DIAGRAM}" xmlns:r="{office}" r:dm="{relation}"/>'))
    assert lines(read(deck)) == ["Plan", "Plan", "Build"]
