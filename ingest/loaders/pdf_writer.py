"""Writes the lines of a page as blocks: headings by their size, items, paragraphs, and tables where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.document import BlockKind
from ingest.loaders.pdf_hyphens import Hyphens
from ingest.loaders.pdf_lines import Line
from ingest.loaders.pdf_outline import Outline
from ingest.loaders.pdf_tables import PdfTable
from ingest.loaders.table import add_table
from ingest.text_builder import TextBuilder

_ITEM = re.compile(r"^(?:[•‣▪●○–-]|\(?\d{1,2}[.)]|\(?[a-z][.)])\s+")
_ROW = re.compile(r"[A-Za-z].*?(?:\s+(?:[$€£]\s?)?\(?\d[\d,.]*\)?%?|\s+—){2,}$")
_LONGEST_ROW = 400
_HEADING_RATIO = 1.15
_GAP_RATIO = 1.45
# Where more of all lines than this share are bold, a bold one is no heading; the shortest heading, in characters.
_FEW, _SHORTEST = 0.3, 4


@dataclass(slots=True)
class PageWriter:
    """Knows the size of the running text, and the words that keep their hyphen."""

    builder: TextBuilder
    body_size: float
    hyphens: Hyphens
    outline: Outline
    bold_counts: bool
    _last_caption: str = ""

    @classmethod
    def of(cls, builder: TextBuilder, pages: Sequence[Sequence[Line]], outline: Outline | None = None) -> PageWriter:
        """For the pages of one document; bold lines are headings where few of its lines are bold."""
        lines = [line for page in pages for line in page]
        few = sum(line.bold for line in lines) <= _FEW * len(lines)
        return cls(builder, _body_size(pages), Hyphens.of(line.text for line in lines), outline or Outline(), few)

    def write(self, lines: list[Line], tables: list[PdfTable]) -> None:
        """Write one page: each table where it stands between the lines, its own lines left out.

        The words of a row that stands alone are lines like others.
        """
        waiting = list(tables)
        paragraph: list[Line] = []
        for line in lines:
            middle = (line.bottom + line.top) / 2
            while waiting and middle < waiting[0].top:
                self._flush(paragraph)
                self._table(waiting.pop(0))
            if any(table.holds((line.left + line.right) / 2, middle) for table in tables if len(table.rows) > 1):
                continue
            if paragraph and self._starts_anew(paragraph[-1], line):
                self._flush(paragraph)
            paragraph.append(line)
        self._flush(paragraph)
        for table in waiting:
            self._table(table)

    def _table(self, table: PdfTable) -> None:
        caption = self._last_caption if table.goes_on else self._caption()
        self._last_caption = caption
        if len(table.rows) == 1:  # what stands alone is no table yet, but its rows may follow on the next page
            return
        rows = [[self.hyphens.mended(cell) for cell in row] for row in table.rows]
        if any(rows[0]):
            add_table(self.builder, rows, caption=caption)
            return
        for row in rows:
            self.builder.add(BlockKind.TABLE, "; ".join(filter(None, row)), lead_in=caption)

    def _caption(self) -> str:
        last = self.builder.blocks[-1] if self.builder.blocks else None
        return last.span.of(self.builder.text)[:200] if last and last.kind is not BlockKind.TABLE else ""

    def _starts_anew(self, above: Line, line: Line) -> bool:
        gap = above.bottom - line.bottom
        resized = abs(line.size - above.size) > 0.1 * above.size
        jumped = gap > _GAP_RATIO * above.size or gap < -above.size
        heavier = self.bold_counts and above.bold != line.bold
        return resized or jumped or heavier or _stands_alone(line.text) or _is_row(above.text)

    def _flush(self, paragraph: list[Line]) -> None:
        if not paragraph:
            return
        text = self.hyphens.one_line([line.text for line in paragraph])
        level = self._level(text, paragraph)
        if level:
            self.builder.heading(text, level)
        elif _is_row(text) and len(paragraph) == 1:
            self.builder.add(BlockKind.TABLE, text, lead_in=self._lead_in())
        elif _ITEM.match(text):
            self.builder.add(BlockKind.LIST, text, lead_in=self._lead_in())
        else:
            self.builder.add(BlockKind.PROSE, text)
        paragraph.clear()

    def _level(self, text: str, paragraph: Sequence[Line]) -> int:
        """Of a heading, by the bookmarks, the size of its letters, or their weight; 0 for anything else."""
        ratio = paragraph[0].size / self.body_size
        if marked := self.outline.level(self.builder.page, text):
            return marked
        if len(text) >= 200 or text.endswith("."):
            return 0
        if ratio >= _HEADING_RATIO:
            return 1 if ratio >= 1.6 else 2 if ratio >= 1.3 else 3
        bold = self.bold_counts and len(paragraph) <= 2
        bold &= all(line.bold and len(line.parts) == 1 for line in paragraph)
        return 4 if bold and text[-1] not in ",;:" and len(text) >= _SHORTEST and not _is_row(text) else 0

    def _lead_in(self) -> str:
        last = self.builder.blocks[-1] if self.builder.blocks else None
        if last is None or last.kind in (BlockKind.LIST, BlockKind.TABLE):
            return last.lead_in if last else ""
        return last.span.of(self.builder.text) if last.kind is BlockKind.PROSE else ""


def _stands_alone(text: str) -> bool:
    """Whether a line is a list item, or a row of an unruled table: a label and at least two figures."""
    return bool(_ITEM.match(text)) or _is_row(text)


def _is_row(text: str) -> bool:
    return len(text) < _LONGEST_ROW and bool(_ROW.match(text))


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    sizes = [line.size for lines in pages for line in lines for _ in range(len(line.text))]
    return median(sizes) if sizes else 0.0
