"""The ``--jsonl IN --out OUT`` forms: the order is kept, a bad row gets an `error` field, models load once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from ragstone.cli.failures import EXPECTED, ExitCode, UsageError

Row = dict[str, object]
Input = TypeVar("Input", bound=BaseModel)


def run_batch(source: Path, target: Path, form: type[Input], answer: Callable[[Input, str], BaseModel]) -> ExitCode:
    """Answer each row of `source` into `target`; rows go out as they are done.

    Raises:
        UsageError: `source` cannot be read or `target` cannot be written.
    """
    failed = False
    try:
        with source.open(encoding="utf-8", errors="replace") as lines, target.open("w", encoding="utf-8") as out:
            for row in _answers(lines, form, answer):
                failed |= "error" in row
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise UsageError(f"'{error.filename}' cannot be used ({error.strerror}); check --jsonl and --out") from error
    return ExitCode.FAILURES if failed else ExitCode.DONE


def _answers(lines: Iterator[str], form: type[Input], answer: Callable[[Input, str], BaseModel]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _answer(line, number, form, answer)


def _answer(line: str, number: int, form: type[Input], answer: Callable[[Input, str], BaseModel]) -> Row:
    row_id: object = f"line-{number}"
    try:
        raw = json.loads(line)
        if not isinstance(raw, dict):
            return {"id": row_id, "error": f"got a {type(raw).__name__} in line {number}, expected an object"}
        row_id = raw.get("id", row_id)
        done = answer(form.model_validate(raw), str(row_id))
        return {**done.model_dump(mode="json"), "id": row_id}
    except json.JSONDecodeError as error:
        return {"id": row_id, "error": f"got no JSON in line {number} ({error.msg}); correct it"}
    except ValidationError as error:
        return {"id": row_id, "error": validation_sentence(error)}
    except EXPECTED as error:
        return {"id": row_id, "error": str(error)}


def validation_sentence(error: ValidationError) -> str:
    """The first thing that is wrong, in one sentence."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "the row"
    return f"got an unusable `{where}`: {first['msg']}; correct it"
