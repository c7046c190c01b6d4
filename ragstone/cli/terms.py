"""The options that several commands share, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ragstone.cli.failures import UsageError
from ragstone.clock import today
from ragstone.settings import Loaded, Tree, load_settings
from retrieval.question import Question


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """Which index, and which settings."""

    index: Path | None = None
    config: Path | None = None

    def load(self, more: Tree | None = None) -> Loaded:
        """The settings in force.

        Raises:
            SettingsError: One of them is unknown or unusable.
        """
        flags: Tree = dict(more or {})
        if self.index is not None:
            flags["index"] = {"path": self.index}
        return load_settings(config=self.config, flags=flags)


@dataclass(frozen=True, slots=True)
class AskTerms:
    """What is asked, by whom, within which limits; or the rows to work through."""

    question: str | None = None
    groups: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    as_of: str | None = None
    jsonl: Path | None = None
    out: Path | None = None
    infer: bool = True

    @property
    def batch(self) -> tuple[Path, Path] | None:
        """Input and output of the batch form; None for a single question.

        Raises:
            UsageError: Neither form, or both at once.
        """
        if (self.jsonl is None) != (self.out is None):
            raise UsageError("got one of --jsonl and --out, expected both; add the other")
        if (self.jsonl is None) == (self.question is None):
            raise UsageError("expected either a question or --jsonl IN --out OUT; give one of them")
        return (self.jsonl, self.out) if self.jsonl is not None and self.out is not None else None

    @property
    def day(self) -> date:
        """The day that `--as-of` names, or today.

        Raises:
            UsageError: It is no day.
        """
        return today() if self.as_of is None else day_of("--as-of", self.as_of)

    def to_question(self) -> Question:
        """The single question.

        Raises:
            UsageError: A filter is not ``KEY=VALUE``.
            QuestionError: The question is empty or too long.
        """
        return Question(
            self.question or "",
            as_of=self.day,
            groups=self.groups,
            filters=self._filters(),
            infer_tags=self.infer,
            infer_day=self.infer and self.as_of is None,
            correct=self.infer,
        )

    def _filters(self) -> dict[str, tuple[str, ...]]:
        filters: dict[str, tuple[str, ...]] = {}
        for term in self.filters:
            key, separator, value = term.partition("=")
            if not key or not separator:
                raise UsageError(f"got --filter '{term}', expected KEY=VALUE; write it like department=people")
            filters[key] = (*filters.get(key, ()), value)
        return filters


def day_of(option: str, text: str) -> date:
    """The day that an option names.

    Raises:
        UsageError: It is no day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"got {option} '{text}', expected a day like 2026-01-31; correct it") from error


def first_day(option: str, text: str | None) -> date:
    """The first day of what is wanted; without one, the first that there is.

    Raises:
        UsageError: It is no day.
    """
    return date.min if text is None else day_of(option, text)


def last_day(option: str, text: str | None) -> date:
    """The last day of what is wanted; without one, the last that there is.

    Raises:
        UsageError: It is no day.
    """
    return date.max if text is None else day_of(option, text)
