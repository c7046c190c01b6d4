"""What of a Word document is read, where it goes, and which number stands before it."""

from __future__ import annotations

import io

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.text.paragraph import Paragraph

from ingest.document import Block, BlockKind
from ingest.loaders.loaded import Loaded, RawFile, Reading
from ingest.loaders.registry import load

W = nsdecls("w")


def read(document: Document) -> Loaded:
    buffer = io.BytesIO()
    document.save(buffer)
    return load(RawFile("a.docx", buffer.getvalue()))


def body(xml: str) -> Loaded:
    """A document that holds `xml` before its section."""
    document = docx.Document()
    wrapped = parse_xml(f"<w:body {W}>{xml}</w:body>")
    for element in list(wrapped):
        document.element.body.insert(len(document.element.body) - 1, element)
    return read(document)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(text)}</w:p>"


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def lines(loaded: Loaded) -> list[str]:
    return [block.span.of(loaded.text) for block in loaded.blocks]


def block_with(loaded: Loaded, part: str) -> Block:
    return next(block for block in loaded.blocks if part in block.span.of(loaded.text))


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (f"{run('Pay ')}<w:ins>{run('25')}</w:ins><w:del><w:r><w:delText>20</w:delText></w:r></w:del>{run(' euros')}",
         "Pay 25 euros"),
        (f"<w:moveFrom>{run('Gone. ')}</w:moveFrom>{run('Stays.')}<w:moveTo>{run(' Came.')}</w:moveTo>",
         "Stays. Came."),
        (f"{run('See ')}<w:hyperlink w:anchor='x'>{run('the rules')}</w:hyperlink>", "See the rules"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Filled in')}</w:sdtContent></w:sdt>", "Filled in"),
        (f"{run('Name')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('Click here')}</w:sdtContent>"
         "</w:sdt>", "Name"),
        (f"<w:smartTag>{run('Hexham')}</w:smartTag><w:fldSimple w:instr='DATE'>{run(' today')}</w:fldSimple>",
         "Hexham today"),
        (f"{run('Read')}<w:r><w:commentReference w:id='0'/></w:r>", "Read"),
    ],
)  # fmt: skip
def test_a_paragraph_reads_as_it_does_with_all_changes_accepted(inner: str, text: str) -> None:
    assert body(f"<w:p>{inner}</w:p>").text == text


def test_paragraphs_whose_mark_was_deleted_are_one() -> None:
    first = paragraph("The fee is ", "<w:rPr><w:del w:id='1'/></w:rPr>")
    assert body(first + paragraph("six euros.")).text == "The fee is six euros."


def test_a_deleted_mark_at_the_end_or_before_a_table_joins_nothing() -> None:
    deleted = "<w:rPr><w:del w:id='1'/></w:rPr>"
    table = f"<w:tbl>{row(paragraph('City'), paragraph('Limit'))}</w:tbl>"
    loaded = body(paragraph("Before.", deleted) + table + paragraph("Last.", deleted))
    assert lines(loaded) == ["Before.", "City; Limit", "Last."]


def test_a_deleted_row_is_gone() -> None:
    gone = row(paragraph("Rome"), paragraph("190")).replace("<w:tr>", "<w:tr><w:trPr><w:del w:id='1'/></w:trPr>")
    table = row(paragraph("City"), paragraph("Limit")) + row(paragraph("Oslo"), paragraph("180")) + gone
    assert body(f"<w:tbl>{table}</w:tbl>").text == "City: Oslo; Limit: 180"


def test_what_stands_in_content_controls_and_text_boxes_is_in_its_place() -> None:
    control = f"<w:sdt><w:sdtContent>{paragraph('In a control.')}</w:sdtContent></w:sdt>"
    picture = f"<w:pict><w:txbxContent>{paragraph('In a box.')}</w:txbxContent></w:pict>"
    box = f"<w:p>{run('Before the box.')}<w:r>{picture}</w:r></w:p>"
    assert lines(body(control + box + paragraph("After."))) == [
        "In a control.",
        "Before the box.",
        "In a box.",
        "After.",
    ]


