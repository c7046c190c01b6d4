"""The documents that somebody may read, whether in force or not."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache

from ingest.chunk import Chunk
from ingest.errors import UnknownFilterError
from ingest.index.filters import unknown_keys_message
from ingest.index.protocol import DocumentRecord, Index
from ingest.part import names_of
from ragstone.errors import UnknownDocumentError

_KEPT = 8  # sets of groups


class Order(StrEnum):
    """What comes first: by title, or what took effect last."""

    TITLE = "title"
    NEWEST = "newest"


class State(StrEnum):
    """Whether a document holds on a day, and if not, why."""

    IN_FORCE = "in_force"
    UPCOMING = "upcoming"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Entry:
    """One document on one day.

    Attributes:
        superseded_by: Ids of the documents that replaced it by that day, as far as the asker may read them.
    """

    record: DocumentRecord
    state: State
    superseded_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries of a catalogue are asked for.

    Attributes:
        states: Any of them; none given, all.
        tags: Key to accepted values; an entry needs one of the values of every key.
        title: Words that stand in its title or its id, whatever their case and accents.
        order: What names no first day counts as oldest.
    """

    states: tuple[State, ...] = ()
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title: str = ""
    order: Order = Order.TITLE


class Library:
    """Every document that some groups may read, kept until the index changes."""

    def __init__(self, index: Index) -> None:
        """Read from `index` what is asked for."""
        self.index = index
        self._known = lru_cache(maxsize=_KEPT)(self._read)

    def records(self, groups: tuple[str, ...]) -> tuple[DocumentRecord, ...]:
        """By id, in force or not."""
        return self._known(self.index.revision, tuple(sorted(set(groups))))

    def _read(self, revision: str, groups: tuple[str, ...]) -> tuple[DocumentRecord, ...]:
        return tuple(self.index.library(groups))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What somebody in `groups` may read of `library`, as it stands on the day `as_of`."""

    library: Library
    groups: tuple[str, ...]
    as_of: date

    def entries(self, wanted: Wanted) -> list[Entry]:
        """In the order that is wanted.

        Raises:
            UnknownFilterError: A tag is asked for that nothing readable carries.
        """
        records = self.library.records(self.groups)
        message = unknown_keys_message(wanted.tags, {key for record in records for key in record.tags})
        if message:
            raise UnknownFilterError(message)
        found = [_entry(record, records, self.as_of) for record in records if _is_wanted(record, wanted)]
        kept = [entry for entry in found if not wanted.states or entry.state in wanted.states]
        kept.sort(key=lambda entry: (_folded(entry.record.title), entry.record.document_id))
        if wanted.order is Order.NEWEST:
            kept.sort(key=lambda entry: entry.record.term.effective or date.min, reverse=True)
        return kept

    def tags(self) -> dict[str, dict[str, int]]:
        """Key to value to how many documents carry it; languages count as a key."""
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for record in self.library.records(self.groups):
            for key, values in {"language": (record.language,), **record.tags}.items():
                counts[key].update(values)
        return {key: dict(sorted(values.items())) for key, values in sorted(counts.items())}

    def entry(self, document_id: str) -> Entry:
        """One document.

        Raises:
            UnknownDocumentError: There is none, or none that may be read.
        """
        record = self.library.index.document(document_id, self.groups)
        if record is None:
            raise unknown_document(document_id)
        others = [] if record.validity.holds(self.as_of) else self.library.records(self.groups)
        return _entry(record, others, self.as_of)

    def chunks(self, document_id: str) -> list[Chunk]:
        """Its chunks in reading order.

        Raises:
            UnknownDocumentError: There is none, or none that may be read.
        """
        chunks = self.library.index.chunks(document_id, self.groups)
        if not chunks:
            raise unknown_document(document_id)
        return chunks


def _entry(record: DocumentRecord, readable: Sequence[DocumentRecord], day: date) -> Entry:
    if record.validity.holds(day):
        return Entry(record, State.IN_FORCE)
    if record.validity.start <= record.validity.end and day < record.validity.start:
        return Entry(record, State.UPCOMING)
    names = set(names_of(record.document_id))
    # A successor that may not be read is not told of: for this asker the old document has merely expired.
    successors = tuple(
        other.document_id
        for other in readable
        if names.intersection(other.term.supersedes) and (other.term.effective or date.min) <= day
    )
    return Entry(record, State.SUPERSEDED if successors else State.EXPIRED, successors)


def _is_wanted(record: DocumentRecord, wanted: Wanted) -> bool:
    built_in = {
        "language": (record.language,),
        "media_type": (record.media_type,),
        "document_id": (record.document_id,),
    }
    carried = {**record.tags, **built_in}
    where = _folded(f"{record.title} {record.document_id}")
    return all(word in where for word in _folded(wanted.title).split()) and all(
        set(values) & set(carried.get(key, ())) for key, values in wanted.tags.items()
    )


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def tags_of(pairs: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Key to values of tags that are written as `key=value`.

    Raises:
        UnknownFilterError: One is not.
    """
    tags: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for pair in pairs:
        key, found, value = pair.partition("=")
        if not found:
            raise UnknownFilterError(f"got the tag '{pair}', expected `key=value`; correct it")
        tags[key] += (value,)
    return dict(tags)


def unknown_document(document_id: str) -> UnknownDocumentError:
    """What is said of a document that is not there, and of one that may not be read."""
    return UnknownDocumentError(
        f"got the document '{document_id}', expected one that `/v1/documents` lists; correct it"
    )
