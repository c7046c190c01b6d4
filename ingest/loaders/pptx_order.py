"""The order in which a slide is read: bands from top to bottom, in each its columns from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

# Shapes that overlap by less than this share of their own size are still above or beside each other.
_OVERLAP = 0.2


def in_reading_order(shapes: Iterable[Any]) -> Iterator[Any]:
    """The shapes; a group comes as a whole where it stands, so that what is in it stays together."""
    placed = sorted(shapes, key=lambda shape: (shape.top or 0, shape.left or 0))
    for band in _cut(placed, "top", "height"):
        columns = _cut(band, "left", "width")
        if len(columns) == 1:
            yield from band
            continue
        for column in columns:
            yield from in_reading_order(column)


def _cut(shapes: list[Any], start: str, size: str) -> list[list[Any]]:
    """The shapes in groups that do not overlap each other in one direction."""
    groups: list[list[Any]] = []
    reached = float("-inf")
    for shape in sorted(shapes, key=lambda shape: (getattr(shape, start) or 0) + _margin(shape, size)):
        begins, extent = getattr(shape, start) or 0, getattr(shape, size) or 0
        if begins + _margin(shape, size) >= reached:
            groups.append([])
        groups[-1].append(shape)
        reached = max(reached, begins + extent - _margin(shape, size))
    return groups


def _margin(shape: Any, size: str) -> float:
    return (getattr(shape, size) or 0) * _OVERLAP
