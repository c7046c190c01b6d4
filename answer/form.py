"""The form that an answer is asked for: a JSON Schema, and JSON whose values know where they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from retrieval.errors import QuestionError
from retrieval.question import require_text

_LONGEST = 20_000
# Of a schema with its references followed: what is checked against it takes as long as it is large.
_MOST_PARTS, _DEEPEST = 2_000, 64
# Where references may lead: what stands there was checked to be a schema.
_DEFINED = re.compile(r"#/(?:\$defs|definitions)/[^/]+")
# Of what is within each other, these double the work with every level, or run a pattern of somebody else's.
_ENDLESS = frozenset({"patternProperties", "unevaluatedProperties", "unevaluatedItems"})
_FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")
_SENTENCE_WORDS = 5
_JOINT = re.compile(r"[_\-]+|(?<=[a-z])(?=[A-Z])")
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A string, number or truth value of an object.

    Attributes:
        path: Keys and positions that lead to it.
        start: Half-open offsets of its JSON in the whole text.
        said: What it states, under its name: "forbidden" turns a sentence that is true into one that is not.
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
        _measure(self.schema, str)
        require_text(json.dumps(self.schema, ensure_ascii=False))
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
        resolver = Registry[Any]().resolver_with_root(DRAFT202012.create_resource(self.schema))
        try:
            _measure(self.schema, lambda reference: resolver.lookup(reference).contents)
        except Unresolvable as error:
            raise QuestionError(f"got a reference in the schema that leads nowhere ({error}); correct it") from error

    def faults(self, found: object) -> list[str]:
        """What of `found` is not of this form, a sentence each."""
        validator = Draft202012Validator(self.schema, registry=Registry())
        return [
            f"{'.'.join(map(str, error.absolute_path)) or 'the object'}: {error.message}"
            for error in validator.iter_errors(found)
        ]

    def named(self, found: object) -> object:
        """`found` without the keys that the schema does not name: what is made up in a key, nobody verifies."""
        parts = [part for part in _parts(self.schema, str) if isinstance(part, dict)]
        names = [name for part in parts for name in (*_each(part.get("properties")), *_each(part.get("required")))]
        return _only(found, frozenset(names))

    def without(self, found: object, paths: list[Path]) -> object | None:
        """`found` without the values at `paths`; None where it is of this form with them alone."""
        pruned = _without(found, (), set(paths))
        return None if self.faults(pruned) or not any(True for _ in values(pruned)) else pruned


def parsed(reply: str) -> object | None:
    """The JSON of a reply, a fence of backticks around it or not; None where there is none that can be read."""
    try:
        found: object = json.loads(_FENCE.sub("", reply))
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return found if _is_flat(found) else None


def _is_flat(found: object, levels: int = _DEEPEST) -> bool:
    held = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return levels > 0 and all(_is_flat(one, levels - 1) for one in held)


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


def _refused(schema: Mapping[str, Any]) -> Iterator[str]:
    """What is not looked up or run for somebody else: other places, and what may take for ever."""
    for part in _parts(schema, str):
        for key, value in part.items() if isinstance(part, dict) else ():
            away = key == "$ref" and isinstance(value, str) and not _DEFINED.fullmatch(value)
            moves = key in ("pattern", "$dynamicRef") or (key == "$id" and part is not schema)
            if away or (moves and isinstance(value, str)) or key in _ENDLESS:
                yield f"`{key}`"


def _measure(schema: object, referred: Callable[[str], object]) -> None:
    if sum(1 for _ in islice(_parts(schema, referred), _MOST_PARTS + 1)) > _MOST_PARTS:
        raise QuestionError(
            f"got a schema of more than {_MOST_PARTS} parts, each reference followed, expected less; make it smaller"
        )


def _parts(part: object, referred: Callable[[str], object], above: int = 0) -> Iterator[dict[str, Any] | list[Any]]:
    """Every object and list of a schema; in place of a reference, those of what it leads to."""
    if not isinstance(part, dict | list):
        return
    if above > _DEEPEST:
        raise QuestionError(
            f"got a schema that is nested more than {_DEEPEST} times, or refers to itself, expected less; flatten it"
        )
    yield part
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        held = referred(value) if key == "$ref" and isinstance(value, str) else value
        yield from _parts(held, referred, above + 1)


def _each(names: object) -> Iterator[object]:
    yield from names if isinstance(names, dict | list) else ()


def _only(found: object, names: frozenset[object]) -> object:
    if isinstance(found, dict):
        return {key: _only(value, names) for key, value in found.items() if key in names}
    return [_only(value, names) for value in found] if isinstance(found, list) else found


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
    shown = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    names = [" ".join(_JOINT.sub(" ", key).lower().split()) for key in path if isinstance(key, str)]
    # A sentence may be turned round by any name above it; a word or a number is only made harder to find.
    above = names if len(shown.split()) >= _SENTENCE_WORDS else names[-1:]
    return f"{' '.join(above)}: {shown}" if above else shown


def _without(found: object, path: Path, gone: set[Path]) -> object:
    if isinstance(found, dict):
        return {key: _without(value, (*path, key), gone) for key, value in found.items() if (*path, key) not in gone}
    if isinstance(found, list):
        kept = [(at, value) for at, value in enumerate(found) if (*path, at) not in gone]
        return [_without(value, (*path, at), gone) for at, value in kept]
    return found
