"""The small Markdown dialect of ``samples/sources``: headings, paragraphs, items, tables and speaker notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

_NUMBERED = re.compile(r"\d+\. ")
_RULE = re.compile(r"^\|[\s|:-]+\|$")
_PREFIX = {"bullet": "- ", "notes": "> "}


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a source.

    Attributes:
        kind: heading, paragraph, bullet, number, notes or table.
        text: What it says; empty for a table.
        level: Heading level from 1.
        rows: Cells of a table, header first.
    """

    kind: str
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


def parse(text: str) -> list[Part]:
    """The parts of a source; each heading, item and paragraph is one line, a table is its run of lines."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [part for kind, group in groupby(lines, key=_kind) for part in _parts(kind, list(group))]


def title_of(parts: list[Part]) -> str:
    """The text of the first heading.

    Raises:
        ValueError: There is no heading.
    """
    for part in parts:
        if part.kind == "heading":
            return part.text
    raise ValueError("got a source without a heading, expected `# Title` on its first line; add it")


def _kind(line: str) -> str:
    if line.startswith("#"):
        return "heading"
    if line.startswith("|"):
        return "table"
    if _NUMBERED.match(line):
        return "number"
    return next((kind for kind, prefix in _PREFIX.items() if line.startswith(prefix)), "paragraph")


def _parts(kind: str, lines: list[str]) -> Iterator[Part]:
    if kind == "table":
        rows = [_cells(line) for line in lines if not _RULE.match(line)]
        yield Part("table", rows=tuple(rows))
        return
    for line in lines:
        yield _part(kind, line)


def _part(kind: str, line: str) -> Part:
    if kind == "heading":
        marks, _, text = line.partition(" ")
        return Part(kind, text, len(marks))
    if kind == "number":
        return Part(kind, _NUMBERED.sub("", line, count=1))
    return Part(kind, line.removeprefix(_PREFIX.get(kind, "")))


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("|").split("|"))
