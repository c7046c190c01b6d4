"""YAML front matter at the head of a text file."""

from __future__ import annotations

import re

from ingest.tags import Fields, parse_fields

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def split_front_matter(text: str) -> tuple[Fields, str]:
    """The fields of the front matter (none if there is none) and the text below it.

    Raises:
        LoadError: The front matter is no YAML mapping or holds an unusable value.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return Fields(), text
    return parse_fields(match.group(1), "front matter", strict=False), text[match.end() :]
