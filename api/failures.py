"""From errors to HTTP statuses; the mapping is total over the error trees of all rooms."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping, Sequence

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from answer.policy.errors import PolicyError
from api.problem import Problem, response
from ingest.errors import IndexWriteError, IngestError, StoreError, UnknownFilterError
from models.errors import LanguageModelError, ModelError
from ragstone.errors import (
    AuditError,
    CalibrationError,
    DocumentHeldError,
    IssuerError,
    JobsError,
    KeyringError,
    LibraryError,
    NoPageError,
    NothingConfiguredError,
    SpanError,
    TokenError,
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
    """Nobody knows who asks; `presented` says whether a key or token was sent that opens nothing."""

    def __init__(self, message: str, *, presented: bool = False) -> None:
        super().__init__(message)
        self.presented = presented


class ForbiddenError(Exception):
    """Who asks is known and may not."""


class UnknownModelError(Exception):
    """A client asks for a model that is not this one."""


class LaterError(Exception):
    """It may be asked again; `headers` say when."""

    def __init__(self, message: str, headers: Mapping[str, str]) -> None:
        super().__init__(message)
        self.headers = headers


class RateLimitedError(LaterError):
    """Who asks has asked too much."""


class BusyError(LaterError):
    """All who work are at work, and enough wait."""


class _BodyError(HTTPException):
    """What is wrong with a body while it is read: only an error of this class reaches its handler from there."""

    def __str__(self) -> str:
        return self.detail


class BodyTooLargeError(_BodyError):
    """More came, or was announced, than may come."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__(413, f"got a body of more than {max_bytes} bytes, expected less; send less at once")


class BodyTooSlowError(_BodyError):
    """It did not come in time."""

    def __init__(self, timeout_s: float) -> None:
        detail = f"got no more of the body for {timeout_s:g} s, expected its end; send it again"
        super().__init__(408, detail, {"Connection": "close"})


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
    NoPageError: 404,
    UnknownModelError: 404,
    UnauthenticatedError: 401,
    ForbiddenError: 403,
    RateLimitedError: 429,
    BusyError: 503,
    BodyTooLargeError: 413,
    BodyTooSlowError: 408,
    KeyringError: 503,
    TokenError: 401,
    IssuerError: 503,
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
_log = logging.getLogger("ragstone.api")
_UPPER = re.compile(r"(?<!^)(?=[A-Z])")


def status_of(error: Exception) -> int:
    """The status of the nearest class of `error` that the mapping names."""
    return next(STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES)


def code_of(error: Exception) -> str:
    """The error's class as a code: ``UnknownFilterError`` is ``unknown_filter``."""
    return _UPPER.sub("_", type(error).__name__.removesuffix("Error")).lower()


def _challenge(error: Exception) -> dict[str, str]:
    """What RFC 6750 wants said with the status of `error`; nothing for most."""
    if isinstance(error, ForbiddenError):
        return {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}
    if status_of(error) != 401:
        return {}
    presented = not isinstance(error, UnauthenticatedError) or error.presented
    return {"WWW-Authenticate": 'Bearer error="invalid_token"' if presented else "Bearer"}


def headers_of(error: Exception) -> dict[str, str]:
    """What stands in the response's headers beside the problem."""
    later = error.headers if isinstance(error, LaterError | HTTPException) else None
    return {**_challenge(error), **(later or {})}


def problem_of(error: Exception) -> Problem:
    """An error as a problem; of one that nobody foresaw, only its class is told."""
    if isinstance(error, tuple(STATUSES)):
        return Problem.of(status_of(error), code_of(error), str(error))
    return Problem.of(500, "internal", f"an unforeseen {type(error).__name__}; read the server's log")


class Faults:
    """Answers a fault of ours before headers are added and the log is written, so that neither misses it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application does, or with 500; a response that has begun can only break off."""
        begun = False

        async def seen(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, seen)
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            _log.exception("a request ended in an error that nobody foresaw")
            await _unforeseen(Request(scope), error)(scope, receive, send)


def install(app: FastAPI) -> None:
    """Answer every expected error of the rooms below, every unusable request and every fault of ours as a problem.

    To be called before anything else stands before `app`.
    """
    app.add_middleware(Faults)
    for kind in STATUSES:
        app.add_exception_handler(kind, _expected)
    app.exception_handler(RequestValidationError)(_unusable)
    app.exception_handler(StarletteHTTPException)(_refused)
    app.add_exception_handler(Exception, _unforeseen)


def _expected(request: Request, error: Exception) -> JSONResponse:
    request.state.error = code_of(error)  # for the log
    found = problem_of(error)
    return response(request.url.path, found, headers=headers_of(error))


def _unusable(request: Request, error: RequestValidationError) -> JSONResponse:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    request.state.error = "request"
    detail = f"got an unusable `{where}`: {first['msg'].removeprefix('Value error, ')}; correct it"
    return response(request.url.path, Problem.of(422, "request", detail), param=_param(first["loc"]))


def _param(place: Sequence[str | int]) -> str | None:
    """A field of the body as OpenAI names it, like ``messages[0].role``; None for the body as a whole."""
    inside = place[1:]
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in inside).lstrip(".") or None


def _refused(request: Request, error: StarletteHTTPException) -> JSONResponse:
    detail = f"{error.detail}; see /openapi.json for the paths and their methods"
    return response(request.url.path, Problem.of(error.status_code, "http", detail), headers=error.headers)


def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    found = problem_of(error)
    request.state.error = found.code
    return response(request.url.path, found)
