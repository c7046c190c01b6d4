"""What is in a file, written down by a person who looked at it: `truth/*.json`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from benchmarks.loaders.built import BUILT

_FOLDER = Path(__file__).parent / "truth"
_HANDBOOK = Path(__file__).parents[2] / "samples" / "handbook"


@dataclass(frozen=True)
class TrueTable:
    """A table; cells stand between ` | `, the levels of a column's name between ` / `."""

    columns: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Truth:
    """What one file says.

    Attributes:
        place: Whether it is among the samples, among public data that may not be at hand, or built by code.
        headings: All of them, in order; empty where they are not counted.
        has: Sentences that must be in its text.
        lacks: What must not be: navigation, running lines.
        order: Beginnings of sentences in the order of reading.
    """

    file: str
    place: Literal["samples", "data", "built"]
    tables: tuple[TrueTable, ...] = ()
    headings: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    order: tuple[str, ...] = ()


_FORM = TypeAdapter(Truth)


def truths() -> Iterator[Truth]:
    """Each in the order of their names."""
    for path in sorted(_FOLDER.glob("*.json")):
        yield _FORM.validate_json(path.read_bytes())


def file_of(truth: Truth, data: Path, made: Path) -> Path | None:
    """Where its file is; None where the public data is not at hand. What is built goes into `made`."""
    if truth.place == "built":
        path = made / truth.file
        path.write_bytes(BUILT[truth.file]())
        return path
    path = (_HANDBOOK if truth.place == "samples" else data) / truth.file
    return path if path.exists() else None
