"""CSV and TSV: the delimiter is sniffed, the first row is the header."""

from __future__ import annotations

import csv

from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.table import add_table
from ingest.loaders.text import decode
from ingest.text_builder import TextBuilder


def load(file: RawFile) -> Loaded:
    """Read delimited rows; each becomes one line with its column names."""
    text = decode(file.data)
    rows = list(csv.reader(text.splitlines(), dialect=_dialect(file.name, text)))
    builder = TextBuilder()
    add_table(builder, rows)
    return Loaded.of(builder, "text/csv")


def _dialect(name: str, text: str) -> type[csv.Dialect]:
    if name.endswith(".tsv"):
        return csv.excel_tab
    try:
        return csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        return csv.excel