def test_a_table_of_contents_headers_and_footers_are_left_out() -> None:
    document = docx.Document()
    document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Leave 3", style="toc 1")
    document.add_heading("Leave", 1)
    document.sections[0].header.paragraphs[0].text = "Confidential"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    assert read(document).text == "Leave"


def test_a_heading_is_told_by_its_outline_level_and_by_what_its_style_is_based_on() -> None:
    document = docx.Document()
    house = document.styles.add_style("Überschrift Haus", WD_STYLE_TYPE.PARAGRAPH)
    house.base_style = document.styles["Heading 2"]
    document.add_heading("Leave", 1)
    document.add_paragraph("Annual leave", style=house)
    document.add_paragraph("Text.")
    own = document.add_paragraph("Sick leave")
    own._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="2"/>'))
    plain = document.add_paragraph("Not a heading", style="Heading 1")
    plain._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="9"/>'))
    loaded = read(document)
    assert block_with(loaded, "Text.").heading_path == ("Leave", "Annual leave")
    assert block_with(loaded, "Sick").heading_path == ("Leave", "Annual leave", "Sick leave")
    assert block_with(loaded, "Not a").kind is BlockKind.PROSE


LEVELS = (
    ("decimal", "%1."), ("lowerLetter", "(%2)"), ("upperRoman", "%3)"), ("decimal", "%1.%2.%3.%4"), ("bullet", "o"),
)  # fmt: skip


