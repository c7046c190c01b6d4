"""Questions with what a good answer to them is: a folder of `suite.yaml` and JSONL files."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from jsonschema import Draft202012Validator, SchemaError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from evals.errors import EvalError, unusable
from ragstone.wire import QuestionIn

Slice = Literal["core", "edge", "preservation"]


SLICES: tuple[Slice, ...] = ("core", "edge", "preservation")
SUITE_FILE = "suite.yaml"


class GoldSpan(BaseModel):
    """Half-open character offsets into a document's text, and what stands there."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    document_id: str
    start: Annotated[int, Field(ge=0)]
    end: int
    quote: str = ""

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"the span ends at {self.end}, before it begins at {self.start}")
        return self


class EvalQuestion(QuestionIn):
    """One question of a suite.

    Attributes:
        slice: What it tests: core, edge, or preservation of what worked.
        must_abstain: The documents that the asker may read do not answer it.
        must_say: Phrases that an answer must hold; wordings of one phrase are parted by `|`.
        must_not_say: Phrases that it must not hold.
        passages: Texts that are given with the question; only a model alone can be asked such a case.
        must_cite: The numbers in brackets that it must hold, and no others.
        most_words: How long it may be.
        expected_tool: The tool that must be called.
        json_schema: What the answer must be, as JSON; `schema` in the file.
        workflow: What a router goes by.
        paraphrase_of: The id of the case whose question it puts in other words; both should get the same answer.
        note: For whoever reads the case; it decides nothing.
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
    passages: tuple[str, ...] = ()
    must_cite: tuple[int, ...] = ()
    most_words: int | None = None
    expected_tool: str = ""
    json_schema: dict[str, Any] | None = Field(None, alias="schema")
    workflow: str = ""
    paraphrase_of: str = ""
    note: str = ""

    @field_validator("must_say", "must_not_say")
    @classmethod
    def _says_something(cls, phrases: tuple[str, ...]) -> tuple[str, ...]:
        if any(not wording.strip() for phrase in phrases for wording in phrase.split("|")):
            raise ValueError("a wording is empty; take it out, or the bar beside it")
        return phrases

    @field_validator("json_schema")
    @classmethod
    def _is_a_schema(cls, schema: dict[str, Any] | None) -> dict[str, Any] | None:
        try:
            Draft202012Validator.check_schema(schema or {})
        except SchemaError as error:
            raise ValueError(f"it is no JSON Schema ({error.message})") from error
        return schema

    @property
    def document(self) -> str:
        """What the case is about, for statistics: its first gold document, or itself."""
        return self.gold_documents[0] if self.gold_documents else self.id


class SliceIn(BaseModel):
    """What a slice is for.

    Attributes:
        about: One line.
        cases: The fewest and the most it should have.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    about: str
    cases: tuple[int, int]


class SuiteIn(BaseModel):
    """The fields of `suite.yaml`.

    Attributes:
        gold: How the gold answers and spans came about.
        reviewed_by: Who accepted the cases.
        today: The day on which a question without a date is asked; None for the day of the run.
        partial: Whether it is meant to have some of the slices only.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(min_length=1)
    about: str
    licence: str
    gold: str
    reviewed_by: tuple[str, ...] = Field(min_length=1)
    today: date | None = None
    partial: bool = False
    slices: Mapping[Slice, SliceIn]


@dataclass(frozen=True, slots=True)
class Suite:
    """The cases of a folder.

    Attributes:
        sha256: Of all its files; another suite, another hash.
    """

    description: SuiteIn
    questions: tuple[EvalQuestion, ...]
    sha256: str

    @property
    def name(self) -> str:
        """What it is called."""
        return self.description.name


def load_suite(folder: Path) -> Suite:
    """The suite in `folder`.

    Raises:
        EvalError: It cannot be read, has no case, a row is unusable, or an id occurs twice.
    """
    files = {SUITE_FILE: _read(folder / SUITE_FILE)}
    files |= {path.name: _read(path) for path in sorted(folder.glob("*.jsonl"))}
    description = _description(files[SUITE_FILE], folder / SUITE_FILE)
    lines = [
        (name, number, line)
        for name, text in files.items()
        if name != SUITE_FILE
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    questions = tuple(_question(line, number, name) for name, number, line in lines)
    if not questions:
        raise EvalError(f"got no case in '{folder}', expected a line of JSON for each in a .jsonl file; write one")
    seen: dict[str, str] = {}
    for question, (name, number, _) in zip(questions, lines, strict=True):
        if question.id in seen:
            raise EvalError(f"got id '{question.id}' in {seen[question.id]} and {name}:{number}; rename one")
        seen[question.id] = f"{name}:{number}"
    digest = hashlib.sha256("\0".join(f"{name}\0{text}" for name, text in files.items()).encode())
    return Suite(description, questions, digest.hexdigest())


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "no UTF-8"
        raise EvalError(f"the suite's '{path}' cannot be read ({reason}); check the path") from error


def _description(text: str, path: Path) -> SuiteIn:
    try:
        return SuiteIn.model_validate(yaml.safe_load(text))
    except ValidationError as error:
        raise unusable(error, str(path)) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise EvalError(f"got '{path}', expected YAML; correct it") from error


def _question(line: str, number: int, name: str) -> EvalQuestion:
    try:
        return EvalQuestion.model_validate_json(line)
    except ValidationError as error:
        raise unusable(error, f"{name}:{number}") from error
