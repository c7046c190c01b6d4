"""What of a Word document is seen: runs that are marked as hidden, tiny, or white on white are not."""

from __future__ import annotations

from docx.oxml.ns import qn
from docx.oxml.text.run import CT_R
from docx.text.font import Font
from lxml.etree import _Element as Element

from ingest.loaders.docx_body import CELL, FORMULA, RUN, TABLE, TEXT_BOX, inside
from ingest.loaders.docx_styles import Styles
from ingest.loaders.docx_symbols import spell_symbols

_TINY_PT = 2
_WHITE = frozenset(("FFFFFF", "FEFEFE", "FDFDFD", "FCFCFC"))
_NO_FILL = frozenset((None, "auto", *_WHITE))
# Tables of these styles have no shaded rows, so white letters in them stand on white.
_PLAIN_TABLES = frozenset(("", "table grid", "normal table"))


def visible_text(paragraph: Element, styles: Styles) -> tuple[str, int]:
    """The text of `paragraph` that is seen, and how many characters are not."""
    on_white = _is_on_white(paragraph, styles)
    text, hidden = "", 0
    for part in inside(paragraph, RUN, FORMULA):
        spell_symbols(part)
        shown = part.text if isinstance(part, CT_R) else "".join(map(str, part.itertext()))
        if isinstance(part, CT_R) and _is_hidden(part, on_white=on_white):
            hidden += len(shown.strip())
        else:
            text += shown
    return text, hidden


def _is_on_white(paragraph: Element, styles: Styles) -> bool:
    """Whether the page is white behind it, as far as is known; what is behind a text box is not."""
    if _is_shaded(paragraph.find(qn("w:pPr"))):
        return False
    for around in paragraph.iterancestors(CELL, TABLE, TEXT_BOX):
        if around.tag == TEXT_BOX or (around.tag == CELL and _is_shaded(around.find(qn("w:tcPr")))):
            return False
        if around.tag == TABLE and styles.table_name(around) not in _PLAIN_TABLES:
            return False
    return True


def _is_hidden(run: CT_R, *, on_white: bool) -> bool:
    font = Font(run)
    if font.hidden or (font.size is not None and font.size.pt < _TINY_PT):
        return True
    colour = str(font.color.rgb) if font.color is not None and font.color.rgb is not None else ""
    return on_white and colour in _WHITE and font.highlight_color is None and not _is_shaded(run.rPr)


def _is_shaded(properties: Element | None) -> bool:
    """Whether the properties of a run, paragraph or cell fill what is behind it with another colour than white."""
    shading = None if properties is None else properties.find(qn("w:shd"))
    return shading is not None and shading.get(qn("w:fill")) not in _NO_FILL
