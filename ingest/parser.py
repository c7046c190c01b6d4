"""Who parses for a sync."""

from __future__ import annotations

from typing import Protocol

from ingest.parse import Parsed, parse
from ingest.sources.source import RawSource


class Parser(Protocol):
    """Parses one source at a time for each thread that asks."""

    @property
    def workers(self) -> int:
        """How many threads may ask at once; 0 means that the caller's own thread does the work."""

    def parse(self, raw: RawSource) -> Parsed:
        """The document.

        Raises:
            LoadError: It cannot be parsed.
            ParserLostError: Whoever parsed it was stopped or fell over.
        """

    def close(self) -> None:
        """End whoever parses, at once; the next `parse` begins anew."""


class DirectParser:
    """Parses in this process, without limits: for files that are trusted, and for tests."""

    workers = 0

    def parse(self, raw: RawSource) -> Parsed:
        """See `Parser.parse`."""
        return parse(raw)

    def close(self) -> None:
        """Nothing is open."""
