"""Markdown: CommonMark with tables, through markdown-it; front matter is metadata, not text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.loaders.front_matter import split_front_matter
from ingest.loaders.html import add_html
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.markdown_hidden import empty_hidden
from ingest.loaders.table import add_table
from ingest.loaders.text import decode
from ingest.text_builder import TextBuilder

# The tree is walked by calls in each other, of which Python allows a thousand. The parser would leave out what is
# nested deeper than 20 without a word.
_DEEPEST = 40
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}


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
    tokens = MarkdownIt("commonmark", {"maxNesting": _DEEPEST + 1}).enable(["table", "strikethrough"]).parse(body)
    deepest = max((part.level for token in tokens for part in (token, *(token.children or ()))), default=0)
    if deepest > _DEEPEST:
        raise LoadError(f"got Markdown nested {deepest} deep, expected at most {_DEEPEST}; simplify it")
    builder.hidden += empty_hidden(tokens)
    _write_all(builder, SyntaxTreeNode(tokens).children)


def first_heading(builder: TextBuilder) -> str | None:
    """The heading that the text begins with; None if it begins with something else."""
    first = builder.blocks[0] if builder.blocks else None
    return first.span.of(builder.text) if first and first.kind is BlockKind.HEADING else None


def _write_all(builder: TextBuilder, nodes: Sequence[SyntaxTreeNode]) -> None:
    lead_in = ""
    for node in nodes:
        _write(builder, node, lead_in)
        lead_in = _plain(node) if node.type == "paragraph" else ""


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


def _write_list(builder: TextBuilder, node: SyntaxTreeNode, lead_in: str, depth: int = 0) -> None:
    first = int(node.attrs.get("start", 1))
    for position, item in enumerate(node.children):
        marker = f"{first + position}." if node.type == "ordered_list" else "-"
        own = [child for child in item.children if child.type not in ("bullet_list", "ordered_list")]
        text = " ".join(part for part in (_plain(child) for child in own) if part)
        builder.add(BlockKind.LIST, f"{marker} {text}" if text else "", lead_in=lead_in)
        for child in item.children:
            if child not in own:
                _write_list(builder, child, text or lead_in, depth + 1)


def _rows(table: SyntaxTreeNode) -> list[list[str]]:
    return [[_plain(cell) for cell in row.children] for row in table.walk() if row.type == "tr"]


def _plain(node: SyntaxTreeNode) -> str:
    """The text a reader sees: no emphasis marks, no link targets, images by their description."""
    if node.type in _BREAKS:
        return _BREAKS[node.type]
    if node.type in ("text", "code_inline", "fence", "code_block"):
        return node.content
    if node.type == "image":
        return str(node.content)
    return "".join(_plain(child) for child in node.children)
