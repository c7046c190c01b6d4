"""The form of every error: a problem of RFC 9457, and OpenAI's own on the paths that its clients know."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

PROBLEM_JSON = "application/problem+json"
OPENAI_PATHS = (
    "/v1/chat/", "/v1/models",
    # What is not here is refused so that their clients can read it.
    "/v1/completions", "/v1/responses", "/v1/embeddings", "/v1/moderations", "/v1/images/", "/v1/audio/", "/v1/files",
)  # fmt: skip
_TYPE = "urn:ragstone:problem:"
_PROBLEM: JsonDict = {
    "type": "urn:ragstone:problem:unknown_filter",
    "title": "Unprocessable Entity",
    "status": 422,
    "detail": "got the filter 'deparment', expected one of 'department', 'language'; correct it",
    "code": "unknown_filter",
}
_OPENAI: JsonDict = {
    "error": {
        "message": "got the model 'gpt-5', expected 'ragstone'; name that one",
        "type": "invalid_request_error",
        "param": None,
        "code": "unknown_model",
    }
}


class Problem(BaseModel):
    """Why a request was not met.

    `detail` names the value, what was expected, and the remedy; `code` is what a program reads, `type` the same as a
    URI, which leads nowhere.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_PROBLEM]})
    type: str = Field(pattern=f"^{_TYPE}")
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    code: str

    @classmethod
    def of(cls, status: int, code: str, detail: str) -> Problem:
        """The problem of a status, a code and a sentence."""
        title = HTTPStatus(status).phrase
        return cls(type=_TYPE + code, title=title, status=status, detail=_writable(detail), code=code)


class OpenAiError(BaseModel):
    """What is in OpenAI's form of an error."""

    message: str
    type: str
    param: str | None = None
    code: str | None


class OpenAiProblem(BaseModel):
    """Why a request was not met, as OpenAI's clients expect it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_OPENAI]})
    error: OpenAiError


def _writable(detail: str) -> str:
    """`detail`, which may repeat a name that somebody sent, with halves of characters written as their escapes."""
    return detail.encode("utf-8", "backslashreplace").decode("utf-8")


def openai_form(status: int, code: str, detail: str, param: str | None = None) -> dict[str, Any]:
    """The form of OpenAI's errors; `param` names the field that is wrong."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return OpenAiProblem(error=OpenAiError(message=_writable(detail), type=kind, param=param, code=code)).model_dump()


def response(
    path: str, found: Problem, *, param: str | None = None, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The problem as a response, in the form that whoever asks for `path` knows."""
    status = found.status
    added = {**({"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}), **(headers or {})}
    if not path.startswith(OPENAI_PATHS):
        return JSONResponse(found.model_dump(), status, added, media_type=PROBLEM_JSON)
    status = HTTPStatus.BAD_REQUEST if status == HTTPStatus.UNPROCESSABLE_ENTITY else status
    return JSONResponse(openai_form(status, found.code, found.detail, param), status, added)
