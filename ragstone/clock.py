"""The one place that asks for the time of day."""

from __future__ import annotations

from datetime import date, datetime


def today() -> date:
    """The day where this machine stands."""
    return datetime.now().astimezone().date()
