"""Documents that come and go: uploads and removals."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, ValidationError

from api.failures import ForbiddenError
from api.jobs import JobOut, JobView, Taken
from api.multipart import FILE_FIELD, Received, receiving
from api.principal import Curator, Principal
from api.readiness import Readied
from api.rights import Rights
from ragstone.catalogue import tags_of, unknown_document
from ragstone.errors import DocumentHeldError, UploadError
from ragstone.jobs.intake import Intake
from ragstone.uploads.about import About
from ragstone.uploads.folder import Part
from ragstone.uploads.name import checked_name, shown

_ELSEWHERE = "got a document that was not uploaded, expected one that was; remove it at its source and sync"
_FORM = {"group": ["hr"], "tag": ["department=people"], "title": "Public holidays", "effective": "2027-01-01"}
router = APIRouter()


class UploadForm(BaseModel):
    """What is said about the files of an upload; `tag` is `key=value`."""

    model_config = ConfigDict(extra="forbid")
    group: list[str] = []
    public: bool = False
    tag: list[str] = []
    title: str | None = None
    effective: date | None = None
    expires: date | None = None
    supersedes: list[str] = []

    @classmethod
    def of(cls, fields: dict[str, list[str]]) -> UploadForm:
        """The form of the fields that came; blank ones say nothing.

        Raises:
            RequestValidationError: One is unknown, unusable, or there twice where one is expected.
        """
        given = {name: [value for value in values if value.strip()] for name, values in fields.items()}
        several = {name for name, one in cls.model_fields.items() if one.annotation == list[str]}
        found: dict[str, Any] = {
            name: values if name in several or len(values) != 1 else values[0]
            for name, values in given.items()
            if values or name not in cls.model_fields
        }
        try:
            return cls.model_validate(found)
        except ValidationError as error:
            raise RequestValidationError([{**one, "loc": ("body", *one["loc"])} for one in error.errors()]) from error

    def about(self, curator: Principal) -> About:
        """What goes into the sidecars.

        Raises:
            UploadError: Nobody says who may read them, or both everybody and some.
            ForbiddenError: A group is named that the key does not hold.
        """
        return About(
            groups=self._groups(curator), title=self.title, tags=tags_of(tuple(self.tag)), effective=self.effective,
            expires=self.expires, supersedes=tuple(self.supersedes),
        )  # fmt: skip

    def _groups(self, curator: Principal) -> tuple[str, ...]:
        named = tuple(dict.fromkeys(self.group))
        if self.public and named:
            raise UploadError("got `public` and `group`, expected one of them; leave one out")
        if self.public:
            return ()
        foreign = [] if curator.names_any else [group for group in named if not curator.reads((group,))]
        if foreign:
            raise ForbiddenError(f"got the group '{foreign[0][:100]}', expected one that this key reads; leave it out")
        groups = named or curator.groups()
        if not groups:
            raise UploadError("got no group, and this key has none; name one as `group`, or send `public=true`")
        return groups


def _body() -> dict[str, Any]:
    schema = UploadForm.model_json_schema()
    files = {"type": "array", "items": {"type": "string", "format": "binary"}}
    schema["properties"] = {FILE_FIELD: files, **schema["properties"]}
    form = {"schema": schema, "example": {FILE_FIELD: ["holidays.md"], **_FORM}}
    return {"requestBody": {"content": {"multipart/form-data": form}, "required": True}}


def _rights(curator: Curator, readiness: Readied, intake: Taken) -> Rights:
    return Rights(curator, readiness, intake)


Righted = Annotated[Rights, Depends(_rights)]


@router.post("/v1/documents", status_code=202, openapi_extra=_body(), responses={409: {}, 413: {}, 422: {}})
async def upload(request: Request, rights: Righted, intake: Taken) -> JobOut:
    """Upload files, each at most as large as `GET /v1/me` says; a job brings them into the index.

    Without `group` and `public` they are for the groups of the key that uploads them. A file of the same name is
    replaced where the uploader may read what is there.
    """
    async with receiving(request, intake.folder) as form:
        return await to_thread.run_sync(_uploaded, form, rights, intake)


@router.delete("/v1/documents/{document_id:path}", status_code=202, responses={404: {}, 409: {}})
def remove(document_id: str, rights: Righted, intake: Taken) -> JobOut:
    """Remove a document that was uploaded; a job takes it out of the index."""
    uploads = intake.uploads
    if uploads is None or not (uploads.holds(document_id) or rights.uploaded(document_id)):
        if rights.readable(document_id):
            raise DocumentHeldError(_ELSEWHERE)
        raise unknown_document(document_id)
    with uploads.changing():
        if not rights.changeable(document_id):
            raise unknown_document(document_id)
        return JobView(rights, intake).of(intake.remove(document_id, rights.curator.name))


def _uploaded(form: Received, rights: Rights, intake: Intake) -> JobOut:
    about, files = UploadForm.of(form.fields).about(rights.curator), _named(form)
    for one in about.supersedes:
        if not rights.readable(one):
            raise UploadError(f"got {shown(one)} to be superseded, expected a document that may be read; correct it")
    if about.title is not None and len(files) > 1:
        raise UploadError(f"got one title for {len(files)} files, expected a file; leave the title out")
    with intake.folder.changing():
        for name, _ in files:
            if not rights.free(name):
                raise DocumentHeldError(
                    f"got the name {shown(name)}, which a document has that this may not replace; rename the file"
                )
        return JobView(rights, intake).of(intake.upload(files, about, rights.curator.name))


def _named(form: Received) -> list[tuple[str, Part]]:
    files: dict[str, tuple[str, Part]] = {}
    for raw, part in form.files:
        name = checked_name(raw)
        if not part.size:
            raise UploadError(f"got the file {shown(name)} without content, expected some; fill it or leave it out")
        if name.casefold() in files:
            raise UploadError(f"got {shown(name)} twice in one upload, expected it once; rename or leave out one")
        files[name.casefold()] = (name, part)
    return list(files.values())
