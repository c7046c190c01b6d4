"""What the names of documents say of their versions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

_BEFORE, _PLAIN, _AFTER = 0, 1, 2
_OLD = r"old|alt|copy|kopie|draft|entwurf|backup|bak|archived?|obsolete|superseded|previous|prev"
_NEW = r"new|neu|final|latest|current|updated|revised|approved|signed"
_MARK = re.compile(
    rf"(?:(?<=[\W_])|^)(?:v(?:er(?:sion)?)?[ ._-]?(?P<version>\d{{1,3}}(?:\.\d{{1,3}})*)|"
    rf"rev(?:ision)?[ ._-]?(?P<rev>\d{{1,3}})|"
    rf"(?P<year>(?:19|20)\d\d)|(?P<old>{_OLD})|(?P<new>{_NEW})|\((?P<count>\d)\))[)\]]*$",
    re.IGNORECASE,
)
_COPY_OF = re.compile(r"^(?:copy of|kopie von)[\s_-]+", re.IGNORECASE)
_EDGES = " _-.,([–"


@dataclass(frozen=True, slots=True)
class Named:
    """A name without the marks of its version.

    Attributes:
        base: What is left of it, in lower case.
        mark: The marks, as they are written; empty for a name without any.
        order: Sorts what is older first, as far as names tell.
    """

    base: str
    mark: str = ""
    order: tuple[int, ...] = ()

    @classmethod
    def of(cls, name: str) -> Named:
        """Take marks off the end of `name` for as long as there are any; the name itself is never one."""
        rest = _COPY_OF.sub("", name)
        marks, order = (["copy"], [_BEFORE]) if rest != name else ([], [])
        while (match := _MARK.search(rest)) and rest[: match.start()].strip(_EDGES):
            # 2026-11 and 2026-11-04 are days of a thing that happened, and 2026/27 is a season.
            marks.insert(0, match.group().strip("()[] "))
            order = [*_order(match), *order]
            rest = rest[: match.start()].rstrip(_EDGES)
        return cls(re.sub(r"[\W_]+", " ", rest).strip().lower(), " ".join(marks), tuple(order) or (_PLAIN,))


def named_file(document_id: str) -> Named:
    """By the name of the file."""
    path = PurePosixPath(document_id)
    return Named.of(path.name.removesuffix(path.suffix) if len(path.suffix) <= 5 else path.name)


def _order(match: re.Match[str]) -> list[int]:
    if match.group("old") or match.group("count"):
        return [_BEFORE]
    if match.group("new"):
        return [_AFTER]
    number = match.group("version") or match.group("rev") or match.group("year")
    return [_AFTER, *(int(part) for part in number.split("."))]
