"""CSV and TSV: the delimiter is the one that cuts most lines alike; lines above the header are paragraphs."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import TextIO

from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.loaders.encoding import encoding_of
from ingest.loaders.grid import MOST_CELLS, add_grid, read_grid
from ingest.loaders.loaded import Loaded, RawFile
from ingest.text_builder import TextBuilder

# The last is the likeliest to stand in texts and numbers as well, so it wins no tie.
_DELIMITERS = "\t;|,"
_LOOKED_AT = 100  # lines
_HEAD = 1 << 16  # characters
_MOST_PREAMBLE = 20  # lines
_SAID = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def load(file: RawFile) -> Loaded:
    """Read delimited rows; each becomes one line with its column names.

    Raises:
        LoadError: It is no text, or a quotation mark that nobody closes swallows the rest.
    """
    head = _opened(file.data).read(_HEAD)
    said = _SAID.match(head)
    delimiter = said.group(1) if said else _delimiter(file.name, head)
    lines = _opened(file.data)
    lines.read(said.end() if said else 0)
    try:
        rows, is_whole = _limited(_rows(lines, delimiter))
    except csv.Error as error:
        raise LoadError(f"got rows that cannot be told apart ({error}); look for a quotation mark left open") from error
    builder = TextBuilder()
    preamble = _preamble(rows)
    for row in rows[:preamble]:
        builder.add(BlockKind.PROSE, " ".join(filter(None, row)))
    add_grid(builder, read_grid(_even(rows[preamble:])))
    loaded = Loaded.of(builder, "text/csv")
    warning = f"its first {len(rows)} rows alone were read, since it holds over {MOST_CELLS} cells; split it"
    return loaded if is_whole else replace(loaded, warnings=(*loaded.warnings, warning))


def _opened(data: bytes) -> TextIO:
    """The text of `data`, which is not decoded further than it is read."""
    return io.TextIOWrapper(io.BytesIO(data), encoding_of(data).name, errors="replace", newline="")


def _rows(lines: TextIO, delimiter: str) -> Iterable[list[str]]:
    rows = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    return (row for row in rows if any(cell.strip() for cell in row))


def _limited(rows: Iterable[list[str]]) -> tuple[list[list[str]], bool]:
    """The rows that hold `MOST_CELLS` cells, and whether these are all."""
    read: list[list[str]] = []
    cells = 0
    for row in rows:
        cells += len(row)
        if cells > MOST_CELLS:
            return read, False
        read.append(row)
    return read, True


def _delimiter(name: str, head: str) -> str:
    if name.lower().endswith(".tsv"):
        return "\t"
    return max(_DELIMITERS, key=lambda delimiter: _alike(head, delimiter))


def _alike(text: str, delimiter: str) -> tuple[int, int]:
    """How many lines have as many cells as most lines have, and how many that are; of a single cell none is counted."""
    try:
        widths = Counter(len(row) for row in islice(_rows(io.StringIO(text, newline=""), delimiter), _LOOKED_AT))
    except csv.Error:
        return 0, 0
    del widths[1]
    width, lines = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return lines, width


def _preamble(rows: list[list[str]]) -> int:
    """How many rows stand above the header: they fill the first of its columns alone, and less than half of all."""
    width = Counter(_filled(row) for row in rows[:_LOOKED_AT]).most_common(1)[0][0] if rows else 0
    for number, row in enumerate(rows[: _MOST_PREAMBLE + 1]):
        filled = _filled(row)
        if filled > max(1, (width - 1) // 2) or not all(row[:filled]) or width < 2:
            return number
    return 0


def _even(rows: list[list[str]]) -> list[list[str]]:
    """A row that breaks off after its first cell goes over no more columns than that one."""
    is_list = all(len(row) == 1 for row in rows)
    return rows if is_list else [[*row, ""] if len(row) == 1 else row for row in rows]


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)
