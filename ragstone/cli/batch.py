"""The ``--jsonl IN --out OUT`` forms: the order is kept, a bad row gets an `error` field, models load once."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO, TypeVar

from pydantic import BaseModel, ValidationError

from ragstone.cli.failures import EXPECTED, ExitCode, UsageError

log = logging.getLogger(__name__)
Row = dict[str, object]
Input = TypeVar("Input", bound=BaseModel)


def run_batch(source: Path, target: Path, form: type[Input], answer: Callable[[Input, str], BaseModel]) -> ExitCode:
    """Answer each row of `source` into `target`; rows go out as they are done.

    Raises:
        UsageError: `source` cannot be read, `target` cannot be written, or both are one file.
    """
    failed = False
    try:
        if target.exists() and source.samefile(target):
            raise UsageError(f"got '{target}' for --jsonl and --out, expected two files; name another for --out")
        with source.open(encoding="utf-8-sig", errors="replace") as lines, _opened(target) as out:
            for row in _answers(lines, form, answer):
                failed |= "error" in row
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    except OSError as error:
        raise UsageError(f"'{error.filename}' cannot be used ({error.strerror}); check --jsonl and --out") from error
    return ExitCode.FAILURES if failed else ExitCode.DONE


def _opened(target: Path) -> TextIO:
    # An id may hold half of a character, which a row's JSON holds as an escape.
    return target.open("w", encoding="utf-8", errors="backslashreplace")


def _answers(lines: Iterator[str], form: type[Input], answer: Callable[[Input, str], BaseModel]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _answer(line, number, form, answer)


def _answer(line: str, number: int, form: type[Input], answer: Callable[[Input, str], BaseModel]) -> Row:
    row_id: object = f"line-{number}"
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        found = error.msg if isinstance(error, json.JSONDecodeError) else "too long a number, or nested too deeply"
        return {"id": row_id, "error": f"got no JSON in line {number} ({found}); correct it"}
    if not isinstance(raw, dict):
        return {"id": row_id, "error": f"got a {type(raw).__name__} in line {number}, expected an object"}
    row_id = raw.get("id", row_id)
    try:
        done = answer(form.model_validate(raw), str(row_id))
        return {**done.model_dump(mode="json"), "id": row_id}
    except ValidationError as error:
        return {"id": row_id, "error": validation_sentence(error)}
    except EXPECTED as error:
        return {"id": row_id, "error": str(error)}
    except Exception as error:
        log.exception("line %d could not be worked", number)
        found = f"an unforeseen {type(error).__name__}"
        return {"id": row_id, "error": f"got {found} in line {number}, expected a row that can be worked; correct it"}


def validation_sentence(error: ValidationError) -> str:
    """The first thing that is wrong, in one sentence."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"]) or "the row"
    return f"got an unusable `{where}`: {first['msg']}; correct it"
