"""Reads a file that people write: YAML of a known form, and a sentence on what cannot be used of it."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

_Form = TypeVar("_Form", bound=BaseModel)


def read_form(path: Path, form: type[_Form], what: str, failure: type[Exception]) -> _Form:
    """The file at `path` as `form`.

    Args:
        path: The file.
        form: What must stand in it.
        what: What a person calls it, as in "the glossary".
        failure: Raised with one sentence where it cannot be read, or something in it cannot be used.
    """
    try:
        return form.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise failure(f"{what} '{path}' cannot be read ({error}); check the path") from error
    except yaml.YAMLError as error:
        line = f" in line {mark.line + 1}" if (mark := getattr(error, "problem_mark", None)) else ""
        raise failure(f"{what} '{path}' is no YAML{line}; correct it") from error
    except RecursionError as error:
        raise failure(f"{what} '{path}' is nested too deeply; correct it") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the file"
        raise failure(f"got an unusable `{where}` in '{path}': {first['msg']}; correct it") from error
    except ValueError as error:
        # PyYAML's word on a day such as 2026-02-30.
        raise failure(f"{what} '{path}' holds a day or a number that is none ({error}); correct it") from error
