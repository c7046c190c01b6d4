from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from ingest.chunk import Validity
from ingest.document import Metadata
from ingest.errors import LoadError
from ingest.loaders.registry import load
from ingest.sources.folder import SourceFile
from ingest.sources.places import discover
from ingest.tags import combine
from ingest.validity import Term, validities

HANDBOOK = Path(__file__).parents[2] / "samples" / "handbook"


@dataclass(frozen=True, slots=True)
class Handbook:
    """Every document as ragstone loads it, and the errors of those that it cannot load."""

    texts: dict[str, str]
    metadata: dict[str, Metadata]
    errors: dict[str, str]

    def validity(self) -> dict[str, Validity]:
        terms = {id_: Term(meta.effective, meta.expires, meta.supersedes) for id_, meta in self.metadata.items()}
        return validities(terms)

    def readable(self, id_: str, groups: list[str], day: date) -> bool:
        needed = self.metadata[id_].groups
        return (not needed or bool(set(needed) & set(groups))) and self.validity()[id_].holds(day)


@pytest.fixture(scope="session")
def handbook() -> Handbook:
    found = Handbook({}, {}, {})
    for source in discover(HANDBOOK):
        assert isinstance(source, SourceFile)
        try:
            loaded = load(source.file(1_000_000))
        except LoadError as error:
            found.errors[source.id] = str(error)
            continue
        found.texts[source.id] = loaded.text
        found.metadata[source.id] = combine(list(source.rules), loaded.fields, source.sidecar()[1])
    return found
