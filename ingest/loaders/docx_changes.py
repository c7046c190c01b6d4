"""A Word document as it was before its tracked changes: what was put in is gone, what was taken out is back."""

from __future__ import annotations

from docx.oxml.ns import qn
from lxml.etree import _Element as Element

_PUT_IN = frozenset((qn("w:ins"), qn("w:moveTo")))
_TAKEN_OUT = frozenset((qn("w:del"), qn("w:moveFrom")))
_PROPERTIES = (qn("w:rPr"), qn("w:trPr"))


def reject_changes(body: Element) -> None:
    """Undo all tracked changes of text, paragraph marks and rows in `body`; how something looks stays as it is."""
    for change in [*body.iter(*_PUT_IN, *_TAKEN_OUT)]:
        around = change.getparent()
        if around is None:
            continue
        if around.tag in _PROPERTIES:
            _of_a_mark(change, around)
        elif change.tag in _PUT_IN:
            around.remove(change)
        else:
            _unwrap(change, around)
    for text in [*body.iter(qn("w:delText"))]:
        text.tag = qn("w:t")


def _of_a_mark(change: Element, properties: Element) -> None:
    """A change of a paragraph's mark, or of a row: a row that was put in goes, a mark that was is one with the next."""
    row = properties.getparent()
    table = row.getparent() if row is not None else None
    if change.tag in _TAKEN_OUT:
        properties.remove(change)
    elif properties.tag == qn("w:trPr") and row is not None and table is not None:
        table.remove(row)
    else:
        change.tag = qn("w:del")


def _unwrap(change: Element, around: Element) -> None:
    at = around.index(change)
    for offset, child in enumerate([*change]):
        around.insert(at + offset, child)
    around.remove(change)
