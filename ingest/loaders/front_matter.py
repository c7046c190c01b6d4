"""YAML front matter at the head of a text file."""

from __future__ import annotations

import re

from ingest.errors import LoadError
from ingest.tags import Fields, parse_fields

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LONGEST = 20_000  # characters; YAML takes a second for each 50,000


def split_front_matter(text: str) -> tuple[Fields, str]:
    """The fields of the front matter (none if there is none) and the text below it.

    Raises:
        LoadError: The front matter is too long, is no YAML mapping or holds an unusable value.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return Fields(), text
    if len(match.group(1)) > _LONGEST:
        raise LoadError(
            f"got front matter of {len(match.group(1))} characters, expected at most {_LONGEST}; move it into the text"
        )
    return parse_fields(match.group(1), "front matter", strict=False), text[match.end() :]
