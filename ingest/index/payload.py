"""Chunks and document records as a store's payload, and back. One form for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

import numpy as np

from ingest.chunk import Chunk, Validity
from ingest.document import BlockKind, Span
from ingest.index.protocol import DocumentRecord, Stored
from ingest.tags import PUBLIC_GROUP, RESERVED_TAGS
from ingest.validity import Term

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Payload: TypeAlias = dict[str, Json]

KEYWORD_FIELDS = ("document_id", "source", "groups", "tags")
INTEGER_FIELDS = ("ordinal", "valid_from", "valid_to")


def day_number(day: date) -> int:
    """A day as the integer YYYYMMDD, which sorts as days do and can be read in the store."""
    return day.year * 10_000 + day.month * 100 + day.day


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)


def validity_payload(validity: Validity) -> Payload:
    """The part of a payload that says when the chunk is in force."""
    return {"valid_from": day_number(validity.start), "valid_to": day_number(validity.end)}


def tag_terms(tags: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Tags as ``key=value`` terms, in a stable order."""
    return sorted(f"{key}={value}" for key, values in tags.items() for value in values)


def tag_conditions(tags: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """For each key of a filter, the terms of which a chunk needs one."""
    return [[f"{key}={value}" for value in values] for key, values in tags.items()]


def to_payload(chunk: Chunk, record: DocumentRecord) -> Payload:
    """The payload of one chunk; a document's first chunk carries the document's record as well."""
    built_in = {
        "language": (chunk.language,),
        "media_type": (chunk.media_type,),
        "document_id": (chunk.document_id,),
    }
    payload: Payload = {
        "chunk_id": chunk.id, "document_id": chunk.document_id, "ordinal": chunk.ordinal, "text": chunk.text,
        "start": chunk.span.start, "end": chunk.span.end, "title": chunk.title, "uri": chunk.uri,
        "context": chunk.context, "kind": chunk.kind.value, "heading_path": list(chunk.heading_path),
        "page": chunk.page, "language": chunk.language, "media_type": chunk.media_type,
        "tags": [*tag_terms({**chunk.tags, **built_in})], "groups": list(chunk.groups or (PUBLIC_GROUP,)),
        "source": record.source, **validity_payload(chunk.validity),
    }  # fmt: skip
    if chunk.page_turns:
        payload["page_turns"] = [list(turn) for turn in chunk.page_turns]
    if chunk.ordinal == 0:
        payload |= {
            "fingerprint": record.fingerprint, "chunks": record.chunks,
            "effective": str(record.term.effective or ""), "expires": str(record.term.expires or ""),
            "supersedes": list(record.term.supersedes), "warnings": list(record.warnings),
            "review_by": str(record.term.review_by or ""),
        }  # fmt: skip
    return payload


def to_chunk(payload: Payload) -> Chunk:
    """The chunk that `payload` was made from."""
    page = payload["page"]
    return Chunk(
        id=str(payload["chunk_id"]),
        document_id=str(payload["document_id"]),
        ordinal=_int(payload["ordinal"]),
        text=str(payload["text"]),
        span=Span(_int(payload["start"]), _int(payload["end"])),
        title=str(payload["title"]),
        uri=str(payload["uri"]),
        context=str(payload["context"]),
        kind=BlockKind(str(payload["kind"])),
        heading_path=_strings(payload["heading_path"]),
        page=None if page is None else _int(page),
        page_turns=_turns(payload.get("page_turns")),
        language=str(payload["language"]),
        media_type=str(payload["media_type"]),
        tags=_tags(payload["tags"]),
        groups=_groups(payload["groups"]),
        validity=Validity(_day(_int(payload["valid_from"])), _day(_int(payload["valid_to"]))),
    )


def to_record(payload: Payload) -> DocumentRecord:
    """The document record in a first chunk's payload."""
    chunk = to_chunk(payload)
    term = Term(
        _stated(payload["effective"]),
        _stated(payload["expires"]),
        _strings(payload["supersedes"]),
        _stated(payload.get("review_by")),  # an index may be older than the field
    )
    return DocumentRecord(
        document_id=chunk.document_id, source=str(payload["source"]), fingerprint=str(payload["fingerprint"]),
        title=chunk.title, uri=chunk.uri, media_type=chunk.media_type, language=chunk.language, tags=chunk.tags,
        groups=chunk.groups, term=term, validity=chunk.validity, chunks=_int(payload["chunks"]),
        warnings=_strings(payload["warnings"]),
    )  # fmt: skip


def to_stored(rows: Iterable[tuple[Payload, Sequence[float]]]) -> Stored | None:
    """One document from its chunks' payloads and dense vectors, in whatever order they come; None without any.

    Raises:
        KeyError: The first chunk, which carries the document's record, is not among them.
    """
    found = sorted(((to_chunk(payload), payload, vector) for payload, vector in rows), key=lambda row: row[0].ordinal)
    if not found:
        return None
    vectors = np.asarray([vector for _, _, vector in found], dtype=np.float32)
    return Stored(to_record(found[0][1]), tuple(chunk for chunk, _, _ in found), vectors)


def _stated(value: Json) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _int(value: Json) -> int:
    if not isinstance(value, int):
        raise TypeError(f"got payload value {value!r}, expected an integer")
    return value


def _strings(value: Json) -> tuple[str, ...]:
    return tuple(str(entry) for entry in value) if isinstance(value, list) else ()


def _turns(value: Json) -> tuple[tuple[int, int], ...]:
    turns = value if isinstance(value, list) else []
    return tuple((_int(turn[0]), _int(turn[1])) for turn in turns if isinstance(turn, list))


def _groups(value: Json) -> tuple[str, ...]:
    return tuple(group for group in _strings(value) if group != PUBLIC_GROUP)


def _tags(value: Json) -> dict[str, tuple[str, ...]]:
    tags: dict[str, tuple[str, ...]] = {}
    for term in _strings(value):
        key, _, entry = term.partition("=")
        if key not in RESERVED_TAGS:
            tags[key] = (*tags.get(key, ()), entry)
    return tags
