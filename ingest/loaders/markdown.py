"""Markdown: CommonMark with tables, through markdown-it; front matter is metadata, not text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    page = SyntaxTreeNode(tokens)
    notes = {node.meta["label"]: node for node in page.walk() if node.type == NOTE}
    _Writer(builder, notes).page(page.children)


def first_heading(builder: TextBuilder) -> str | None:
    """The heading that the text begins with; None if it begins with something else."""
    first = builder.blocks[0] if builder.blocks else None
    return first.span.of(builder.text) if first and first.kind is BlockKind.HEADING else None


@dataclass(slots=True)
class _Writer:
    """Writes what stands below each other; a footnote follows what refers to it first.

    Attributes:
        notes: The footnotes that are not written yet, by label.
    """

    builder: TextBuilder
    notes: dict[str, SyntaxTreeNode]

    def page(self, nodes: Sequence[SyntaxTreeNode]) -> None:
        self._write_all(nodes)
        for label in list(self.notes):
            self._note(label, "")

    def _write_all(self, nodes: Sequence[SyntaxTreeNode], item: str = "") -> None:
        """Write what stands on a page or in a quote, or in the item of a list, which introduces it."""
        lead_in = item
        for node in nodes:
            if node.type == "paragraph":
                lead_in = _plain(node)
                self.builder.add(BlockKind.PROSE, lead_in, lead_in=item)
            else:
                self._write(node, lead_in)
                lead_in = item
            for mark in (part for part in node.walk() if part.type == MARK):
                self._note(mark.meta["label"], lead_in)

    def _note(self, label: str, referring: str) -> None:
        note = self.notes.pop(label, None)
        text = _plain(note) if note else ""
        self.builder.add(BlockKind.PROSE, f"Footnote {label}: {text}" if text else "", lead_in=referring)

    def _write(self, node: SyntaxTreeNode, lead_in: str) -> None:
        match node.type:
            case "heading":
                self.builder.heading(_plain(node), int(node.tag[1]))
            case "bullet_list" | "ordered_list":
                self._list(node, lead_in)
            case "table":
                add_table(self.builder, _rows(node), caption=lead_in)
            case "fence" | "code_block":
                self.builder.add(BlockKind.CODE, node.content)
            case "html_block":
                add_html(self.builder, node.content)
            case "blockquote":
                self._write_all(node.children)

    def _list(self, node: SyntaxTreeNode, lead_in: str) -> None:
        """An item is its first paragraphs; what else stands in it follows."""
        first = int(node.attrs.get("start", 1))
        for position, item in enumerate(node.children):
            marker = f"{first + position}." if node.type == "ordered_list" else "-"
            own = list(takewhile(lambda child: child.type == "paragraph", item.children))
            text = " ".join(filter(None, map(_plain, own)))
            self.builder.add(BlockKind.LIST, f"{marker} {text}" if text else "", lead_in=lead_in)
            self._write_all(item.children[len(own) :], text or lead_in)


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
