"""Which documents follow each other."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.index.protocol import DocumentRecord


class Families:
    """Sets that grow together: what is joined with the same is of one family."""

    def __init__(self) -> None:
        """Everybody alone."""
        self._above: dict[str, str] = {}

    def head(self, name: str) -> str:
        """The same for everybody of a family."""
        above = self._above.setdefault(name, name)
        while above != name:
            name, above = above, self._above[above]
        return name

    def join(self, one: str, other: str) -> None:
        """Make two families one."""
        first, second = sorted((self.head(one), self.head(other)))
        self._above[second] = first

    def members(self, names: Iterable[str]) -> list[list[str]]:
        """The families among `names`, each sorted, by their first."""
        found: dict[str, list[str]] = {}
        for name in sorted(names):
            found.setdefault(self.head(name), []).append(name)
        return list(found.values())


def lines(records: Iterable[DocumentRecord]) -> Families:
    """Documents that supersede each other, however far apart, are of one family."""
    families = Families()
    for record in records:
        for old in record.term.supersedes:
            families.join(record.document_id, old)
    return families
