"""What made an index, and the refusal to mix it with anything else."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.errors import IndexMismatchError

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What made an index; chunks made otherwise cannot be mixed with it."""

    embedder: str
    dimension: int
    splitter: str
    schema_version: int = SCHEMA_VERSION


def check_manifest(found: Manifest, expected: Manifest) -> None:
    """Refuse an index that was made otherwise.

    Raises:
        IndexMismatchError: Names what differs and the remedy.
    """
    for name in ("schema_version", "embedder", "dimension", "splitter"):
        got, wanted = getattr(found, name), getattr(expected, name)
        if got != wanted:
            raise IndexMismatchError(
                f"got an index made with {name} '{got}', expected '{wanted}'; "
                "make it anew with `ragstone sync --rebuild FOLDER`, or restore the setting"
            )
