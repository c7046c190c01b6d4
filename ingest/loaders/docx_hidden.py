"""What of a Word document is seen: runs that are marked as hidden, tiny, or white on white are not."""

from __future__ import annotations

from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph
from docx.text.run import Run

_TINY_PT = 2
_WHITE = frozenset(("FFFFFF", "FEFEFE", "FDFDFD", "FCFCFC"))
_NO_FILL = frozenset((None, "auto", *_WHITE))
# Tables of these styles have no shaded rows, so white letters in them stand on white.
_PLAIN_TABLES = frozenset((None, "Table Grid", "Normal Table"))


def visible_text(paragraph: Paragraph, *, on_white: bool = True) -> tuple[str, int]:
    """The text of `paragraph` that is seen, and how many characters are not.

    Args:
        paragraph: A paragraph of the body or of a cell.
        on_white: Whether the page is white behind it, as far as is known.
    """
    on_white = on_white and not _is_shaded(paragraph._p.pPr)
    text, hidden = "", 0
    for part in paragraph.iter_inner_content():
        for run in part.runs if isinstance(part, Hyperlink) else [part]:
            if _is_hidden(run, on_white=on_white):
                hidden += len(run.text.strip())
            else:
                text += run.text
    return text, hidden


def visible_cell(cell: _Cell, table: Table) -> tuple[str, int]:
    """The text of a cell that is seen, and how many characters are not."""
    style = table.style.name if table.style is not None else None
    on_white = style in _PLAIN_TABLES and not _is_shaded(cell._tc.tcPr)
    parts = [visible_text(paragraph, on_white=on_white) for paragraph in cell.paragraphs]
    return "\n".join(text for text, _ in parts), sum(hidden for _, hidden in parts)


def _is_hidden(run: Run, *, on_white: bool) -> bool:
    font = run.font
    if font.hidden or (font.size is not None and font.size.pt < _TINY_PT):
        return True
    colour = str(font.color.rgb) if font.color is not None and font.color.rgb is not None else ""
    return on_white and colour in _WHITE and font.highlight_color is None and not _is_shaded(run._r.rPr)


def _is_shaded(properties: object) -> bool:
    """Whether the properties of a run, paragraph or cell fill what is behind it with another colour than white."""
    shading = properties.find(qn("w:shd")) if hasattr(properties, "find") else None
    return shading is not None and shading.get(qn("w:fill")) not in _NO_FILL
