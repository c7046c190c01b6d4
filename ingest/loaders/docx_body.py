"""What a Word document holds in reading order, as it reads once all tracked changes are accepted."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

PARAGRAPH, TABLE, ROW, CELL, RUN = (qn(f"w:{name}") for name in ("p", "tbl", "tr", "tc", "r"))
TEXT_BOX = qn("w:txbxContent")
FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_CONTROL = qn("w:sdt")
# What was deleted or moved away, what says how something looks, and the copy of a drawing for old programs.
_GONE = frozenset(
    [qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"]
    + [qn(f"w:{part}Pr") for part in ("p", "r", "tbl", "tr", "tc", "sdt", "sect")]
)


def parts(container: Element) -> Iterator[Element]:
    """The paragraphs and tables in `container` (a body, a cell, a note), those of content controls among them.

    What stands in a text box follows the paragraph that the box is anchored in. A table of one cell is a box as well.
    """
    for part in inside(container, PARAGRAPH, TABLE):
        cells = [cell for row in rows(part) for cell in inside(row, CELL)] if part.tag == TABLE else []
        if len(cells) == 1:
            yield from parts(cells[0])
            continue
        yield part
        for box in inside(part, TEXT_BOX) if part.tag == PARAGRAPH else ():
            yield from parts(box)


def rows(table: Element) -> Iterator[Element]:
    """The rows of `table` that were not deleted."""
    for row in inside(table, ROW):
        if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield row


def inside(container: Element, *tags: str) -> Iterator[Element]:
    """The uppermost elements with one of `tags` in `container`, whatever wraps them."""
    for child in container:
        if child.tag in tags:
            yield child
        elif child.tag not in _GONE and not _is_placeholder(child):
            yield from inside(child, *tags)


def _is_placeholder(element: Element) -> bool:
    """A content control that nobody has filled in says what to type there."""
    return element.tag == _CONTROL and element.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None


def is_joined_to_next(paragraph: Element) -> bool:
    """Whether the mark at its end was deleted."""
    return paragraph.find("/".join(qn(name) for name in ("w:pPr", "w:rPr", "w:del"))) is not None
