"""Office files: archives that lie or explode, XML that explodes, and sheets far larger than what is on them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

import docx
import openpyxl
import pptx

_WORD = "word/document.xml"
_SHEET = "xl/worksheets/sheet1.xml"
_SLIDE = "ppt/slides/slide1.xml"
_BOMB = (
    '<!DOCTYPE x [<!ENTITY a "lollollollollol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
_SECRET = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
_QUADRATIC = f'<!DOCTYPE x [<!ENTITY k "{"x" * 50_000}">]>'


def word() -> bytes:
    """A good Word file."""
    document = docx.Document()
    document.add_heading("Leave", 1)
    document.add_paragraph("Leave is 25 days a year.")
    table = document.add_table(2, 2)
    table.cell(1, 1).text = "25"
    return _saved(document.save)


def book() -> bytes:
    """A good workbook."""
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["Grade", "Days"])
    sheet.append(["E3", 25])
    return _saved(made.save)


def deck() -> bytes:
    """A good presentation."""
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Leave"
    slide.placeholders[1].text = "25 days"
    return _saved(made.save)


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """What is in an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """An archive of `parts`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """An office file in one part of which `old` is `new`."""
    parts = parts_of(data)
    if old not in parts[part]:
        raise ValueError(f"got no {old!r} in '{part}', expected it; the library writes something else now")
    return packed({**parts, part: parts[part].replace(old, new)})


def _with_entity(data: bytes, part: str, said: bytes, *, doctype: str, entity: bytes) -> bytes:
    parts = parts_of(data)
    body = parts[part].replace(said, entity)
    head, end, rest = body.partition(b"?>") if body.startswith(b"<?xml") else (b'<?xml version="1.0"', b"?>", body)
    return packed({**parts, part: head + end + doctype.encode() + rest})


def lying() -> bytes:
    """Says that its document unpacks to 99 bytes."""
    size = 100_000_000
    data = bytearray(packed({**parts_of(word()), _WORD: b"\0" * size}))
    old, new = struct.pack("<I", size), struct.pack("<I", 99)
    return bytes(data).replace(old, new)


def overlapping() -> bytes:
    """A thousand entries that are all the same bytes of the file."""
    data = packed({_WORD: b"\0" * 10_000_000})
    directory = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[directory:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1000, 1000, len(entry) * 1000, directory, 0)
    return data[:directory] + entry * 1000 + tail


def nested() -> bytes:
    inner = packed({"x": b"\0" * 10_000_000})
    for _ in range(5):
        inner = packed({f"{n}.zip": inner for n in range(10)})
    return packed({**parts_of(word()), "word/embeddings/a.zip": inner})


def many_entries() -> bytes:
    return packed({**parts_of(word()), **{f"customXml/{n}.xml": b"<a/>" for n in range(40_000)}})


def locked_entries() -> bytes:
    data = bytearray(word())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _many_cells() -> bytes:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("Many")
    for number in range(5_000):
        sheet.append([number] * 10)
    return _saved(made.save)


def _deep(tag: str, depth: int) -> bytes:
    return f"<{tag}>".encode() * depth + f"</{tag}>".encode() * depth


def _groups(depth: int) -> bytes:
    opened = b"<p:grpSp><p:nvGrpSpPr><p:cNvPr id='9' name='g'/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>"
    return changed(deck(), _SLIDE, b"</p:spTree>", opened * depth + b"</p:grpSp>" * depth + b"</p:spTree>")


def _nested_tables(depth: int) -> bytes:
    opened = b'<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9"/></w:tblGrid><w:tr><w:tc>'
    closed = b"<w:p/></w:tc></w:tr></w:tbl>"
    return changed(word(), _WORD, b"<w:sectPr", opened * depth + closed * depth + b"<w:sectPr")


FILES: dict[str, Callable[[], bytes]] = {
    "bomb.docx": lambda: packed({**parts_of(word()), _WORD: b"\0" * 310_000_000}),
    "lying.docx": lying,
    "overlapping.docx": overlapping,
    "nested.docx": nested,
    "entries-40000.docx": many_entries,
    "locked-entries.docx": locked_entries,
    "locked.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000),
    "path-out.docx": lambda: packed({**parts_of(word()), "../../../../etc/cron.d/x": b"x"}),
    "document-missing.docx": lambda: packed({k: v for k, v in parts_of(word()).items() if k != _WORD}),
    "types-alone.docx": lambda: packed({"[Content_Types].xml": b"<Types/>"}),
    "entities.docx": lambda: _with_entity(word(), _WORD, b"25 days", doctype=_BOMB, entity=b"&j;"),
    "entities-quadratic.docx": lambda: _with_entity(
        word(), _WORD, b"25 days", doctype=_QUADRATIC, entity=b"&k;" * 50_000
    ),
    "entity-of-a-file.docx": lambda: _with_entity(word(), _WORD, b"25 days", doctype=_SECRET, entity=b"&j;"),
    "entities.xlsx": lambda: _with_entity(book(), _SHEET, b"Grade", doctype=_BOMB, entity=b"&j;"),
    "entity-of-a-file.xlsx": lambda: _with_entity(book(), _SHEET, b"Grade", doctype=_SECRET, entity=b"&j;"),
    "entities.pptx": lambda: _with_entity(deck(), _SLIDE, b"25 days", doctype=_BOMB, entity=b"&j;"),
    "tags-100000-deep.docx": lambda: changed(word(), _WORD, b"<w:sectPr", _deep("w:sdt", 100_000) + b"<w:sectPr"),
    "tables-100-deep.docx": lambda: _nested_tables(100),
    "dimension-of-all.xlsx": lambda: changed(book(), _SHEET, b'ref="A1:B2"', b'ref="A1:XFD1048576"'),
    "cells-50000.xlsx": _many_cells,
    "last-cell.xlsx": lambda: changed(book(), _SHEET, b'r="B2"', b'r="XFD1048576"'),
    "last-row.xlsx": lambda: changed(book(), _SHEET, b'r="B2"', b'r="B1048576"'),
    "merged-all.xlsx": lambda: changed(
        book(), _SHEET, b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    ),
    "column-spans-a-million.docx": lambda: changed(
        word(), _WORD, b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="1000000"/>'
    ),
    "groups-1000-deep.pptx": lambda: _groups(1000),
    "groups-50-deep.pptx": lambda: _groups(50),
    "word.xlsx": word,
    "sheet.pptx": book,
    "slides.docx": deck,
    "plain.docx": lambda: b"PK\x03\x04 and no more",
    "print.docx": lambda: b"%PDF-1.7\n%%EOF",
    "text.pdf": lambda: b"Leave is 25 days.",
    "archive.txt": word,
    "archive.csv": word,
}
