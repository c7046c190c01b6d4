"""What goes into a loader and what comes out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from ingest.document import Block
from ingest.tags import Fields
from ingest.text_builder import TextBuilder


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read what can be read in more than one way.

    Attributes:
        word_changes: Whether tracked changes of a Word document are taken as accepted or as rejected.
        word_comments: Whether its comments are read, below what they are about.
    """

    word_changes: Literal["accept", "reject"] = "accept"
    word_comments: bool = False


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file's bytes and its name relative to the synced folder (POSIX)."""

    name: str
    data: bytes
    reading: Reading = field(default_factory=Reading)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A parsed file.

    Attributes:
        title: The title that the file itself gives, if it does.
        fields: What the file says about itself (front matter).
        warnings: Parts that could not be read, a sentence each.
    """

    text: str
    blocks: tuple[Block, ...]
    media_type: str
    title: str | None = None
    fields: Fields = field(default_factory=Fields)
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, builder: TextBuilder, media_type: str, *, title: str | None = None) -> Loaded:
        """What `builder` holds, without metadata; what it left out as hidden is a warning."""
        return cls(builder.text, tuple(builder.blocks), media_type, title, warnings=hidden_warning(builder))


def hidden_warning(builder: TextBuilder) -> tuple[str, ...]:
    """A sentence on text that `builder` was not given because a reader does not see it; nothing where there is none."""
    if not builder.hidden:
        return ()
    return (f"{builder.hidden} characters that a reader does not see were left out; if they count, show them",)


Loader = Callable[[RawFile], Loaded]
