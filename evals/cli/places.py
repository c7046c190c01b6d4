"""What several commands need of files and folders."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from evals.documents import Documents
from evals.errors import EvalError
from evals.suite import Suite
from ragstone.audit.log import AuditLog
from ragstone.audit.record import Record
from ragstone.clock import today
from ragstone.settings import load_settings
from ragstone.wiring import build_embedder, build_index, build_manifest

SUITE = Path("samples/questions")


def records_since(log: Path, since: datetime | None) -> Iterator[Record]:
    """The records of an audit log from a day (UTC) on.

    Raises:
        EvalError: There is no log.
        AuditError: A line of it is no record.
    """
    if not log.is_dir():
        raise EvalError(f"got no audit log at '{log}', expected its folder; name the one that `audit.path` has")
    first = date.min if since is None else since.date()
    return (record for record in AuditLog(log).records() if record.at.astimezone(UTC).date() >= first)


def day_of(suite: Suite) -> date:
    """The day on which a suite is asked."""
    return suite.description.today or today()


def documents_of(index: Path) -> Documents:
    """The documents of an index.

    Raises:
        StoreError: There is none, or it was made otherwise.
    """
    settings = load_settings(flags={"index": {"path": index}}).settings
    embedder = build_embedder(settings.models)
    return Documents(build_index(settings, build_manifest(settings, embedder)), embedder)


def write_report(path: Path, text: str) -> None:
    """Write a file.

    Raises:
        EvalError: It cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EvalError(f"the report '{path}' cannot be written ({error.strerror}); choose another path") from error
