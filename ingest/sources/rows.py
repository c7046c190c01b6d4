"""Documents that are given as text: the rows of a ``.jsonl``, or what a program hands over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import CorpusError, LoadError, RightsError
from ingest.sources.source import FailedSource, RawSource, digest, require_size
from ingest.tags import Fields, fields_of, whole


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One document as text."""

    id: str
    source: str
    text: str = ""
    fields: Fields = Fields()

    @property
    def listed(self) -> str:
        """The version of its text and fields."""
        return digest(self.id, self.text, repr(self.fields))

    def read(self, max_bytes: int) -> RawSource:
        """Its text, which is there already.

        Raises:
            LoadError: It is longer than `max_bytes` characters.
        """
        require_size(len(self.text), max_bytes)
        return RawSource(self.id, self.source, self.id, self.text, self.listed, told=self.fields)


def row_sources(path: Path) -> Iterator[SourceRow | FailedSource]:
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


def _row(line: str, number: int, path: Path) -> SourceRow | FailedSource:
    where = f"{path.name}:{number}"
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError):
        return _unnamed(where, path, "got a line that is no JSON; correct it")
    if not isinstance(raw, dict):
        return _unnamed(where, path, f"got a {type(raw).__name__}, expected an object with id, title and text")
    id_, text = raw.pop("id", None), raw.pop("text", None)
    if not isinstance(id_, str) or not id_.strip() or id_ != whole(id_):
        return _unnamed(where, path, "got a row without `id`, expected id, title and text; add it")
    try:
        if not isinstance(text, str) or not text.strip():
            raise LoadError(f"got a row without `text` in {where}, expected id, title and text; add it")
        return SourceRow(id_, str(path), whole(text), fields_of(raw, where))
    except LoadError as error:
        return FailedSource(id_, str(path), str(error), unruled=isinstance(error, RightsError))


def _unnamed(where: str, path: Path, fault: str) -> FailedSource:
    """It may be any of the rows that were there before."""
    return FailedSource(where, str(path), fault, hides="")
