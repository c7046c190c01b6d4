"""From errors to exit codes; the mapping is total over the error trees of all rooms."""

from __future__ import annotations

import sys
from enum import IntEnum

from answer.policy.errors import PolicyError
from answer.routing import RoutingError
from ingest.errors import CorpusError, IngestError, UnknownFilterError
from models.errors import ModelError
from ragstone.errors import (
    AuditError,
    CalibrationError,
    IssuerError,
    KeyringError,
    LibraryError,
    NoPageError,
    SpanError,
    TokenError,
    UnknownDocumentError,
)
from ragstone.settings import SettingsError
from retrieval.errors import RetrievalError


class ExitCode(IntEnum):
    """What a process ends with."""

    DONE = 0
    FAILURES = 1
    USAGE = 2
    MISSING = 3


class UsageError(Exception):
    """The command line itself cannot be used."""


EXIT_CODES: dict[type[Exception], ExitCode] = {
    UsageError: ExitCode.USAGE,
    SettingsError: ExitCode.USAGE,
    CalibrationError: ExitCode.USAGE,
    PolicyError: ExitCode.USAGE,
    RoutingError: ExitCode.USAGE,
    AuditError: ExitCode.MISSING,
    KeyringError: ExitCode.USAGE,
    TokenError: ExitCode.USAGE,
    IssuerError: ExitCode.MISSING,
    UnknownDocumentError: ExitCode.USAGE,
    SpanError: ExitCode.USAGE,
    NoPageError: ExitCode.USAGE,
    LibraryError: ExitCode.USAGE,
    RetrievalError: ExitCode.USAGE,
    CorpusError: ExitCode.USAGE,
    UnknownFilterError: ExitCode.USAGE,
    IngestError: ExitCode.MISSING,
    ModelError: ExitCode.MISSING,
}
EXPECTED = tuple(EXIT_CODES)


def exit_code(error: Exception) -> ExitCode:
    """The code of the nearest class of `error` that the mapping names."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)


def report(error: Exception) -> ExitCode:
    """Print an expected error as one sentence on stderr and give its code; any other is raised again."""
    if isinstance(error, BrokenPipeError):
        sys.stdout = None  # nobody reads it any more; flushing it would fail again
        return ExitCode.FAILURES
    if not isinstance(error, EXPECTED):
        raise error
    print(f"ragstone: {error}", file=sys.stderr)  # noqa: T201
    return exit_code(error)
