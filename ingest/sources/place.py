"""A place that documents come from, and what several places list together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ingest.errors import CorpusError
from ingest.sources.source import FailedSource, Source
from ingest.tags import CorpusRules, Fields


class Place(Protocol):
    """A folder, a bucket, a repository, a site: whatever lists documents."""

    @property
    def name(self) -> str:
        """What stands as `source` in the record of each document that comes from here; never a credential."""

    def sources(self) -> list[Source]:
        """Every document that is here now, in a stable order.

        Raises:
            CorpusError: The listing is not whole: what it lacks must not be taken for deleted.
        """


@dataclass(frozen=True, slots=True)
class Cutting:
    """Which plain texts are read in parts.

    Attributes:
        over: Those of more bytes.
        most: Bytes of the largest text that is read at all.
    """

    over: int
    most: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said about a place as a whole, apart from where it is.

    Attributes:
        groups: Who may read what is there; a document that names others is a failure. None says nothing.
        ignore: Globs on paths that are left out, besides those that the place's own ``corpus.yaml`` names.
        prefix: Stands before each id, so that two places may have files of one name.
        uri: Where a citation of a file in a bucket or repository leads, with `{path}`; empty: to the file there.
        cache: A folder that may keep what is not to be fetched twice; None keeps nothing.
        cutting: Which plain texts are read in parts; None: none of them.
    """

    groups: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    prefix: str = ""
    uri: str = ""
    cache: Path | None = None
    cutting: Cutting | None = None

    @property
    def base(self) -> tuple[Fields, ...]:
        """What holds for every document of the place."""
        return () if self.groups is None else (Fields(groups=self.groups),)

    def ignores(self, name: str) -> bool:
        """Whether `name` (a POSIX path) is left out on purpose."""
        return CorpusRules((), self.ignore).ignores(name)


@dataclass(frozen=True, slots=True)
class Listing:
    """What several places list.

    Attributes:
        roots: The places that were listed whole; only of these may anything be removed.
    """

    sources: tuple[Source, ...]
    roots: tuple[str, ...]


def listed(places: Sequence[Place]) -> Listing:
    """What `places` list; where there are several, one that cannot be listed is a failure and keeps what it had.

    Raises:
        CorpusError: None of them can be listed.
    """
    found: list[Source] = []
    roots: list[str] = []
    for place in places:
        try:
            found += place.sources()
            roots.append(place.name)
        except CorpusError as error:
            if len(places) == 1:
                raise
            found.append(FailedSource(place.name, place.name, str(error), hides=""))
    if not roots:
        raise CorpusError("; ".join(source.fault for source in found if isinstance(source, FailedSource)))
    return Listing(tuple(found), tuple(roots))


def listed_whole(places: Sequence[Place]) -> Listing:
    """What `places` list, for whoever starts from nothing and has nothing to keep.

    Raises:
        CorpusError: One of them cannot be listed, or an archive in one.
    """
    found = [source for place in places for source in place.sources()]
    hiding = next((source for source in found if isinstance(source, FailedSource) and source.hides is not None), None)
    if hiding is not None:
        raise CorpusError(f"got '{hiding.id}', which cannot be listed: {hiding.fault}; or leave it out")
    return Listing(tuple(found), tuple(place.name for place in places))
