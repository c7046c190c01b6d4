"""DOCX: headings by style, items with the numbers Word shows, tables row by row, notes below what refers to them."""

from __future__ import annotations

from dataclasses import dataclass, field

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml.etree import _Element as Element

from ingest.document import BlockKind
from ingest.loaders.archive import open_office
from ingest.loaders.docx_body import TABLE, is_joined_to_next, parts
from ingest.loaders.docx_changes import reject_changes
from ingest.loaders.docx_hidden import visible_text
from ingest.loaders.docx_notes import Notes
from ingest.loaders.docx_numbering import Marker, Numbering
from ingest.loaders.docx_styles import Styles
from ingest.loaders.docx_tables import cell_rows, said_of
from ingest.loaders.grid import add_grid, read_grid
from ingest.loaders.loaded import Loaded, RawFile
from ingest.text_builder import TextBuilder

_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def load(file: RawFile) -> Loaded:
    """Read a Word document; the title is its properties', else its first heading.

    It reads as if all tracked changes were accepted, or rejected, as the file's `reading` says, and with or without
    comments; without headers, footers and tables of contents.
    """
    document = docx.Document(open_office(file.data))
    if file.reading.word_changes == "reject":
        reject_changes(document.element.body)
    builder = TextBuilder()
    styles = Styles(document.styles.element)
    writer = _Writer(builder, styles, Numbering(_numbering(document), styles), Notes(document, file.reading))
    writer.write(document.element.body)
    return Loaded.of(builder, _MEDIA_TYPE, title=document.core_properties.title or _first_line(builder))


def _numbering(document: Document) -> Element | None:
    relations = document.part.rels.values()
    kind = RELATIONSHIP_TYPE.NUMBERING
    return next((document.part.numbering_part.element for relation in relations if relation.reltype == kind), None)


def _first_line(builder: TextBuilder) -> str | None:
    return builder.blocks[0].span.of(builder.text)[:120] if builder.blocks else None


@dataclass(slots=True)
class _Writer:
    """Writes what a container holds, and keeps what introduces a list: the paragraph above, the items it is nested in.

    Attributes:
        step: The number of the last item, where only the name of its style says that it has one.
        outer: Level and text of the items that the next one may be nested in.
    """

    builder: TextBuilder
    styles: Styles
    numbering: Numbering
    notes: Notes
    lead_in: str = ""
    step: int = 0
    outer: list[tuple[int, str]] = field(default_factory=list)

    def write(self, container: Element) -> None:
        joined: list[Element] = []
        for part in parts(container):
            if part.tag != TABLE and not self.styles.is_contents(part):
                joined.append(part)
                if is_joined_to_next(part):
                    continue
            self._paragraph(joined)
            joined = []
            if part.tag == TABLE:
                self._table(part)
        self._paragraph(joined)

    def _paragraph(self, joined: list[Element]) -> None:
        """Write what is one paragraph since the marks between its parts were deleted; the last one says what it is."""
        text = "".join(map(self._visible, joined))
        marker = self._marker(joined[-1]) if joined else None
        if not text.strip():
            return
        level = self.styles.heading_level(joined[-1])
        if level is not None:
            self._heading(text, level, marker)
        elif marker is not None:
            self._item(text, marker)
        else:
            self.builder.add(BlockKind.PROSE, text)
            self._introduce(text)
        for paragraph in joined:
            self._add_notes(paragraph, text)

    def _visible(self, paragraph: Element) -> str:
        text, hidden = visible_text(paragraph, self.styles)
        self.builder.hidden += hidden
        return text

    def _introduce(self, text: str) -> None:
        self.lead_in, self.step = text.strip(), 0
        self.outer.clear()

    def _heading(self, text: str, level: int, marker: Marker | None) -> None:
        self.builder.heading(text if marker is None or marker.is_bullet else f"{marker.text} {text}", level)
        self._introduce("")

    def _item(self, text: str, marker: Marker) -> None:
        self.outer = [entry for entry in self.outer if entry[0] < marker.level]
        lead_in = self.outer[-1][1] if self.outer else self.lead_in
        self.builder.add(BlockKind.LIST, f"{marker.text} {text}", lead_in=lead_in)
        self.outer.append((marker.level, text.strip()))

    def _marker(self, paragraph: Element) -> Marker | None:
        """What the document defines; without a definition, what the name of the style promises."""
        marker, style = self.numbering.next(paragraph), self.styles.name(paragraph)
        if marker is not None or not style.startswith(("list number", "list bullet")):
            return marker
        self.step += style.startswith("list number")
        return Marker(f"{self.step}." if style.startswith("list number") else "-", 0)

    def _add_notes(self, paragraph: Element, referring: str) -> None:
        for name, paragraphs in self.notes.of(paragraph):
            text = " ".join(self._visible(each).strip() for each in paragraphs)
            self.builder.add(BlockKind.PROSE, f"{name}: {text}" if text.strip() else "", lead_in=referring.strip())

    def _table(self, table: Element) -> None:
        """Notes and tables that stand in a cell follow the table."""
        noted: list[Element] = []
        nested: list[Element] = []

        def read(cell: Element) -> str:
            inner = list(parts(cell))
            nested.extend(part for part in inner if part.tag == TABLE)
            paragraphs = [part for part in inner if part.tag != TABLE]
            noted.extend(paragraphs)
            return "\n".join(map(self._line, paragraphs))

        rows = cell_rows(table, read)
        add_grid(self.builder, read_grid(rows, said_of(table)), caption=self.lead_in)
        for paragraph in noted:
            self._add_notes(paragraph, "")
        for inner_table in nested:
            self._table(inner_table)

    def _line(self, paragraph: Element) -> str:
        text, marker = self._visible(paragraph), self._marker(paragraph)
        return text if marker is None or marker.is_bullet or not text.strip() else f"{marker.text} {text}"
