"""Source code: the file as it is; what stands in a function, a class or a section knows its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from ingest.document import Block, BlockKind, Span
from ingest.invisible import without_invisible
from ingest.loaders.encoding import decode
from ingest.loaders.languages import LANGUAGES, NAMING
from ingest.loaders.loaded import Loaded, RawFile

_LONGEST_LINE = 300  # characters; a longer one was made by a program and names nothing
_TAB = 4
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_CLOSING = re.compile(r"\s*(?:[)\]}>{]|(?:end|else|esac|fi|done)\b|(?:public|private|protected)\s*:)")
_LEADING = re.compile(r"\s*(?:@|#|//|/\*|\*|--|\[\w)")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank.

    Attributes:
        path: The names it stands in, with its own.
        name: What it gives a name to; empty where it does to nothing.
        leads: Whether it may belong to what is named below it: a comment, a decorator.
    """

    span: Span
    path: tuple[str, ...]
    name: str
    leads: bool


def load(file: RawFile) -> Loaded:
    """Read code; its title is the file's name. Blank lines and definitions part its blocks, which nothing changes.

    Raises:
        LoadError: It is no text in any encoding.
    """
    path = PurePosixPath(file.name)
    language = LANGUAGES[path.suffix.lower()]
    text = without_invisible(decode(file.data))
    lines = list(_lines(text, NAMING[language]))
    starts = [0, *_breaks(text, lines), len(lines)]
    groups = (lines[start:end] for start, end in pairwise(starts) if start < end)
    return Loaded(text, tuple(map(_block, groups)), f"text/x-{language}", title=path.name)


def _lines(text: str, naming: re.Pattern[str]) -> Iterator[_Line]:
    """What a line stands in is told by how far it is indented, as in code that people read."""
    scopes: list[tuple[int, str]] = []
    for match in _LINE.finditer(text):
        line = match.group()
        indent = len(line.expandtabs(_TAB)) - len(line.expandtabs(_TAB).lstrip())
        named = naming.match(line) if len(line) <= _LONGEST_LINE else None
        name = next(filter(None, named.groups()), "") if named else ""
        leads = not name and bool(_LEADING.match(line))
        if name or not (leads or _CLOSING.match(line)):
            scopes = [scope for scope in scopes if scope[0] < indent]
        if name:
            scopes.append((indent, name))
        span = Span(match.start(), match.start() + len(line.rstrip()))
        yield _Line(span, tuple(name for _, name in scopes), name, leads)


def _breaks(text: str, lines: Sequence[_Line]) -> Iterator[int]:
    """The lines that begin a block: below a blank line, or naming something, with what leads them."""
    last = 0
    for number, line in enumerate(lines):
        first = number
        while line.name and first > last and lines[first - 1].leads and not _is_parted(text, lines, first):
            first -= 1
        if first > last and (line.name or _is_parted(text, lines, number)):
            yield first
            last = first


def _is_parted(text: str, lines: Sequence[_Line], number: int) -> bool:
    return text.count("\n", lines[number - 1].span.end, lines[number].span.start) > 1


def _block(lines: Sequence[_Line]) -> Block:
    main = next((line for line in lines if line.name), None) or next(
        (line for line in lines if not line.leads), lines[0]
    )
    return Block(Span(lines[0].span.start, lines[-1].span.end), BlockKind.CODE, main.path)
