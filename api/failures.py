"""From errors to HTTP statuses; the mapping is total over the error trees of all rooms."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from answer.policy.errors import PolicyError
from ingest.errors import IndexWriteError, IngestError, StoreError, UnknownFilterError
from models.errors import LanguageModelError, ModelError
from ragstone.errors import (
    AuditError,
    CalibrationError,
    DocumentHeldError,
    JobsError,
    KeyringError,
    LibraryError,
    NothingConfiguredError,
    SpanError,
    TooLargeError,
    UnknownClaimError,
    UnknownDocumentError,
    UnknownJobError,
    UnknownTraceError,
    UploadError,
    UploadWriteError,
)
from ragstone.settings import SettingsError
from retrieval.errors import GlossaryError, RetrievalError


class UnauthenticatedError(Exception):
    """Nobody knows who asks."""


class ForbiddenError(Exception):
    """Who asks is known and may not."""


class UnknownModelError(Exception):
    """A client asks for a model that is not this one."""


class RateLimitedError(Exception):
    """Who asks has asked too much; `headers` say when there is more."""

    def __init__(self, message: str, headers: Mapping[str, str]) -> None:
        super().__init__(message)
        self.headers = headers


STATUSES: dict[type[Exception], int] = {
    RetrievalError: 422,
    GlossaryError: 503,
    UnknownFilterError: 422,
    IndexWriteError: 503,
    StoreError: 503,
    IngestError: 500,
    LanguageModelError: 502,
    ModelError: 503,
    SettingsError: 503,
    CalibrationError: 422,
    PolicyError: 503,
    UnknownTraceError: 404,
    UnknownClaimError: 422,
    UnknownDocumentError: 404,
    SpanError: 422,
    UnknownModelError: 404,
    UnauthenticatedError: 401,
    ForbiddenError: 403,
    RateLimitedError: 429,
    KeyringError: 503,
    AuditError: 503,
    UploadError: 422,
    TooLargeError: 413,
    DocumentHeldError: 409,
    NothingConfiguredError: 409,
    UploadWriteError: 503,
    UnknownJobError: 404,
    JobsError: 503,
    LibraryError: 500,
}
OPENAI_PATHS = ("/v1/chat/", "/v1/models")
_UPPER = re.compile(r"(?<!^)(?=[A-Z])")


def status_of(error: Exception) -> int:
    """The status of the nearest class of `error` that the mapping names."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def code_of(error: Exception) -> str:
    """The error's class as a code: ``UnknownFilterError`` is ``unknown_filter``."""
    return _UPPER.sub("_", type(error).__name__.removesuffix("Error")).lower()


def body(code: str, message: str) -> dict[str, dict[str, str]]:
    """The one form of every error."""
    return {"error": {"code": code, "message": message}}


def openai_body(status: int, code: str, message: str) -> dict[str, dict[str, str | None]]:
    """The form of OpenAI's errors, for the paths that its clients know."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def _response(request: Request, status: int, code: str, message: str) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if not request.url.path.startswith(OPENAI_PATHS):
        return JSONResponse(body(code, message), status, headers)
    status = 400 if status == 422 else status
    return JSONResponse(openai_body(status, code, message), status, headers)


def install(app: FastAPI) -> None:
    """Answer every expected error of the rooms below, every unusable request and every fault of ours in that form."""
    for kind in STATUSES:
        app.add_exception_handler(kind, _expected)
    app.add_exception_handler(RequestValidationError, _unusable)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _unforeseen)


def _expected(request: Request, error: Exception) -> JSONResponse:
    response = _response(request, status_of(error), code_of(error), str(error))
    if isinstance(error, RateLimitedError):
        response.headers.update(error.headers)
    return response


def _unusable(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - it is installed for this class alone
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return _response(request, 422, "request", f"got an unusable `{where}`: {first['msg']}; correct it")


def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - it is installed for this class alone
    message = f"{error.detail}; see /docs for the paths and their methods"
    return JSONResponse(body("http", message), error.status_code, headers=error.headers)


def _unforeseen(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse(body("internal", f"an unforeseen {type(error).__name__}; read the server's log"), 500)
