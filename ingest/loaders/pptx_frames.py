"""What the frames of a slide hold besides text: tables, charts, diagrams."""

from __future__ import annotations

from typing import Any

from lxml import etree

from ingest.loaders.table import merged

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_DATA = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}dm"


def table_rows(table: Any) -> list[list[str]]:
    """The cells of a table; a merged one is said in each row and column that it covers, once where it covers a row."""
    cells = [[text_of(cell.text_frame) for cell in row.cells] for row in table.rows]
    rows: list[list[str]] = [list(row) for row in cells]
    for top, row in enumerate(table.rows):
        for left, cell in enumerate(row.cells):
            if cell.is_merge_origin:
                for at in range(top, min(top + cell.span_height, len(rows))):
                    end = min(left + cell.span_width, len(rows[at]))
                    rows[at][left:end] = merged(cells[top][left], end - left)
            if cell.is_merge_origin and left == 0 and cell.span_width >= len(row.cells) > 1:
                rows[top] = [cells[top][0]]
    return rows


def chart_rows(chart: Any) -> list[list[str]]:
    """A row for each category, with the values of all series; none for charts without categories."""
    rows: list[list[str]] = []
    for plot in chart.plots:
        categories, series = [str(category) for category in plot.categories], list(plot.series)
        if categories:
            values = [[_number(value) for value in each.values] for each in series]
            columns = [column + [""] * (len(categories) - len(column)) for column in values]
            rows.append(["", *(str(each.name) for each in series)])
            rows += [[name, *row] for name, *row in zip(categories, *columns, strict=False)]
    return rows


def chart_title(chart: Any) -> str:
    """Its title; empty where it has none of its own."""
    has_title = chart.has_title and chart.chart_title.has_text_frame
    return text_of(chart.chart_title.text_frame) if has_title else ""


def diagram_texts(frame: Any) -> list[str]:
    """The texts of a diagram (SmartArt) in the order of its outline."""
    reference = next(frame._element.iter(f"{_DIAGRAM}relIds"), None)
    if reference is None or reference.get(_DATA) is None:
        return []
    data = etree.fromstring(frame.part.related_part(reference.get(_DATA)).blob, _PARSER)
    points = (point for point in data.iter(f"{_DIAGRAM}pt") if point.get("type", "node") == "node")
    return ["".join(text.text or "" for text in point.iter(f"{_DRAWING}t")) for point in points]


def text_of(frame: Any) -> str:
    """The text of a frame; a break within a paragraph parts words as well."""
    return str(frame.text).replace("\v", " ")


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"
