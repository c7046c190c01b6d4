"""The form that an answer is asked for: a JSON Schema, and JSON whose values know where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing import Registry
from referencing.exceptions import Unresolvable

from retrieval.errors import QuestionError

_LONGEST = 20_000
_FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")
_JOINT = re.compile(r"[_\-]+|(?<=[a-z])(?=[A-Z])")
_SENTENCE_WORDS = 5
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A string, number or truth value of an object.

    Attributes:
        path: Keys and positions that lead to it.
        start: Half-open offsets of its JSON in the whole text.
        said: What it states, as a sentence that can be checked.
    """

    path: Path
    start: int
    end: int
    said: str


@dataclass(frozen=True, slots=True)
class Form:
    """A JSON Schema of an object."""

    schema: Mapping[str, Any]

    def __post_init__(self) -> None:
        if self.schema.get("type") != "object" or len(json.dumps(self.schema)) > _LONGEST:
            raise QuestionError(
                f"got a schema of type {self.schema.get('type')!r}, expected 'object' and "
                f"at most {_LONGEST} characters; describe an object"
            )
        if refused := sorted(_refused(self.schema)):
            raise QuestionError(f"got {refused[0]} in the schema, which is not followed here; leave it out")
        try:
            Draft202012Validator.check_schema(self.schema)
        except SchemaError as error:
            raise QuestionError(f"got no JSON Schema ({error.message}); correct it") from error
        self.faults({})

    def faults(self, found: object) -> list[str]:
        """What of `found` is not of this form, a sentence each.

        Raises:
            QuestionError: A reference within the schema leads nowhere.
        """
        validator = Draft202012Validator(self.schema, registry=Registry())
        try:
            return [
                f"{'.'.join(map(str, error.absolute_path)) or 'the object'}: {error.message}"
                for error in validator.iter_errors(found)
            ]
        except Unresolvable as error:
            raise QuestionError(f"got a reference in the schema that leads nowhere ({error}); correct it") from error

    def without(self, found: object, paths: list[Path]) -> object | None:
        """`found` without the values at `paths`; None where it is of this form with them alone."""
        pruned = _without(found, (), set(paths))
        return None if self.faults(pruned) or not any(True for _ in values(pruned)) else pruned


def parsed(reply: str) -> object | None:
    """The JSON of a reply, a fence of backticks around it or not; None where there is none."""
    try:
        found: object = json.loads(_FENCE.sub("", reply))
    except (ValueError, RecursionError):
        return None
    return found


def written(found: object) -> str:
    """`found` as JSON; `values` counts in this text."""
    return "".join(text for text, _, _ in _pieces(found, ()))


def values(found: object) -> Iterator[Value]:
    """Every string, number and truth value of `found`, in the order of its JSON; null says nothing."""
    position = 0
    for text, path, value in _pieces(found, ()):
        if path is not None and value is not None:
            yield Value(path, position, position + len(text), _said(path, value))
        position += len(text)


def _refused(schema: object) -> Iterator[str]:
    """What is not looked up or run for somebody else: other places, and patterns that may take for ever."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            away = key in ("$ref", "$dynamicRef") and isinstance(value, str) and not value.startswith("#")
            if away or (key == "pattern" and isinstance(value, str)) or key == "patternProperties":
                yield f"`{key}`"
            yield from _refused(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _refused(value)


def _pieces(found: object, path: Path) -> Iterator[tuple[str, Path | None, object]]:
    """The JSON in pieces, each value with its path."""
    if isinstance(found, dict):
        yield "{", None, None
        for position, (key, value) in enumerate(found.items()):
            yield f"{', ' if position else ''}{json.dumps(key, ensure_ascii=False)}: ", None, None
            yield from _pieces(value, (*path, key))
        yield "}", None, None
    elif isinstance(found, list):
        yield "[", None, None
        for position, value in enumerate(found):
            if position:
                yield ", ", None, None
            yield from _pieces(value, (*path, position))
        yield "]", None, None
    else:
        yield json.dumps(found, ensure_ascii=False), path, found


def _said(path: Path, value: object) -> str:
    """A sentence stands for itself; anything else needs its name."""
    if isinstance(value, str) and len(value.split()) >= _SENTENCE_WORDS:
        return value
    names = [key for key in path if isinstance(key, str)]
    shown = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return f"{' '.join(_JOINT.sub(' ', names[-1]).lower().split())}: {shown}" if names else shown


def _without(found: object, path: Path, gone: set[Path]) -> object:
    if isinstance(found, dict):
        return {key: _without(value, (*path, key), gone) for key, value in found.items() if (*path, key) not in gone}
    if isinstance(found, list):
        kept = [(at, value) for at, value in enumerate(found) if (*path, at) not in gone]
        return [_without(value, (*path, at), gone) for at, value in kept]
    return found
