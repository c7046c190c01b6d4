"""YAML front matter at the head of a text file."""

from __future__ import annotations

import re
from itertools import takewhile

from ingest.errors import LoadError
from ingest.tags import Fields, parse_fields

_KEY = r"[ \t]*\{?[\"']?\w[\w ]*[\"']?[ \t]*:"
# Below a blank line it may be a rule with prose between it and the next.
_FRONT_MATTER = re.compile(
    rf"\A\ufeff?(?:(?:[ \t]*\r?\n)+(?=---[ \t]*\r?\n(?:[ \t]*#|{_KEY})))?"
    r"---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_LONGEST = 20_000  # characters; YAML takes a second for each 50,000
_HEAD = 20  # lines; what stands below is what the file is about
_FENCE = ("```", "~~~")
_FIELD = re.compile(rf"[ \t]*(?:$|#|-)|{_KEY}")
_RIGHTS = re.compile(r"[ \t]*\{?[\"']?(groups|effective|expires|supersedes)[\"']?[ \t]*:")


def split_front_matter(text: str) -> tuple[Fields, str]:
    """The fields of the front matter (none if there is none) and the text below it.

    Raises:
        LoadError: The front matter is too long, is no YAML mapping or holds an unusable value, or see
            `refuse_unread_rights`.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        refuse_unread_rights(text)
        return Fields(), text
    if len(match.group(1)) > _LONGEST:
        raise LoadError(
            f"got front matter of {len(match.group(1))} characters, expected at most {_LONGEST}; move it into the text"
        )
    return parse_fields(match.group(1), "front matter", strict=False), text[match.end() :]


def refuse_unread_rights(text: str) -> None:
    """Refuse a text at whose head stands what was meant as front matter: its rights would be lost, and it public.

    Raises:
        LoadError: In its first 20 lines, fields that say who may read it or when it holds follow a line `---`.
    """
    lines = [line.strip("\ufeff\r") for line in text[:_LONGEST].split("\n")]
    head = list(takewhile(lambda line: not line.lstrip().startswith(_FENCE), lines[:_HEAD]))
    for number, line in enumerate(head, start=1):
        fields = takewhile(_FIELD.match, lines[number:]) if line.strip() == "---" else ()
        found = next(filter(None, map(_RIGHTS.match, fields)), None)
        if found is not None:
            raise LoadError(
                f"got `{found.group(1)}:` below a `---` in line {number}, which is read as text; begin a Markdown file "
                "with `---`, the fields and `---`, or write them into NAME.meta.yaml beside it"
            )
