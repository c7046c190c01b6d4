"""Markdown: CommonMark with tables, through markdown-it; front matter is metadata, not text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.loaders.encoding import decode
from ingest.loaders.front_matter import split_front_matter
from ingest.loaders.html import add_html
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.markdown_hidden import empty_hidden
from ingest.loaders.markdown_notes import MARK, NOTE, read_footnotes
from ingest.loaders.table import add_table
from ingest.text_builder import TextBuilder

# The tree is walked by calls in each other, of which Python allows a thousand. The parser would leave out what is
# nested deeper than 20 without a word.
_DEEPEST = 40
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}
_LINE_BREAK = re.compile(r"<br\b[^>]*>", re.IGNORECASE)


def load(file: RawFile) -> Loaded:
    """Read Markdown; the title is the front matter's, else the first heading.

    Raises:
        LoadError: Its front matter cannot be used, or emphasis, quotes or lists in it are nested too deeply.
    """
    fields, body = split_front_matter(decode(file.data))
    builder = TextBuilder()
    add_markdown(builder, body)
    loaded = Loaded.of(builder, "text/markdown", title=fields.title or first_heading(builder))
    return replace(loaded, fields=fields)


def add_markdown(builder: TextBuilder, body: str) -> None:
    """Add Markdown without front matter to `builder`.

    Raises:
        LoadError: Emphasis, quotes or lists in it are nested too deeply.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": _DEEPEST + 1}).enable(["table", "strikethrough"])
    read_footnotes(parser)
    tokens = parser.parse(body)
    deepest = max((part.level for token in tokens for part in (token, *(token.children or ()))), default=0)
    if deepest > _DEEPEST:
        raise LoadError(f"got Markdown nested {deepest} deep, expected at most {_DEEPEST}; simplify it")
    builder.hidden += empty_hidden(tokens)
    _write_page(builder, SyntaxTreeNode(tokens))


def first_heading(builder: TextBuilder) -> str | None:
    """The heading that the text begins with; None if it begins with something else."""
    first = builder.blocks[0] if builder.blocks else None
    return first.span.of(builder.text) if first and first.kind is BlockKind.HEADING else None


def _write_page(builder: TextBuilder, page: SyntaxTreeNode) -> None:
    """Footnotes stand below what refers to them first; those that nothing refers to, at the end."""
    notes = {node.meta["label"]: node for node in page.walk() if node.type == NOTE}
    lead_in = ""
    for node in page.children:
        _write(builder, node, lead_in)
        lead_in = _plain(node) if node.type == "paragraph" else ""
        marks = [part.meta["label"] for part in node.walk() if part.type == MARK]
        _write_notes(builder, [notes.pop(label) for label in dict.fromkeys(marks) if label in notes], lead_in)
    _write_notes(builder, list(notes.values()), "")


def _write_notes(builder: TextBuilder, notes: Sequence[SyntaxTreeNode], lead_in: str) -> None:
    for note in notes:
        text = _plain(note)
        builder.add(BlockKind.PROSE, f"Footnote {note.meta['label']}: {text}" if text else "", lead_in=lead_in)


def _write_all(builder: TextBuilder, nodes: Sequence[SyntaxTreeNode], lead_in: str = "") -> None:
    for node in nodes:
        _write(builder, node, lead_in)
        lead_in = _plain(node) if node.type == "paragraph" else lead_in


def _write(builder: TextBuilder, node: SyntaxTreeNode, lead_in: str) -> None:
    match node.type:
        case "heading":
            builder.heading(_plain(node), int(node.tag[1]))
        case "paragraph":
            builder.add(BlockKind.PROSE, _plain(node))
        case "bullet_list" | "ordered_list":
            _write_list(builder, node, lead_in)
        case "table":
            add_table(builder, _rows(node), caption=lead_in)
        case "fence" | "code_block":
            builder.add(BlockKind.CODE, node.content)
        case "html_block":
            add_html(builder, node.content)
        case "blockquote":
            _write_all(builder, node.children)


def _write_list(builder: TextBuilder, node: SyntaxTreeNode, lead_in: str) -> None:
    """An item is its first paragraphs; what else stands in it follows."""
    first = int(node.attrs.get("start", 1))
    for position, item in enumerate(node.children):
        marker = f"{first + position}." if node.type == "ordered_list" else "-"
        own = list(takewhile(lambda child: child.type == "paragraph", item.children))
        text = " ".join(filter(None, map(_plain, own)))
        builder.add(BlockKind.LIST, f"{marker} {text}" if text else "", lead_in=lead_in)
        _write_all(builder, item.children[len(own) :], text or lead_in)


def _rows(table: SyntaxTreeNode) -> list[list[str]]:
    return [[_plain(cell) for cell in row.children] for row in table.walk() if row.type == "tr"]


def _plain(node: SyntaxTreeNode) -> str:
    """The text a reader sees: no emphasis marks, no link targets, nothing struck out, images by their description."""
    if node.type in _BREAKS:
        return _BREAKS[node.type]
    if node.type == "html_inline":
        return "\n" if _LINE_BREAK.fullmatch(node.content) else ""
    if node.type == "s":
        return ""
    if node.type in ("text", "code_inline", "fence", "code_block"):
        return node.content
    if node.type == "image":
        return str(node.content)
    return "".join(_plain(child) for child in node.children)
