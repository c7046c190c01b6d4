"""The server's log on stderr: one line an event, as text or as JSON.

A line never holds a question, a document, a secret or a query string. What an exception says may quote any of them, so
of an exception only its class and the places in the code are kept.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType

from ragstone.settings import LogSettings

Raised = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
# These speak at the level that is set; everybody else only to warn.
_OURS = ("ragstone", "uvicorn")


class Line(logging.Formatter):
    """One record as one line of text: `TIME level logger message name=value …`."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        parts = self.parts(record)
        rest = [f"{name}={_plain(value)}" for name, value in parts.items() if name not in _FIRST]
        return " ".join([*(str(parts[name]).replace("\n", "\\n") for name in _FIRST), *rest])

    def parts(self, record: logging.LogRecord) -> dict[str, object]:
        """What a line says, by name."""
        when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        parts: dict[str, object] = {
            "time": when.replace("+00:00", "Z"), "level": record.levelname.lower(), "logger": record.name,
            "message": record.getMessage(), **fields(record),
        }  # fmt: skip
        return {**parts, "exception": self.formatException(record.exc_info)} if record.exc_info else parts

    def formatException(self, ei: Raised) -> str:
        """The class and the places, not the words."""
        _, error, trace = ei
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([type(error).__name__, *reversed(places)])


class JsonLine(Line):
    """One record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter.format`."""
        return json.dumps(self.parts(record), ensure_ascii=False, default=str)


_FIRST = ("time", "level", "logger", "message")


def fields(record: logging.LogRecord) -> Mapping[str, object]:
    """What was logged beside the words, with `extra={"fields": …}`."""
    found = getattr(record, "fields", {})
    return found if isinstance(found, Mapping) else {}


def configure(settings: LogSettings) -> None:
    """Send every logger of this process to stderr in that form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine() if settings.format == "json" else Line())
    logging.captureWarnings(capture=True)
    root = logging.getLogger()
    root.handlers, level = [handler], settings.level.upper()
    root.setLevel(max(logging.getLevelNamesMapping()[level], logging.WARNING))
    for name in _OURS:
        logging.getLogger(name).setLevel(level)


def _plain(value: object) -> str:
    """As it is where it is one plain word, so that nobody's name can look like another field."""
    text = str(value)
    return text if text.isascii() and text.replace("-", "").replace(".", "").replace("_", "").isalnum() else repr(text)
