"""Documents that are given as text: the rows of a ``.jsonl``, or what a program hands over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import CorpusError, LoadError
from ingest.sources.source import RawSource, digest
from ingest.tags import Fields, fields_of


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One document as text, or the reason why there is none."""

    id: str
    source: str
    text: str = ""
    fields: Fields = Fields()
    fault: str = ""

    @property
    def listed(self) -> str:
        """The version of its text and fields; empty for a fault."""
        return "" if self.fault else digest(self.id, self.text, repr(self.fields))

    def read(self, max_bytes: int) -> RawSource:
        """Its text, which is there already.

        Raises:
            LoadError: There is none, or it is longer than `max_bytes` characters.
        """
        if self.fault:
            raise LoadError(self.fault)
        if len(self.text) > max_bytes:
            raise LoadError(
                f"got a text of {len(self.text) / 1e6:.0f} MB, expected at most {max_bytes / 1e6:.0f} MB; "
                "split it, or raise ingest.max_file_mb"
            )
        return RawSource(self.id, self.source, self.id, self.text, self.listed, told=self.fields)


def row_sources(path: Path) -> Iterator[SourceRow]:
    """The rows of a ``.jsonl``, each an object with `id`, `text` and fields; one that is none is a fault in its place.

    Raises:
        CorpusError: The file cannot be read.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _row(line, number, path)
    except OSError as error:
        raise CorpusError(f"'{path}' cannot be read ({error.strerror}); check its permissions") from error


def _row(line: str, number: int, path: Path) -> SourceRow:
    where = f"{path.name}:{number}"
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict):
            raise LoadError(f"got a {type(raw).__name__}, expected an object with id, title and text")
        missing = [key for key in ("id", "text") if not isinstance(raw.get(key), str) or not raw[key].strip()]
        if missing:
            raise LoadError(f"got a row without `{missing[0]}`, expected id, title and text; add it")
        rest = {key: value for key, value in raw.items() if key not in ("id", "text")}
        return SourceRow(raw["id"], str(path), raw["text"], fields_of(rest, where))
    except (json.JSONDecodeError, LoadError) as error:
        reason = "got a line that is no JSON; correct it" if isinstance(error, json.JSONDecodeError) else str(error)
        return SourceRow(where, str(path), fault=reason)
