"""JSON: an object is a section of lines `key: value`, a list of flat objects a table; keys on the way are headings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from ingest.document import BlockKind
from ingest.errors import LoadError
from ingest.loaders.encoding import decode
from ingest.loaders.loaded import Loaded, RawFile
from ingest.loaders.table import row_text
from ingest.text_builder import TextBuilder

_LONG = 200  # characters; a longer text is a paragraph
_NAMES = ("title", "name", "label", "key", "id")

Value = object
Record = Mapping[str, Value]


def load(file: RawFile) -> Loaded:
    """Read JSON; the title is what its outermost object says.

    Raises:
        LoadError: It is no JSON.
    """
    value = parse_json(decode(file.data))
    builder = TextBuilder()
    _add(builder, value, level=1)
    title = value.get("title") if isinstance(value, dict) else None
    return Loaded.of(builder, "application/json", title=title if isinstance(title, str) else None)


def parse_json(text: str) -> Value:
    """What `text` holds; numbers stay as they are written.

    Raises:
        LoadError: It is no JSON.
    """
    try:
        value: Value = json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise LoadError(
            f"got no JSON from line {error.lineno}, column {error.colno} on ({error.msg}); correct it"
        ) from error
    return value


def _add(builder: TextBuilder, value: Value, *, level: int, lead_in: str = "") -> None:
    if isinstance(value, dict):
        _add_object(builder, value, level)
    elif isinstance(value, list):
        _add_list(builder, value, level, lead_in)
    else:
        builder.add(BlockKind.PROSE, _shown(value))


def _add_object(builder: TextBuilder, record: Record, level: int) -> None:
    """What it says itself comes before what is nested in it, so that no heading stands between."""
    for key, value in record.items():
        if _is_flat(value):
            text = _shown(value)
            kind = BlockKind.PROSE if len(text) > _LONG else BlockKind.TABLE
            builder.add(kind, f"{key}: {text}" if text else "")
    for key, value in record.items():
        if not _is_flat(value):
            builder.heading(key, level)
            _add(builder, value, level=level + 1, lead_in=key)


def _add_list(builder: TextBuilder, values: Sequence[Value], level: int, lead_in: str) -> None:
    for number, value in enumerate(values, start=1):
        if isinstance(value, dict) and not _is_row(value):
            builder.heading(_name(value) or f"{lead_in} {number}".strip(), level)
            _add_object(builder, value, level + 1)
        elif isinstance(value, dict):
            builder.add(BlockKind.TABLE, row_text(list(value), list(map(_shown, value.values()))), lead_in=lead_in)
        elif isinstance(value, list) and not _is_flat(value):
            _add_list(builder, value, level, lead_in)
        else:
            builder.add(BlockKind.LIST, f"- {_shown(value)}", lead_in=lead_in)


def _is_flat(value: Value) -> bool:
    """Whether it is said in one line: a text, a number, or a short list of these."""
    if isinstance(value, list):
        return not any(isinstance(each, dict | list) for each in value) and len(_shown(value)) <= _LONG
    return not isinstance(value, dict)


def _is_row(record: Record) -> bool:
    return all(_is_flat(value) and len(_shown(value)) <= _LONG for value in record.values())


def _name(record: Record) -> str:
    """What a record calls itself."""
    names = (record.get(key) for key in _NAMES)
    return next((name for name in names if isinstance(name, str) and 0 < len(name) <= _LONG), "")


def _shown(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list():
            return ", ".join(map(_shown, value))
        case _:
            return str(value)
