"""CSV and TSV: the delimiter is sniffed, the first row is the header."""

from __future__ import annotations

import csv
import io

from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.table import add_table
from ingest.loaders.text import decode
from ingest.text_builder import TextBuilder


def load(file: RawFile) -> Loaded:
    """Read delimited rows; each becomes one line with its column names."""
    text = decode(file.data)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(file.name, text)))
    builder = TextBuilder()
    add_table(builder, rows)
    return Loaded.of(builder, "text/csv")


def _delimiter(name: str, text: str) -> str:
    # Only the delimiter is taken from the sniffer: what it thinks of quotes it takes from the first rows alone.
    if name.endswith(".tsv"):
        return "\t"
    try:
        return csv.Sniffer().sniff(text[:8192], delimiters=",;\t|").delimiter
    except csv.Error:
        return ","
