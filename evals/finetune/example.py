"""One thing to learn: what is asked, what is right, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evals.errors import EvalError, unusable

Kind = Literal["number", "row", "section", "absent", "grounded", "grounded-absent"]


class Example(BaseModel):
    """A question with the answer that is preferred and one that is rejected.

    Attributes:
        document: Whose text it is made from; empty for what no document says.
        system: The system's message, as the evaluation sends it.
        question: The user's message.
        rejected: What a model might well say and must not: another number, another row, an invention.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Kind
    document: str = ""
    system: str
    question: str = Field(min_length=1)
    answer: str = Field(min_length=1)
    rejected: str = Field(min_length=1)

    @property
    def prompt(self) -> list[dict[str, str]]:
        """The messages before the answer."""
        return [{"role": "system", "content": self.system}, {"role": "user", "content": self.question}]


def said(text: str) -> list[dict[str, str]]:
    """An answer as the message that ends a conversation."""
    return [{"role": "assistant", "content": text}]


def jsonl(examples: Sequence[Example]) -> str:
    """A line an example."""
    return "".join(json.dumps(example.model_dump(), ensure_ascii=False) + "\n" for example in examples)


def load_examples(path: Path) -> list[Example]:
    """The examples in a file.

    Raises:
        EvalError: It cannot be read, is empty, or a row is unusable.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise EvalError(
            f"the examples '{path}' cannot be read ({type(error).__name__}); run `prepare` first"
        ) from error
    found = [_example(line, f"{path.name}:{number}") for number, line in enumerate(lines, start=1) if line.strip()]
    if not found:
        raise EvalError(f"got no example in '{path}', expected a line of JSON for each; run `prepare` again")
    return found


def _example(line: str, where: str) -> Example:
    try:
        return Example.model_validate_json(line)
    except ValidationError as error:
        raise unusable(error, where) from error
