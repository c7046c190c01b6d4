"""The documents that the asker may read: listed, one by one, in chunks, and as text around a place."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from api.admission import InTurn
from api.principal import Asker
from api.readiness import Readied
from ragstone.catalogue import Catalogue, Entry, Order, State, Wanted, tags_of
from ragstone.clock import today
from ragstone.errors import UnknownDocumentError
from ragstone.jobs.intake import Intake
from ragstone.page_image import PageImage
from ragstone.source import Source
from ragstone.uploads.folder import Uploads
from ragstone.wire import DocumentOut

_DOCUMENT = "/v1/documents/{document_id:path}"
router = APIRouter()


class EntryOut(DocumentOut):
    """A document and whether it holds on the day asked for.

    `superseded_by` names what replaced it by then; `uploaded` says whether it can be removed over HTTP.
    """

    state: State
    superseded_by: list[str]
    uploaded: bool

    @classmethod
    def of_entry(cls, entry: Entry, uploads: Uploads | None) -> EntryOut:
        """The wire form of `entry`."""
        document = DocumentOut.of(entry.record).model_dump()
        uploaded = uploads is not None and entry.record.source == uploads.source
        return cls(**document, state=entry.state, superseded_by=list(entry.superseded_by), uploaded=uploaded)


class DocumentsOut(BaseModel):
    """One page of a list; `total` counts all that fit, `tags` how many readable documents carry each value."""

    documents: list[EntryOut]
    total: int
    tags: dict[str, dict[str, int]]


class ChunkOut(BaseModel):
    """A chunk; `text` is exactly the document's text from `start` to `end`."""

    chunk_id: str
    ordinal: int
    kind: str
    heading_path: list[str]
    page: int | None
    start: int
    end: int
    text: str


class ChunksOut(BaseModel):
    """Some chunks of a document in reading order; `total` counts all."""

    chunks: list[ChunkOut]
    total: int


class SpanIn(BaseModel):
    """A place in a document's text, in characters."""

    start: int = Field(0, ge=0)
    end: int | None = Field(None, ge=0, description="Half-open; the document's end unless given")
    around: int = Field(600, ge=0, le=20_000, description="Characters on each side")


class SourceOut(BaseModel):
    """What stands at a place of a document and around it.

    `start` and `end` are the place, `text_start` is where `text` begins, all in characters of the document's text,
    which has `length` of them. `ordinal`, `page` and `heading_path` are those of the chunk that the place starts in.
    """

    document: EntryOut
    start: int
    end: int
    text_start: int
    text: str
    length: int
    ordinal: int
    page: int | None
    heading_path: list[str]


def _catalogue(
    readiness: Readied, asker: Asker, group: Annotated[tuple[str, ...], Query()] = (), as_of: date | None = None
) -> Catalogue:
    return Catalogue(readiness.library(), asker.groups(group), as_of or today())


def _wanted(
    state: Annotated[tuple[State, ...], Query()] = (State.IN_FORCE,),
    tag: Annotated[tuple[str, ...], Query(description="`key=value`; one value of every key is needed")] = (),
    q: Annotated[str, Query(max_length=200, description="Words of the title or the id")] = "",
    order: Order = Order.TITLE,
) -> Wanted:
    return Wanted(states=state, tags=tags_of(tag), title=q, order=order)


def _uploads(request: Request) -> Uploads | None:
    intake: Intake | None = request.app.state.intake
    return intake.uploads if intake is not None else None


Readable = Annotated[Catalogue, Depends(_catalogue)]
Kept = Annotated[Uploads | None, Depends(_uploads)]


def _whole(request: Request, document_id: str, catalogue: Readable, uploads: Kept) -> Response | None:
    """The document whose id ends as the path of a part does, and that may be read."""
    part = request.url.path.rpartition("/")[2]
    with suppress(UnknownDocumentError):
        entry = EntryOut.of_entry(catalogue.entry(f"{document_id}/{part}"), uploads)
        return Response(entry.model_dump_json(), media_type="application/json")
    return None


# Before a part of another document is given: an id may end in `/source`, too.
Whole = Annotated[Response | None, Depends(_whole)]


@router.get("/v1/documents")
def documents(
    catalogue: Readable,
    uploads: Kept,
    wanted: Annotated[Wanted, Depends(_wanted)],
    *,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> DocumentsOut:
    """The documents that somebody in these groups may read: those in force on the day unless `state` says."""
    found = catalogue.entries(wanted)
    page = [EntryOut.of_entry(entry, uploads) for entry in found[offset : offset + limit]]
    return DocumentsOut(documents=page, total=len(found), tags=catalogue.tags())


@router.get(f"{_DOCUMENT}/chunks", response_model=ChunksOut, responses={404: {}})
def chunks(
    document_id: str,
    catalogue: Readable,
    whole: Whole,
    *,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> ChunksOut | Response:
    """A document's chunks in reading order; what may not be read is as unknown as what is not there."""
    if whole is not None:
        return whole
    found = catalogue.chunks(document_id)
    rows = [
        ChunkOut(
            chunk_id=one.id, ordinal=one.ordinal, kind=one.kind.value, heading_path=list(one.heading_path),
            page=one.page, start=one.span.start, end=one.span.end, text=one.text,
        )
        for one in found[offset : offset + limit]
    ]  # fmt: skip
    return ChunksOut(chunks=rows, total=len(found))


@router.get(f"{_DOCUMENT}/source", response_model=SourceOut, responses={404: {}})
def source(
    document_id: str, catalogue: Readable, uploads: Kept, whole: Whole, *, asked: Annotated[SpanIn, Query()]
) -> SourceOut | Response:
    """The text at a place that a citation names, and around it.

    It is put together from the chunks: which blanks stood between two of them is not kept, only how many.
    """
    if whole is not None:
        return whole
    entry, found = catalogue.entry(document_id), catalogue.chunks(document_id)
    end = max(found[-1].span.end, asked.start) if asked.end is None else asked.end
    place = Source.of(found, asked.start, end, around=asked.around)
    return SourceOut(
        document=EntryOut.of_entry(entry, uploads), start=place.span.start, end=place.span.end,
        text_start=place.text_start, text=place.text, length=place.length, ordinal=place.chunk.ordinal,
        page=place.page, heading_path=list(place.chunk.heading_path),
    )  # fmt: skip


@router.get(
    f"{_DOCUMENT}/page",
    response_class=Response,
    dependencies=[InTurn],
    responses={200: {"content": {"image/png": {}}}, 404: {}},
)
def page(
    document_id: str,
    catalogue: Readable,
    whole: Whole,
    *,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """The page of a PDF where a place stands, as a picture with the place marked; `X-Ragstone-Page` says which."""
    if whole is not None:
        return whole
    record, found = catalogue.entry(document_id).record, catalogue.chunks(document_id)
    place = Source.of(found, start, end, around=0)
    quote = place.text[place.span.start - place.text_start : place.span.end - place.text_start]
    image = PageImage.of(record, quote, page=place.page)
    headers = {"X-Ragstone-Page": str(image.number), "Cache-Control": "private, no-store"}
    return Response(image.png, media_type="image/png", headers=headers)


@router.get(_DOCUMENT, responses={404: {}})
def document(document_id: str, catalogue: Readable, uploads: Kept) -> EntryOut:
    """One document; what may not be read is as unknown as what is not there."""
    return EntryOut.of_entry(catalogue.entry(document_id), uploads)
