"""Footnotes of Markdown: ``[^1]`` in a text and ``[^1]: what it says`` elsewhere, to CommonMark a link's target."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

NOTE, MARK = "footnote", "footnote_mark"
_LABEL = re.compile(r"\[\^([^\[\]\s]+)\]")
_NOTE = re.compile(rf"{_LABEL.pattern}:[ \t]*")
_INDENT = 4


def read_footnotes(parser: MarkdownIt) -> None:
    """Have `parser` give a `NOTE` for each footnote, a `MARK` where the text refers to it; `meta` holds the label."""
    parser.block.ruler.before("reference", NOTE, _note, {"alt": ["paragraph", "reference"]})
    parser.inline.ruler.before("link", MARK, _mark)


def _note(state: StateBlock, first: int, end: int, silent: bool) -> bool:
    match = None if state.is_code_block(first) else _NOTE.match(_line(state, first))
    if match is None or silent:
        return match is not None
    last = first + 1
    while last < end and _goes_on(state, last, end):
        last += 1
    lines = [_line(state, first)[match.end() :], *(_line(state, line) for line in range(first + 1, last))]
    meta = {"label": match.group(1)}
    state.env.setdefault(NOTE, set()).add(match.group(1))
    state.push(f"{NOTE}_open", "", 1).meta = meta
    content = state.push("inline", "", 0)
    content.content, content.children, content.map = "\n".join(filter(None, lines)), [], [first, last]
    state.push(f"{NOTE}_close", "", -1)
    state.line = last
    return True


def _goes_on(state: StateBlock, line: int, end: int) -> bool:
    """Whether it belongs to the note above: what is not blank, up to the next note; what is indented, below blanks."""
    if not state.isEmpty(line):
        return state.isEmpty(line - 1) or not _NOTE.match(_line(state, line))
    following = line + 1
    while following < end and state.isEmpty(following) and not state.isEmpty(line - 1):
        following += 1
    return state.isEmpty(line - 1) or (following < end and state.sCount[following] - state.blkIndent >= _INDENT)


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _mark(state: StateInline, silent: bool) -> bool:
    match = _LABEL.match(state.src, state.pos)
    if match is None or match.group(1) not in state.env.get(NOTE, ()):
        return False
    if not silent:
        state.push(MARK, "", 0).meta = {"label": match.group(1)}
    state.pos = match.end()
    return True
