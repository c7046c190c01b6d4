"""The plain text of a message: paragraphs and items, each under the name of who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.document import BlockKind
from ingest.loaders.eml_thread import MOST_DEPTH, Thread, attribution, header_fields, header_name, is_rule
from ingest.text_builder import TextBuilder

_BLANK_LINE = re.compile(r"\n\s*\n")
_ITEM = re.compile(r"(?:[-*•]|\d{1,2}[.)])\s+\S")
_ITEM_BREAK = re.compile(r"\n(?=\s*(?:[-*•]|\d{1,2}[.)])\s+\S)")
_QUOTE = re.compile(r"(?:>[ \t]?)+")
_SIGNATURE = "--"
_MOST_ATTRIBUTION_LINES = 4
_MOST_FIELDS = 20


def add_plain(thread: Thread, content: str) -> None:
    """Add a message's plain text; quoted ones lose their marks and get a heading that says whose they are."""
    runs = list(_runs(content))
    inside = 0  # 1 below the header of an earlier message that is not marked line by line
    for number, (depth, lines) in enumerate(runs):
        is_quoting = number + 1 < len(runs) and runs[number + 1][0] > depth
        said, lines = _last_attribution(lines) if is_quoting else ("", lines)
        for author, header, part in _messages(lines):
            if author:
                inside = 1 if depth == 0 else inside
                thread.turn(max(1, depth + inside), author)
                thread.builder.add(BlockKind.MESSAGE, "\n".join(header))
            if any(line.strip() for line in part):
                thread.turn(depth + inside)
                _add_lines(thread, part)
        if said:
            thread.turn(runs[number + 1][0] + inside, said)


def _runs(content: str) -> Iterator[tuple[int, list[str]]]:
    """Lines that are quoted equally often, without their marks; blank ones belong to those above."""
    depth, run = 0, list[str]()
    for line in content.splitlines():
        mark = _QUOTE.match(line)
        quoted = min(mark.group().count(">"), MOST_DEPTH) if mark else 0
        if quoted != depth and line.strip():
            if run:
                yield depth, run
            depth, run = quoted, []
        run.append(line[mark.end() :] if mark else line)
    if run:
        yield depth, run


def _last_attribution(lines: list[str]) -> tuple[str, list[str]]:
    """What the last lines say of who wrote what follows, and the lines above it."""
    filled = "\n".join(lines).rstrip().split("\n")
    for count in range(1, min(_MOST_ATTRIBUTION_LINES, len(filled)) + 1):
        said = attribution("\n".join(filled[-count:]))
        if said:
            return said, filled[:-count]
    return "", lines


def _messages(lines: list[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Earlier messages in `lines`: who wrote each, its header, its text. What stands above the first is nobody's."""
    author, header, part = "", list[str](), list[str]()
    at = 0
    while at < len(lines):
        fields = header_fields(lines[at : at + _MOST_FIELDS])
        said = "" if fields else _attribution_above(lines[at : at + 2])
        if fields or said:
            yield author, header, part
            author, header, part = said or header_name(lines[at : at + fields]), lines[at : at + fields], []
        elif not is_rule(lines[at]):
            part.append(lines[at])
        at += max(1, fields)
    yield author, header, part


def _attribution_above(lines: list[str]) -> str:
    """A line that says who wrote what stands below it, where nothing marks what does."""
    return attribution(lines[0]) if len(lines) > 1 and not lines[1].strip() else ""


def _add_lines(thread: Thread, lines: list[str]) -> None:
    signed = next((at for at, line in enumerate(lines) if line.rstrip() == _SIGNATURE), len(lines))
    for paragraph in _BLANK_LINE.split("\n".join(lines[:signed])):
        _add_paragraph(thread.builder, paragraph)
    signature = "\n".join(lines[signed + 1 :])
    thread.builder.add(BlockKind.MESSAGE, signature, lead_in=thread.builder.heading_path[-1] if signature else "")


def _add_paragraph(builder: TextBuilder, paragraph: str) -> None:
    """Lines of a paragraph belong together, unless each begins an item of a list."""
    lead_in = ""
    for part in _ITEM_BREAK.split(paragraph):
        text = " ".join(part.split())
        is_item = bool(_ITEM.match(text))
        builder.add(BlockKind.LIST if is_item else BlockKind.MESSAGE, text, lead_in=lead_in if is_item else "")
        lead_in = lead_in if is_item else text
