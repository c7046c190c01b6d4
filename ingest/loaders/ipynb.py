"""Jupyter notebooks: Markdown cells as Markdown, code cells and what they printed as code; pictures are left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.loaders.encoding import decode
from ingest.loaders.html import add_html
from ingest.loaders.json import parse_json
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.markdown import add_markdown, first_heading
from ingest.text_builder import TextBuilder

Cell = Mapping[str, object]


def load(file: RawFile) -> Loaded:
    """Read a notebook of format 4; the title is its first heading.

    Raises:
        LoadError: It is no such notebook.
    """
    notebook = parse_json(decode(file.data))
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise LoadError("got no cells, expected a notebook of format 4; open it in Jupyter and save it again")
    builder = TextBuilder()
    for cell in cells:
        if isinstance(cell, dict):
            _add_cell(builder, cell)
    return Loaded.of(builder, "application/x-ipynb+json", title=first_heading(builder))


def _add_cell(builder: TextBuilder, cell: Cell) -> None:
    source = _joined(cell.get("source"))
    match cell.get("cell_type"):
        case "markdown":
            add_markdown(builder, source)
        case "code":
            builder.add(BlockKind.CODE, source)
            for output in _mappings(cell.get("outputs")):
                _add_output(builder, output)
        case _:
            builder.add(BlockKind.PROSE, source)


def _add_output(builder: TextBuilder, output: Cell) -> None:
    """A table is read as one; what only names a picture is left out with it."""
    data = output.get("data")
    shown = data if isinstance(data, dict) else {}
    markup = _joined(shown.get("text/html"))
    if "<table" in markup:
        add_html(builder, markup)
    elif "text/markdown" in shown:
        add_markdown(builder, _joined(shown["text/markdown"]))
    elif not any(kind.startswith("image/") for kind in shown):
        builder.add(BlockKind.CODE, _joined(shown.get("text/plain")))
    builder.add(BlockKind.CODE, _joined(output.get("text")))
    if output.get("output_type") == "error":
        builder.add(BlockKind.CODE, f"{output.get('ename', '')}: {output.get('evalue', '')}")


def _joined(source: object) -> str:
    """A notebook holds a text whole or as a list of lines."""
    return "".join(map(str, source)) if isinstance(source, list) else str(source or "")


def _mappings(value: object) -> Iterator[Cell]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))
