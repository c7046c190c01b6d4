"""The footnotes and endnotes of a Word document, and its comments where they are wanted."""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml.etree import _Element as Element

from ingest.loaders.docx_body import PARAGRAPH, RUN, inside
from ingest.loaders.docx_changes import reject_changes
from ingest.loaders.loaded import Reading

_ID, _AUTHOR = qn("w:id"), qn("w:author")
_KINDS = (("Footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("Endnote", RELATIONSHIP_TYPE.ENDNOTES))
_COMMENT = ("Comment", RELATIONSHIP_TYPE.COMMENTS)


class Notes:
    """Gives the notes in the order in which paragraphs refer to them, each once."""

    def __init__(self, document: Document, reading: Reading) -> None:
        kinds = (*_KINDS, _COMMENT) if reading.word_comments else _KINDS
        self._notes = {name: _notes(document, name.lower(), kind, reading) for name, kind in kinds}
        self._given = dict.fromkeys(self._notes, 0)

    def of(self, paragraph: Element) -> Iterator[tuple[str, list[Element]]]:
        """The name and the paragraphs of each note that `paragraph` refers to."""
        for run in inside(paragraph, RUN):
            for name, notes in self._notes.items():
                for reference in run.findall(qn(f"w:{name.lower()}Reference")):
                    note = notes.pop(str(reference.get(_ID)), None)
                    if note is not None:
                        self._given[name] += 1
                        author = str(note.get(_AUTHOR) or "").strip()
                        by = f" by {author}" if author else ""
                        yield f"{name} {self._given[name]}{by}", list(inside(note, PARAGRAPH))


def _notes(document: Document, tag: str, kind: str, reading: Reading) -> dict[str, Element]:
    """The notes by id; a separator between text and notes is none."""
    part = next((each.target_part for each in document.part.rels.values() if each.reltype == kind), None)
    if part is None:
        return {}
    root = parse_xml(part.blob)
    if reading.word_changes == "reject":
        reject_changes(root)
    notes = root.findall(qn(f"w:{tag}"))
    return {str(note.get(_ID)): note for note in notes if note.get(qn("w:type"), "normal") == "normal"}