def numbered(document: Document, *, start: int = 1, restart: int | None = None, definition: int = 90) -> int:
    """Define a list of five levels and give its id."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start if at == 0 else 1}"/><w:numFmt w:val="{counts}"/>'
        f'{"<w:isLgl/>" * (at == 3)}<w:lvlText w:val="{shown}"/></w:lvl>'
        for at, (counts, shown) in enumerate(LEVELS)
    )
    if not numbering.xpath(f"w:abstractNum[@w:abstractNumId='{definition}']"):
        numbering.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="{definition}">{levels}</w:abstractNum>'))
    number = numbering.add_num(definition)
    if restart is not None:
        number.add_lvlOverride(0).add_startOverride(restart)
    return int(number.numId)


def item(document: Document, text: str, number: int, level: int = 0) -> Paragraph:
    added = document.add_paragraph(text)
    numbering = f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    added._p.get_or_add_pPr().append(parse_xml(numbering))
    return added


def test_items_have_the_numbers_that_word_shows() -> None:
    document = docx.Document()
    first = numbered(document, start=3)
    for text, level in (("a", 0), ("b", 1), ("c", 1), ("d", 2), ("e", 3), ("f", 0), ("g", 1), ("h", 4)):
        item(document, text, first, level)
    item(document, "i", numbered(document))
    item(document, "j", numbered(document, restart=1))
    shown = ["3. a", "(a) b", "(b) c", "I) d", "3.2.1.1 e", "4. f", "(a) g", "- h", "5. i", "1. j"]
    assert lines(read(document)) == shown


def test_an_item_is_led_by_the_one_it_is_nested_in() -> None:
    document = docx.Document()
    document.add_paragraph("You get:")
    number = numbered(document)
    for text, level in (("A desk", 0), ("with a lamp", 1), ("A chair", 0)):
        item(document, text, number, level)
    loaded = read(document)
    assert [block.lead_in for block in loaded.blocks] == ["", "You get:", "A desk", "You get:"]


def test_headings_are_numbered_by_their_style_and_a_style_may_take_the_number_away() -> None:
    document = docx.Document()
    number = numbered(document)
    properties = f'<w:numPr {W}><w:ilvl w:val="3"/><w:numId w:val="{number}"/></w:numPr>'
    document.styles["Heading 1"].element.get_or_add_pPr().append(parse_xml(properties))
    document.add_heading("Scope", 1)
    document.add_heading("Terms", 1)
    item(document, "Plain", 0).style = document.styles["Heading 1"]
    assert lines(read(document)) == ["1.1.1.1 Scope", "1.1.1.2 Terms", "Plain"]


def test_lists_that_begin_anew_do_and_lists_by_style_go_on() -> None:
    document = docx.Document()
    for text in ("One", "Two"):
        document.add_paragraph(text, style="List Number")
    document.add_paragraph("Between.")
    document.add_paragraph("Three", style="List Number")
    document.add_paragraph("Only indented", style="List Paragraph")
    loaded = read(document)
    assert lines(loaded) == ["1. One", "2. Two", "Between.", "3. Three", "Only indented"]
    assert block_with(loaded, "indented").kind is BlockKind.PROSE


def with_notes(document: Document, kind: str, texts: list[str]) -> None:
    notes = "".join(
        f'<w:{kind} w:id="{at}"><w:p><w:r><w:{kind}Ref/></w:r>{run(" " + text)}</w:p></w:{kind}>'
        for at, text in enumerate(texts, start=1)
    )
    separator = f'<w:{kind} w:type="separator" w:id="0"><w:p>{run("no note")}</w:p></w:{kind}>'
    content, relation = {
        "footnote": (CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES),
        "endnote": (CONTENT_TYPE.WML_ENDNOTES, RELATIONSHIP_TYPE.ENDNOTES),
    }[kind]
    data = f"<w:{kind}s {W}>{separator}{notes}</w:{kind}s>".encode()
    part = Part(PackURI(f"/word/{kind}s.xml"), content, data, document.part.package)
    document.part.relate_to(part, relation)


def test_notes_stand_below_the_paragraph_that_refers_to_them_and_know_it() -> None:
    document = docx.Document()
    with_notes(document, "footnote", ["Weekends count.", "Except in May.", "Nobody refers to this."])
    with_notes(document, "endnote", ["Agreed in 2024."])
    for text, kind, at in (("Leave is 25 days.", "footnote", 2), ("Ask Kim.", "footnote", 1), ("Done.", "endnote", 1)):
        document.add_paragraph(text)._p.append(parse_xml(f'<w:r {W}><w:{kind}Reference w:id="{at}"/></w:r>'))
    loaded = read(document)
    assert lines(loaded) == [
        "Leave is 25 days.", "Footnote 1: Except in May.", "Ask Kim.", "Footnote 2: Weekends count.",
        "Done.", "Endnote 1: Agreed in 2024.",
    ]  # fmt: skip
    assert block_with(loaded, "Except").lead_in == "Leave is 25 days."


@pytest.mark.parametrize(
    ("font", "place", "character"),
    [
        ("Symbol", "F0A3", "≤"), ("Symbol", "00B3", "≥"), ("Symbol", "F06D", "μ"), ("Symbol", "F0E5", "∑"),
        ("Wingdings", "F0FC", "✓"), ("MS Gothic", "2610", "☐"), ("Own", "F041", ""), ("Symbol", "x", ""),
        ("MS Gothic", "D800", ""),
    ],
)  # fmt: skip
def test_a_symbol_is_the_character_that_it_shows(font: str, place: str, character: str) -> None:
    symbol = f'<w:r><w:sym w:font="{font}" w:char="{place}"/></w:r>'
    assert lines(body(f"<w:p>{run('Load')}{symbol}{run('5')}</w:p>")) == [f"Load{character}5"]


def test_a_note_of_a_cell_stands_below_the_table() -> None:
    document = docx.Document()
    with_notes(document, "footnote", ["Without breakfast."])
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("City", "Limit", "Oslo", "180"), strict=True):
        cell.text = text
    table.cell(1, 1).paragraphs[0]._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="1"/></w:r>'))
    assert lines(read(document)) == ["City: Oslo; Limit: 180", "Footnote 1: Without breakfast."]


def test_merged_cells_are_said_for_each_row_and_column_they_cover() -> None:
    document = docx.Document()
    cells = [["Prices", "", ""], ["Kind", "2026", ""], ["", "Spring", "Autumn"], ["Gauge", "1", "2"], ["", "3", "4"]]
    table = document.add_table(0, 3)
    for texts in cells:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    for first, last in (((0, 0), (0, 2)), ((1, 1), (1, 2)), ((1, 0), (2, 0)), ((3, 0), (4, 0))):
        table.cell(*first).merge(table.cell(*last))
    loaded = read(document)
    assert lines(loaded) == [
        "Prices", "Kind: Gauge; 2026 Spring: 1; 2026 Autumn: 2", "Kind: Gauge; 2026 Spring: 3; 2026 Autumn: 4"
    ]  # fmt: skip
    assert loaded.blocks[1].lead_in == "Prices"


def test_a_sentence_over_several_columns_is_said_once() -> None:
    document = docx.Document()
    table = document.add_table(2, 4)
    note = "All other values are reserved for later use."
    for cell, text in zip(table._cells, ("A", "B", "C", "D", note, "", "", "5"), strict=True):
        cell.text = text
    table.cell(1, 0).merge(table.cell(1, 2))
    assert lines(read(document)) == [f"A: {note}; D: 5"]


@pytest.mark.parametrize(
    ("look", "cells", "expected"),
    [
        ('w:firstRow="1" w:firstColumn="1"', ["Notice", "2 months", "Leave", "30 days"],
         ["Notice: 2 months", "Leave: 30 days"]),
        ('w:firstRow="0" w:firstColumn="1"', ["Manager", "Kim", "Deputy", "Bo"], ["Manager: Kim", "Deputy: Bo"]),
        ('w:val="0080"', ["Manager", "Kim", "Deputy", "Bo"], ["Manager: Kim", "Deputy: Bo"]),
        ('w:val="0000"', ["Role", "Deputy", "Manager", "Bo"], ["Role: Manager; Deputy: Bo"]),
        ('w:val="04A0"', ["Role", "Deputy", "Manager", "Bo"], ["Role: Manager; Deputy: Bo"]),
    ],
)  # fmt: skip
def test_names_stand_in_the_first_column_where_the_table_says_so(
    look: str, cells: list[str], expected: list[str]
) -> None:
    rows = [row(*map(paragraph, cells[:2])), row(*map(paragraph, cells[2:]))]
    assert lines(body(f"<w:tbl><w:tblPr><w:tblLook {look}/></w:tblPr>{''.join(rows)}</w:tbl>")) == expected


@pytest.mark.parametrize(
    ("bold", "expected"),
    [
        ((True, False, True, False), ["Manager: Kim", "Deputy: Bo"]),
        ((True, True, True, False), ["Manager: Deputy; Kim: Bo"]),
        ((False, False, True, False), ["Manager: Deputy; Kim: Bo"]),
    ],
)
def test_names_stand_in_the_first_column_where_it_alone_is_bold(bold: tuple[bool, ...], expected: list[str]) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    for cell, text, is_bold in zip(table._cells, ("Manager", "Kim", "Deputy", "Bo"), bold, strict=True):
        cell.paragraphs[0].add_run(text).bold = is_bold
    assert lines(read(document)) == expected


def test_a_table_without_rows_says_nothing() -> None:
    assert lines(body(paragraph("Before.") + "<w:tbl><w:tblPr/></w:tbl>")) == ["Before."]


def test_rows_that_start_late_and_cells_in_controls_stay_in_their_columns() -> None:
    late = row(paragraph("180")).replace("<w:tr>", "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>")
    control = f"<w:sdt><w:sdtContent><w:tc>{paragraph('Oslo')}</w:tc></w:sdtContent></w:sdt>"
    controlled = f"<w:tr>{control}<w:tc>{paragraph('170')}</w:tc></w:tr>"
    table = row(paragraph("City"), paragraph("Limit")) + late + controlled
    assert lines(body(f"<w:tbl>{table}</w:tbl>")) == ["Limit: 180", "City: Oslo; Limit: 170"]


def test_rows_that_repeat_on_each_page_are_the_header() -> None:
    header = row(paragraph("City"), paragraph("Euros")) + row(paragraph("(any)"), paragraph("a night"))
    repeated = header.replace("<w:tr>", "<w:tr><w:trPr><w:tblHeader/></w:trPr>")
    table = repeated + row(paragraph("Oslo"), paragraph("much"))
    assert lines(body(f"<w:tbl>{table}</w:tbl>")) == ["City (any): Oslo; Euros a night: much"]


def test_a_nested_table_follows_the_outer_one_and_a_table_of_one_cell_is_a_box() -> None:
    document = docx.Document()
    outer = document.add_table(2, 2)
    for cell, text in zip(outer._cells, ("Site", "Rooms", "Hexham", "see below"), strict=True):
        cell.text = text
    inner = outer.cell(1, 1).add_table(2, 2)
    for cell, text in zip(inner._cells, ("Room", "Seats", "Weir", "12"), strict=True):
        cell.text = text
    box = document.add_table(1, 1).cell(0, 0)
    box.text = "Mind this:"
    box.add_paragraph("Shut the door", style="List Bullet")
    loaded = read(document)
    assert lines(loaded) == [
        "Site: Hexham; Rooms: see below", "Room: Weir; Seats: 12", "Mind this:", "- Shut the door"
    ]  # fmt: skip
    assert block_with(loaded, "Shut").lead_in == "Mind this:"


def read_as(xml: str, reading: Reading) -> list[str]:
    document = docx.Document()
    for element in list(parse_xml(f"<w:body {W}>{xml}</w:body>")):
        document.element.body.insert(len(document.element.body) - 1, element)
    buffer = io.BytesIO()
    document.save(buffer)
    return lines(load(RawFile("a.docx", buffer.getvalue(), reading)))


DELETED = "<w:del w:id='1'><w:r><w:delText>20</w:delText></w:r></w:del>"


@pytest.mark.parametrize(
    ("xml", "accepted", "rejected"),
    [
        (f"<w:p>{run('Pay ')}<w:ins w:id='2'>{run('25')}</w:ins>{DELETED}{run(' euros.')}</w:p>",
         ["Pay 25 euros."], ["Pay 20 euros."]),
        (f"<w:p><w:moveFrom w:id='3'>{run('First. ')}</w:moveFrom>{run('Second.')}"
         f"<w:moveTo w:id='4'>{run(' First.')}</w:moveTo></w:p>",
         ["Second. First."], ["First. Second."]),
        (paragraph("The fee is", "<w:rPr><w:ins w:id='5'/></w:rPr>") + paragraph(" 20 euros."),
         ["The fee is", "20 euros."], ["The fee is 20 euros."]),
        (paragraph("The fee is", "<w:rPr><w:del w:id='6'/></w:rPr>") + paragraph(" 20 euros."),
         ["The fee is 20 euros."], ["The fee is", "20 euros."]),
    ],
)  # fmt: skip
def test_tracked_changes_are_accepted_or_rejected_as_the_reading_says(
    xml: str, accepted: list[str], rejected: list[str]
) -> None:
    assert read_as(xml, Reading()) == accepted
    assert read_as(xml, Reading(word_changes="reject")) == rejected


def test_rows_that_were_put_in_or_taken_out_follow_the_reading() -> None:
    new = row(paragraph("Rome"), paragraph("190")).replace("<w:tr>", "<w:tr><w:trPr><w:ins w:id='1'/></w:trPr>")
    gone = row(paragraph("Oslo"), paragraph("210")).replace("<w:tr>", "<w:tr><w:trPr><w:del w:id='2'/></w:trPr>")
    kept = row(paragraph("City"), paragraph("Euros")) + row(paragraph("York"), paragraph("150"))
    xml = f"<w:tbl>{kept}{new}{gone}</w:tbl>"
    accepted, rejected = (" ".join(read_as(xml, one)) for one in (Reading(), Reading(word_changes="reject")))
    assert ("Rome" in accepted, "Oslo" in accepted) == (True, False)
    assert ("Rome" in rejected, "Oslo" in rejected) == (False, True)


@pytest.mark.parametrize(("wanted", "found"), [(False, []), (True, ["Comment 1 by Ann: Check this with finance."])])
def test_comments_are_read_where_they_are_wanted(wanted: bool, found: list[str]) -> None:
    document = docx.Document()
    said = document.add_paragraph("Hotels may cost 140 euros.")
    document.add_comment(said.runs, text="Check this with finance.", author="Ann", initials="A")
    buffer = io.BytesIO()
    document.save(buffer)
    loaded = load(RawFile("a.docx", buffer.getvalue(), Reading(word_comments=wanted)))
    assert lines(loaded) == ["Hotels may cost 140 euros.", *found]
    if wanted:
        assert loaded.blocks[1].lead_in == "Hotels may cost 140 euros."
