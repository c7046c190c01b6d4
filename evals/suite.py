"""Questions with what a good answer to them is."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.errors import EvalError
from ragstone.wire import QuestionIn

Slice = Literal["core", "edge", "preservation"]


class GoldSpan(BaseModel):
    """Half-open character offsets into a document's text, and what stands there."""

    model_config = ConfigDict(frozen=True)
    document_id: str
    start: int
    end: int
    quote: str = ""


class EvalQuestion(QuestionIn):
    """One question of a suite.

    Attributes:
        slice: What it tests: core, edge, or preservation of what worked.
        must_abstain: The documents that the asker may read do not answer it.
        must_say: Phrases that an answer must hold; wordings of one phrase are parted by `|`.
        must_not_say: Phrases that it must not hold.
    """

    model_config = ConfigDict(extra="forbid")
    id: str
    slice: Slice = "core"
    tags: tuple[str, ...] = ()
    gold_documents: tuple[str, ...] = ()
    gold_spans: tuple[GoldSpan, ...] = ()
    reference_answer: str = ""
    must_abstain: bool = False
    must_say: tuple[str, ...] = ()
    must_not_say: tuple[str, ...] = ()

    @property
    def document(self) -> str:
        """What the case is about, for statistics: its first gold document, or itself."""
        return self.gold_documents[0] if self.gold_documents else self.id


def load_suite(path: Path) -> list[EvalQuestion]:
    """The questions of a ``.jsonl``.

    Raises:
        EvalError: It cannot be read, a row is unusable, or an id occurs twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no UTF-8"
        raise EvalError(f"the suite '{path}' cannot be read ({reason}); check the path") from error
    questions = [_question(line, number, path) for number, line in enumerate(lines, start=1) if line.strip()]
    ids = [question.id for question in questions]
    if len(set(ids)) < len(ids) or not ids:
        raise EvalError(f"got {len(ids)} rows with {len(set(ids))} ids in '{path}', expected one each; correct the ids")
    return questions


def _question(line: str, number: int, path: Path) -> EvalQuestion:
    try:
        return EvalQuestion.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise EvalError(f"got an unusable `{where}` in {path.name}:{number}: {first['msg']}; correct it") from error
