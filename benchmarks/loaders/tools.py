"""`python -m benchmarks.loaders.tools TOOL FILE...`: reads files with one tool, in any interpreter that has it."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from importlib import metadata
from itertools import groupby
from pathlib import Path

from benchmarks.loaders.reading import HtmlRows, Reading, Table, of_grid, of_markdown

Tool = Callable[[Path], Reading]


def ragstone() -> Tool:
    """Our own loaders; a table is what stands together under one caption."""
    from ingest.document import BlockKind
    from ingest.loaders.loaded import RawFile
    from ingest.loaders.registry import load

    def read(path: Path) -> Reading:
        loaded = load(RawFile(path.name, path.read_bytes()))
        kinds = groupby(loaded.blocks, key=lambda block: (block.kind, block.lead_in, block.page))
        tables = [_ours([block.span.of(loaded.text) for block in found]) for key, found in kinds if key[0] == "table"]
        headings = [block.span.of(loaded.text) for block in loaded.blocks if block.kind is BlockKind.HEADING]
        return Reading(loaded.text, tuple(headings), tuple(tables))

    return read


def _ours(lines: list[str]) -> Table:
    """``column: value; column: value``; what has no column's name stays without."""
    rows = []
    for line in lines:
        cells = [part.rpartition(": ") for part in line.split("; ")]
        rows.append(tuple((name, value) for name, _, value in cells))
    return tuple(rows)


def markitdown() -> Tool:
    """Microsoft's converter to Markdown."""
    from markitdown import MarkItDown

    converter = MarkItDown()
    return lambda path: of_markdown(converter.convert(path).text_content)


def docling() -> Tool:
    """IBM's converter; its PDF pipeline needs models from a hub."""
    from docling.document_converter import DocumentConverter

    converter = DocumentConverter()
    return lambda path: of_markdown(converter.convert(path).document.export_to_markdown())


def unstructured() -> Tool:
    """Its partitioners, as ragstone's adapter calls them; PDF in the fast mode, which needs no models."""
    import spacy
    from unstructured.nlp import tokenize
    from unstructured.partition.auto import partition

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    tokenize._get_nlp = lambda: nlp

    def read(path: Path) -> Reading:
        elements = partition(filename=str(path), strategy="fast")
        tables = [HtmlRows(found).grid for one in elements if (found := one.metadata.text_as_html)]
        headings = [one.text for one in elements if one.category == "Title"]
        text = "\n\n".join(one.text for one in elements)
        return Reading(text, tuple(headings), tuple(of_grid(grid) for grid in tables))

    return read


TOOLS: dict[str, Callable[[], Tool]] = {
    "ragstone": ragstone, "markitdown": markitdown, "unstructured": unstructured, "docling": docling,
}  # fmt: skip


def main() -> None:
    """Read, after one file of each format that does not count, because libraries are loaded with it."""
    tool = TOOLS[sys.argv[1]]()
    paths = [Path(name) for name in sys.argv[2:]]
    for path in {path.suffix: path for path in paths}.values():
        _timed(tool, path)
    for path in paths:
        print(json.dumps(asdict(_timed(tool, path))), flush=True)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mb": peak_mb, "version": _version(sys.argv[1])}))


def _version(tool: str) -> str:
    try:
        return metadata.version(tool)
    except metadata.PackageNotFoundError:
        return ""


def _timed(tool: Tool, path: Path) -> Reading:
    begun = time.monotonic()
    try:
        found = tool(path)
    except Exception as error:  # noqa: BLE001 - whatever a tool raises is that it cannot read the file
        found = Reading(error=f"{type(error).__name__}: {str(error).splitlines()[0][:80]}" if str(error) else "failed")
    return replace(found, seconds=time.monotonic() - begun)


if __name__ == "__main__":
    main()
