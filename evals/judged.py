"""Answers that people rated for how faithful they are to their context."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.errors import EvalError, unusable


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer.

    Attributes:
        document: What it is about; answers on one document are alike.
        ratings: One for each person, high is faithful.
    """

    document: str
    context: tuple[str, ...]
    text: str
    ratings: tuple[float, ...]

    @property
    def rating(self) -> float:
        """What people think of it on the average."""
        return sum(self.ratings) / len(self.ratings)


class _Ratings(BaseModel):
    model_config = ConfigDict(extra="ignore")
    faithfulness: tuple[float, ...] = Field(min_length=1)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore")
    response: str
    ratings: _Ratings


class JudgedIn(BaseModel):
    """A row: a context with one `response` and its `label`, or with several rated `answers`."""

    model_config = ConfigDict(extra="ignore")
    id: str
    context: tuple[str, ...]
    source_doc_id: str = ""
    response: str = ""
    label: float | None = None
    answers: tuple[_Answer, ...] = ()

    def judged(self) -> Iterator[Judged]:
        """The answers of the row that say something; none where there is no context to be faithful to."""
        if not self.context:
            return
        document = self.source_doc_id or self.id
        if self.response.strip() and self.label is not None:
            yield Judged(document, self.context, self.response, (self.label,))
        for answer in self.answers:
            if answer.response.strip():
                yield Judged(document, self.context, answer.response, answer.ratings.faithfulness)


def load_judged(path: Path) -> tuple[list[Judged], int]:
    """All rated answers of a JSONL file, and how many rows have no context and are left out.

    Raises:
        EvalError: It cannot be read, a row is unusable, or no answer is rated.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(f"the ratings '{path}' cannot be read ({type(error).__name__}); check the path") from error
    found: list[Judged] = []
    without = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = JudgedIn.model_validate_json(line)
        except ValidationError as error:
            raise unusable(error, f"{path.name}:{number}") from error
        found += row.judged()
        without += not row.context
    if not found:
        raise EvalError(f"got no rated answer in '{path}', expected a context with a label or with answers; add some")
    return found, without
