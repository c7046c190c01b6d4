"""What the parts of a large text are called, which `ingest.sources.parts` cuts it into."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_PART = re.compile(r"(?P<whole>(?:.*/)?(?P<stem>[^/]+)(?P<suffix>\.\w+))/(?P=stem)-\d{4,}(?P=suffix)", re.DOTALL)


def part_name(file: str, number: int) -> str:
    """The name of the part `number` of the text `file` (from 1); a title is made of it."""
    path = PurePosixPath(file)
    return f"{path.stem}-{number:04}{path.suffix}"


def names_of(document_id: str) -> tuple[str, ...]:
    """What `supersedes` may call a document by: its id, and of a part that of the text as well."""
    part = _PART.fullmatch(document_id)
    return (document_id,) if part is None else (document_id, part.group("whole"))
