"""What of a notebook is read, and as what."""

from __future__ import annotations

import json

import pytest

from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.registry import load

TABLE = "<table><tr><th>City</th><th>Limit</th></tr><tr><td>Oslo</td><td>180</td></tr></table>"


def code(source: str, *outputs: dict[str, object]) -> dict[str, object]:
    return {"cell_type": "code", "source": source, "outputs": list(outputs)}


def read(*cells: dict[str, object]) -> Loaded:
    return load(RawFile("a.ipynb", json.dumps({"nbformat": 4, "cells": cells}).encode()))


def said(loaded: Loaded) -> list[tuple[str, str]]:
    return [(block.kind.value, block.span.of(loaded.text)) for block in loaded.blocks]


def test_cells_and_what_they_printed_are_read_in_order() -> None:
    loaded = read(
        {"cell_type": "markdown", "source": ["# Rates\n", "\n", "What is **paid**."]},
        code("for city in cities:\n    print(city)", {"output_type": "stream", "text": ["Oslo\n", "Rome\n"]}),
        code("rates", {"output_type": "execute_result", "data": {"text/html": TABLE, "text/plain": "0 Oslo"}}),
        code("1 + 1", {"output_type": "execute_result", "data": {"text/plain": "2"}}),
        code("1 / 0", {"output_type": "error", "ename": "ZeroDivisionError", "evalue": "division by zero"}),
        {"cell_type": "raw", "source": "As it is."},
    )
    assert said(loaded) == [
        ("heading", "Rates"), ("prose", "What is paid."), ("code", "for city in cities:\n    print(city)"),
        ("code", "Oslo\nRome"), ("code", "rates"), ("table", "City: Oslo; Limit: 180"), ("code", "1 + 1"),
        ("code", "2"), ("code", "1 / 0"), ("code", "ZeroDivisionError: division by zero"), ("prose", "As it is."),
    ]  # fmt: skip
    assert loaded.title == "Rates"
    assert {block.heading_path for block in loaded.blocks} == {("Rates",)}


def test_pictures_and_what_stands_for_them_are_left_out() -> None:
    data = {"image/png": "iVBORw0KGgo", "text/plain": "<Figure size 640x480>"}
    loaded = read(code("plot()", {"output_type": "display_data", "data": data}))
    assert said(loaded) == [(BlockKind.CODE.value, "plot()")]


def test_a_notebook_of_an_old_format_is_an_error() -> None:
    with pytest.raises(LoadError, match="got no cells, expected a notebook of format 4"):
        load(RawFile("a.ipynb", b'{"nbformat": 3, "worksheets": []}'))
