"""Any reader of llama-index as a place, by configuration; its library is imported by name, when it is needed.

Whoever may write the file of places may name any class in it, so that file is as trusted as the settings are.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

from ingest.errors import CorpusError, LoadError, RightsError
from ingest.sources.place import Terms
from ingest.sources.rows import SourceRow
from ingest.sources.source import FailedSource, Source
from ingest.tags import fields_of, whole

_UNDERSTOOD = ("title", "tags", "effective", "expires", "supersedes", "review_by")
_REFUSE, _PLACE = "refuse", "place"


class ReadDocument(Protocol):
    """What a reader gives."""

    @property
    def id_(self) -> str:
        """Its id."""

    @property
    def metadata(self) -> Mapping[str, object]:
        """What the reader knows about it."""

    def get_content(self) -> str:
        """Its text."""


class Reader(Protocol):
    """A reader of llama-index."""

    def load_data(self, **arguments: object) -> Iterable[ReadDocument]:
        """All documents."""


@dataclass(frozen=True, slots=True)
class Permissions:
    """How what a reader knows becomes groups; nobody is let in by an absence.

    Attributes:
        key: Of the metadata that names who may read; empty: the groups of the place hold for all.
        names: From what stands there to groups; a name that is not in it lets nobody in. None takes names as they are.
        missing: What becomes of a document without any: `refuse`, or `place` for the groups of the place.
    """

    key: str = ""
    names: Mapping[str, str] | None = None
    missing: str = _REFUSE

    @classmethod
    def of(cls, raw: Mapping[str, object], where: str) -> Permissions:
        """What a file of places says.

        Raises:
            CorpusError: An unknown key, or an unusable value.
        """
        key, names, missing = raw.get("key", ""), raw.get("map"), raw.get("missing", _REFUSE)
        usable = isinstance(key, str) and (names is None or isinstance(names, dict)) and missing in (_REFUSE, _PLACE)
        if set(raw) - {"key", "map", "missing"} or not usable or (raw and not key):
            raise CorpusError(
                f"got permissions of '{where}' that cannot be used, expected `key`, `map` and `missing` (refuse or "
                "place); correct them"
            )
        mapped = {str(name): str(group) for name, group in names.items()} if isinstance(names, dict) else None
        return cls(str(key), mapped, str(missing))

    def groups(self, metadata: Mapping[str, object], place: tuple[str, ...] | None) -> tuple[str, ...]:
        """Who may read a document; empty means everybody, which only the place itself may say.

        Raises:
            RightsError: It does not become clear.
        """
        named = self._named(metadata) if self.key else ()
        found = sorted({self.names[name] for name in named if name in self.names} if self.names is not None else named)
        if found:
            return tuple(found)
        if named:
            raise RightsError(f"got '{self.key}' with names that `map` does not know, expected one; add it to `map`")
        if place is not None and (not self.key or self.missing == _PLACE):
            return place
        raise RightsError(f"got no '{self.key}' in the metadata, expected who may read it; see to its permissions")

    def _named(self, metadata: Mapping[str, object]) -> tuple[str, ...]:
        raw = metadata.get(self.key)
        entries = [raw] if isinstance(raw, str) else raw
        if entries is None:
            return ()
        if not isinstance(entries, list | tuple | set | frozenset) or not all(isinstance(one, str) for one in entries):
            raise RightsError(f"got '{self.key}' that is a {type(raw).__name__}, expected names; use another key")
        return tuple(name.strip() for name in entries if name.strip())


@dataclass(frozen=True, slots=True)
class ReaderPlace:
    """What a reader reads.

    Attributes:
        name: Stands as `source` in each record.
        make: Makes the reader.
        load: What its `load_data` is given.
        permissions: Who may read each document.
        id_key: Of the metadata that names a document for good; empty: the reader's own id.
    """

    name: str
    make: Callable[[], Reader] = field(repr=False)
    terms: Terms = Terms()
    load: Mapping[str, object] = field(default_factory=dict)
    permissions: Permissions = field(default_factory=Permissions)
    id_key: str = ""

    def sources(self) -> list[Source]:
        """Its documents.

        Raises:
            CorpusError: The reader fails, or finds none.
        """
        try:
            documents = list(self.make().load_data(**self.load))
        except CorpusError:
            raise
        except Exception as error:
            raise CorpusError(
                f"the reader of '{self.name}' failed ({type(error).__name__}); see to its options"
            ) from error
        rows = [self._row(document) for document in documents]
        if not rows:
            raise CorpusError(f"got no document from the reader of '{self.name}', expected some; see to its options")
        return [row for row in rows if not self.terms.ignores(row.id)]

    def _row(self, document: ReadDocument) -> SourceRow | FailedSource:
        metadata = document.metadata
        named = metadata.get(self.id_key) if self.id_key else document.id_
        id_ = f"{self.terms.prefix}{named if named is not None else document.id_}"
        if named is None:
            fault = f"got no '{self.id_key}' in the metadata, expected its id; use another key"
            return FailedSource(id_, self.name, fault, hides=self.terms.prefix)  # it may be any of those there before
        try:
            groups = self.permissions.groups(metadata, self.terms.groups)
            known = {key: metadata[key] for key in _UNDERSTOOD if metadata.get(key)}
            uri = metadata.get("uri") or metadata.get("url")
            fields = fields_of({**known, "uri": uri, "groups": list(groups)}, f"the metadata of '{id_}'")
            return SourceRow(id_, self.name, whole(document.get_content()), fields)
        except LoadError as error:
            return FailedSource(id_, self.name, str(error), unruled=isinstance(error, RightsError))


def reader_maker(dotted: str, options: Mapping[str, object]) -> Callable[[], Reader]:
    """What makes a reader of the class `dotted`.

    Raises:
        CorpusError: The class cannot be imported.
    """
    module, _, name = dotted.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        package = "-".join(module.split(".")[:3]).replace("_", "-")
        raise CorpusError(
            f"got the reader '{dotted}', which cannot be imported; install it with "
            f"`pip install 'ragstone[llamaindex]' {package}`"
        ) from error
    return lambda: cast(Callable[..., Reader], found)(**options)
